import type { Place } from '../basics/place.ts';
import type { SourceFile } from '../source-file.ts';

/** Where one member of a map, or one item of a list, stands in its file; offsets into the file's text. */
export interface Member {
  /** Of a list's item: the same as `value`. */
  readonly key: number;
  readonly value: number;
  /** A number as it is spelt, where the value is one. */
  readonly spelling: string | undefined;
  /** The key with its YAML type: `6` rather than `"6"`. */
  readonly typedKey: string | number | boolean | null;
  /** Its file, where that is not the one of the map or list. */
  readonly source?: SourceFile;
}

interface Positions {
  readonly source: SourceFile;
  readonly start: number;
  /** In the file's order, which a JavaScript object does not keep for keys such as `10`. */
  readonly members: ReadonlyMap<string, Member>;
}

export type Container = Readonly<Record<string, unknown>> | readonly unknown[];

const known = new WeakMap<object, Positions>();

export const remember = (container: Container, positions: Positions): void => {
  known.set(container, positions);
};

/** A changed copy of a map or list stands where that one does; its members as they are given, else as that one's. */
export const rememberLike = (model: Container, copy: Container, members = positionsOf(model).members): void =>
  remember(copy, { ...positionsOf(model), members });

/** The same member under another key, at its place. */
export const renameMember = (map: Record<string, unknown>, from: string, to: string): void => {
  const members = new Map([...positionsOf(map).members].map(([key, member]) => [key === from ? to : key, member]));
  map[to] = map[from];
  delete map[from];
  rememberLike(map, map, members);
};

const positionsOf = (container: Container): Positions => {
  const found = known.get(container);
  if (found === undefined) throw new Error('a map or list without a place');
  return found;
};

export const memberOf = (container: Container, key: string | number): Member | undefined =>
  positionsOf(container).members.get(String(key));

/** The first character of a map or list. */
export const placeOf = (container: Container): Place => {
  const { source, start } = positionsOf(container);
  return source.placeAt(start);
};

const placeIn = (container: Container, key: string | number, which: 'key' | 'value'): Place => {
  const { source, start, members } = positionsOf(container);
  const member = members.get(String(key));
  return (member?.source ?? source).placeAt(member?.[which] ?? start);
};

export const placeOfKey = (container: Container, key: string | number): Place => placeIn(container, key, 'key');
export const placeOfValue = (container: Container, key: string | number): Place => placeIn(container, key, 'value');

/** The members in the file's order. */
export const entriesOf = <T>(map: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  [...positionsOf(map).members.keys()].filter((key) => Object.hasOwn(map, key)).map((key) => [key, map[key] as T] as const);

/** Every key that the file gives, those that were cut out as unusable among them. */
export const declaredKeys = (map: Readonly<Record<string, unknown>> | undefined): ReadonlySet<string> =>
  new Set(map === undefined ? [] : positionsOf(map).members.keys());

/** The items that are left of a list, with their indices in the file. */
export const itemsOf = <T>(list: readonly T[]): readonly (readonly [number, T])[] =>
  [...list.entries()].filter(([, item]) => item !== undefined);

/** A number as it is spelt in the file where that differs from how JSON writes it, else the value itself. */
export const keepSpelling = (container: Container, key: string | number, value: unknown): unknown => {
  if (typeof value !== 'number') return value;
  const spelling = memberOf(container, key)?.spelling;
  return spelling === undefined || spelling === String(value) ? value : spelling;
};

export const membersOf = (container: Container): ReadonlyMap<string, Member> => positionsOf(container).members;

/** The same for a map that stands where `like` does, which may be in another file: each keeps the file that it is written in. */
export const membersBeside = (container: Container, like: Container): ReadonlyMap<string, Member> => {
  const { source, members } = positionsOf(container);
  return source === positionsOf(like).source ? members : new Map([...members].map(([key, one]) => [key, { source, ...one }]));
};
