/** Which of its two ends a relation goes out with, and how. */
import type { OutboundRelation } from '../../../../object/outbound.ts';
import { isContainer, type NamedObject } from './name-objects.ts';
import type { StixOptions } from './stix-object.ts';

/** `within`: as one of those that a report or note is about; `between`: as a relationship. */
export type Saying = 'within' | 'between' | undefined;

export interface Pair {
  readonly own: NamedObject;
  readonly other: NamedObject;
  readonly direction: OutboundRelation['direction'];
  /** Who gets this end has not got it yet. */
  readonly isNew: boolean;
  /** This end changed after the other one. */
  readonly isLater: boolean;
}

/** It is named by its content alone, which what refers to it does not know; a rule has a name, if it goes out. */
const isUnnamed = ({ standsAlone, type }: NamedObject): boolean => standsAlone && type !== 'indicator';

/** Each pair once: with its source, or with the one that alone knows its own id; what is within a container is no pair. */
const once = ({ own, other, direction, isNew }: Pair): Saying => {
  if (other.standsAlone) return undefined;
  const isWithin = isContainer(own) && (!isContainer(other) || direction === 'to');
  if (isWithin) return 'within';
  return own.standsAlone || (!isContainer(other) && (isNew || direction === 'to')) ? 'between' : undefined;
};

/** A report or note does not go out again for what leads to it: that is said between them. */
const own = ({ own: self, other, direction }: Pair): Saying => {
  if (isUnnamed(other)) return undefined;
  if (direction === 'from') return isUnnamed(self) ? 'between' : undefined;
  return isContainer(self) ? 'within' : 'between';
};

/** What a container leads to is within it from the first; what leads to it, if that was there before. */
const later = ({ own: self, other, direction, isLater }: Pair): Saying => {
  if (isUnnamed(other)) return undefined;
  if (isUnnamed(self)) return 'between';
  if (isContainer(self)) return direction === 'to' || (isLater && !isContainer(other)) ? 'within' : undefined;
  return isLater && !(direction === 'from' && isContainer(other)) ? 'between' : undefined;
};

export const sayings: Readonly<Record<StixOptions['relations'], (pair: Pair) => Saying>> = { once, own, later };

/** With the name that it has been told by whoever sent it. */
export const named = (other: NamedObject, far: string | undefined): NamedObject =>
  isUnnamed(other) && far?.startsWith(`${other.type}--`) === true ? { ...other, id: far, standsAlone: false } : other;
