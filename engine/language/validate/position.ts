import { keepSpelling, memberOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import type { Place } from '../basics/place.ts';

/** One value of a raw definition, by the map or list that holds it; the root has none. */
export interface Position {
  readonly container: Container | undefined;
  readonly key: string | number;
  readonly data: unknown;
  readonly parent: Position | undefined;
}

export const rootPosition = (data: unknown): Position => ({ container: undefined, key: '', data, parent: undefined });

export const memberPosition = (parent: Position, key: string | number): Position => {
  const container = parent.data as Container;
  return { container, key, data: (container as Readonly<Record<string | number, unknown>>)[key], parent };
};

/** Where the value stands, or its key. */
export const placeAt = (position: Position, which: 'key' | 'value'): Place => {
  if (position.container !== undefined) return (which === 'key' ? placeOfKey : placeOfValue)(position.container, position.key);
  return placeOf(position.data as Container);
};

/** `` `request.method` ``: the last names on the way, as a message shows them. */
export const nameOf = (position: Position): string => {
  const names: string[] = [];
  for (let at: Position | undefined = position; at?.container !== undefined && names.length < 2; at = at.parent) {
    names.unshift(typeof at.key === 'number' ? `[${at.key}]` : at.key);
  }
  return names.length === 0 ? 'the file' : `\`${names.join('.').replaceAll('.[', '[')}\``;
};

/** A number in a text position becomes text, as it is spelt. */
export const takeAsText = (position: Position): void => {
  if (position.container === undefined || typeof position.data !== 'number') return;
  const text = String(
    memberOf(position.container, position.key)?.spelling ?? keepSpelling(position.container, position.key, position.data),
  );
  (position.container as Record<string | number, unknown>)[position.key] = text;
};
