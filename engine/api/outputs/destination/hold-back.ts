/** What of the store a destination gets: which objects, and what of them. */
import { createHmac } from 'node:crypto';
import { UsageError } from '../../../language/basics/errors.ts';
import type { Place } from '../../../language/basics/place.ts';
import type { OutboundObject } from '../../../object/outbound.ts';
import { isWithinTlp, readTlp } from '../../../language/basics/tlp.ts';
import type { StoredOutbound } from '../../../store/contract/outbox.ts';
import type { RawCommon, RawOnly } from './destination-shape.ts';

export interface HoldBack {
  readonly only: Only;
  readonly tlp: RawCommon['tlp'];
  readonly sensitive: 'drop' | 'hash' | 'send';
  readonly hashKey: string | undefined;
}

/** Each undefined where everything fits. */
export interface Only {
  readonly type: ReadonlySet<string> | undefined;
  readonly subtype: ReadonlySet<string> | undefined;
  readonly feed: ReadonlySet<string> | undefined;
  /** In lower case. */
  readonly status: ReadonlySet<string> | undefined;
  readonly tag: ReadonlySet<string> | undefined;
  /** By name; empty: any value. */
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>>;
}

type OneOrMore = string | readonly string[];

const setOf = (given: OneOrMore | undefined): ReadonlySet<string> | undefined =>
  given === undefined ? undefined : new Set([given].flat());

export const readOnly = ({ type, subtype, feed, status, tag, attribute = {} }: RawOnly): Only => ({
  type: setOf(type),
  subtype: setOf(subtype),
  feed: setOf(feed),
  status: setOf(status === undefined ? undefined : [status].flat().map((one) => one.toLowerCase())),
  tag: setOf(tag),
  attributes: new Map(
    Object.entries(attribute).map(([name, values]) => [name, new Set([values].flat().filter((one) => one !== ''))]),
  ),
});

/** The rules as they are written. `whose` begins a sentence. Throws UsageError where attributes are hashed without a key. */
export const holdBackOf = (
  { only = {}, tlp, sensitive = 'drop', hash_key: hashKey }: RawCommon,
  whose: string,
  place: Place | undefined,
): HoldBack => {
  if (sensitive === 'hash' && hashKey === undefined)
    throw new UsageError('config.hash-key', `${whose} hashes sensitive attributes and has no key for it.`, {
      place,
      hint: 'Give `hash_key: ${env:NAME}`, at least 16 characters that are for this alone.',
    });
  return { only: readOnly(only), tlp, sensitive, hashKey };
};

/** Does a destination with such rules get every object, whatever it is? */
export const takesAll = ({ only, tlp }: HoldBack): boolean =>
  tlp === undefined &&
  only.attributes.size === 0 &&
  [only.type, only.subtype, only.feed, only.status, only.tag].every((one) => one === undefined);

/** Why an object does not go there; undefined where it does. */
export const heldBack = (object: StoredOutbound, { only, tlp }: HoldBack): string | undefined => {
  if (only.type?.has(object.type) === false) return 'another type';
  if (only.subtype?.has(object.subtype) === false) return 'another subtype';
  if (only.feed !== undefined && !object.feeds.some((feed) => isAmong(feed, only.feed as ReadonlySet<string>)))
    return 'another feed';
  if (only.status?.has((object.status ?? '').toLowerCase()) === false) return 'another status';
  if (only.tag !== undefined && !object.tags.some((tag) => only.tag?.has(tag))) return 'no such tag';
  for (const [name, values] of only.attributes)
    if (!object.attributes.some((one) => one.name === name && (values.size === 0 || values.has(one.value))))
      return 'no such attribute';
  if (tlp !== undefined && !isWithinTlp(colourOf(object.tlp ?? tlp.unmarked ?? 'clear'), colourOf(tlp.at_most))) return 'TLP';
  return undefined;
};

const isAmong = (feed: string, wanted: ReadonlySet<string>): boolean =>
  wanted.has(feed) || wanted.has(feed.slice(0, feed.indexOf('/')));

/** A mark that no one can read counts as the strictest. */
const colourOf = (text: string): string => readTlp(text) ?? 'red';

/** The object as the destination may have it. `mayKnow`: is the other end of a relation one that it has, or gets? `farOf`: what it said of that. */
export const released = (
  stored: StoredOutbound,
  { sensitive, hashKey }: HoldBack,
  mayKnow: (id: number) => boolean,
  farOf: (id: number) => string | undefined = () => undefined,
): OutboundObject => {
  // Most have nothing that would have to be held back.
  if (stored.relations.length === 0 && (sensitive === 'send' || !stored.attributes.some((one) => one.sensitive))) return stored;
  const { id: _, attributes, relations, ...object } = stored;
  return {
    ...object,
    attributes: attributes.flatMap(({ sensitive: isSensitive, ...one }) => {
      if (!isSensitive || sensitive === 'send') return [one];
      return sensitive === 'drop' ? [] : [{ ...one, value: hashed(one.value, hashKey ?? '') }];
    }),
    relations: relations
      .filter(({ other }) => mayKnow(other.id))
      .map(({ other: { id, ...other }, ...relation }) => ({ ...relation, other, far: farOf(id) })),
  };
};

const hashed = (value: string, key: string): string => createHmac('sha256', key).update(value).digest('hex');

/** No more than it takes to find it again. */
export const takenBack = (stored: StoredOutbound): OutboundObject => {
  const { id: _, ...object } = stored;
  return {
    ...object,
    title: undefined,
    description: undefined,
    tags: [],
    attributes: [],
    relations: [],
    content: undefined,
    gone: object.gone ?? 'withdrawn',
  };
};
