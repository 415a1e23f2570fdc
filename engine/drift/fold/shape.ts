import { isFieldName } from './field-names.ts';

export const KINDS = ['text', 'number', 'boolean', 'list', 'object'] as const;
export type Kind = (typeof KINDS)[number];

/** What came at one path: how often, and as what. No values. */
export interface Shape extends Record<Kind, number> {
  /** It stood there, if only as null, a blank text, `[]` or `{}`. */
  named: number;
  /** It held something. */
  filled: number;
  members: Map<string, Shape> | undefined;
  /** Of its lists. */
  items: Shape | undefined;
  /** Of its objects where their names are data. */
  entries: Shape | undefined;
}

/** Deeper values are not gone into. */
const DEEPEST = 8;
/** Elements of one list that are looked at, members of one object. */
const MOST_ITEMS = 8;
const MOST_MEMBERS = 512;
/** An object below the record with more names than this at once, or in one window, is a map. */
const MOST_NAMES = 100;
/** Of the record itself: a table may be wide. */
const MOST_NAMES_OF_RECORD = 400;
/** A longer text is not looked through for something that is no blank. */
const LONGEST_BLANK = 8;

export const emptyShape = (): Shape => ({
  named: 0,
  filled: 0,
  text: 0,
  number: 0,
  boolean: 0,
  list: 0,
  object: 0,
  members: undefined,
  items: undefined,
  entries: undefined,
});

/** Folds a value in; `depth`: 0 for the record itself. */
export const foldIn = (shape: Shape, value: unknown, depth = 0): void => {
  shape.named++;
  switch (typeof value) {
    case 'string':
      if (value.length === 0 || (value.length <= LONGEST_BLANK && value.trim() === '')) return;
      shape.text++;
      break;
    case 'number':
    case 'bigint':
      shape.number++;
      break;
    case 'boolean':
      shape.boolean++;
      break;
    case 'object':
      if (value === null) return;
      if (Array.isArray(value)) {
        if (value.length === 0) return;
        shape.list++;
        if (depth < DEEPEST) foldItems((shape.items ??= emptyShape()), value, depth + 1);
      } else {
        const names = Object.keys(value);
        if (names.length === 0) return;
        shape.object++;
        if (depth < DEEPEST) foldMembers(shape, names, value as Readonly<Record<string, unknown>>, depth);
      }
      break;
    default:
      return;
  }
  shape.filled++;
};

const foldItems = (items: Shape, values: readonly unknown[], depth: number): void => {
  const many = Math.min(values.length, MOST_ITEMS);
  for (let at = 0; at < many; at++) foldIn(items, values[at], depth);
};

const foldMembers = (shape: Shape, names: readonly string[], value: Readonly<Record<string, unknown>>, depth: number): void => {
  const isMap = depth > 0 && names.length > MOST_NAMES;
  const many = Math.min(names.length, MOST_MEMBERS);
  for (let at = 0; at < many; at++) {
    const name = names[at] as string;
    foldIn(isMap ? entriesOf(shape) : memberOf(shape, name, depth), value[name], depth + 1);
  }
};

const entriesOf = (shape: Shape): Shape => (shape.entries ??= emptyShape());

const memberOf = (shape: Shape, name: string, depth: number): Shape => {
  const members = (shape.members ??= new Map<string, Shape>());
  const known = members.get(name);
  if (known !== undefined) return known;
  const most = depth === 0 ? MOST_NAMES_OF_RECORD : MOST_NAMES;
  if (members.size >= most || !isFieldName(name, depth === 0)) return entriesOf(shape);
  const made = emptyShape();
  members.set(name, made);
  return made;
};

/** Adds one to the other. */
export const addShape = (into: Shape, from: Shape): void => {
  into.named += from.named;
  into.filled += from.filled;
  for (const kind of KINDS) into[kind] += from[kind];
  if (from.items !== undefined) addShape((into.items ??= emptyShape()), from.items);
  if (from.entries !== undefined) addShape(entriesOf(into), from.entries);
  for (const [name, shape] of from.members ?? []) {
    const members = (into.members ??= new Map<string, Shape>());
    let own = members.get(name);
    if (own === undefined) {
      if (members.size >= MOST_NAMES_OF_RECORD) own = entriesOf(into);
      else members.set(name, (own = emptyShape()));
    }
    addShape(own, shape);
  }
};

/** The same where its names are data: what stood under each of them is an entry. */
export const asMap = (shape: Shape): Shape => {
  const entries = emptyShape();
  if (shape.entries !== undefined) addShape(entries, shape.entries);
  for (const one of shape.members?.values() ?? []) addShape(entries, one);
  return { ...shape, members: undefined, entries: entries.named === 0 ? undefined : entries };
};
