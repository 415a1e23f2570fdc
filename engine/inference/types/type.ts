import type { Format } from './formats.ts';

/**
 * What a value may be: a union, each of its kinds at most once. Without any kind nothing is known of it but that it is there.
 * Plain data: `writeType` writes it as JSON, `readType` reads that.
 */
export interface Type {
  /** It may be anything else as well. */
  readonly unknown?: true;
  /** It and what is within may be of other kinds as well, while its names are known: no sample shows a value that stands where this one does. */
  readonly open?: true;
  /**
   * The list or map of the records, in the body that is left when they have been taken out: there it is empty. `usually`: what is asked is asked of
   * other bodies as well, in which something else may stand there.
   */
  readonly emptied?: 'always' | 'usually';
  readonly null?: true;
  /** A text of nothing but blanks, such as an empty cell. */
  readonly blank?: true;
  readonly boolean?: true;
  /** The one of the two booleans that samples show. Undefined: they show both, or it is not from samples that it is known. */
  readonly only?: boolean;
  readonly number?: ScalarType;
  readonly text?: ScalarType;
  /** A list, and what its elements are. */
  readonly list?: Type;
  readonly object?: ObjectType;
  /** The samples that show it; none where the definition itself makes it. */
  readonly origins?: readonly Origin[];
}

export interface ScalarType {
  /** The form that every value has. */
  readonly format?: Format;
  /** A few of the values, shortened. */
  readonly examples: readonly string[];
  /** All of the values that samples show but for long ones, and of many the first. Undefined: it is not from samples that it is known. */
  readonly shown?: readonly string[];
  /** All values that there are, as texts: choices, literals, what a schema lists. Undefined: there may be others than those shown. */
  readonly closed?: readonly string[];
  /** Of texts that are objects or lists as JSON, each of them: what `$json` gives. */
  readonly json?: Type;
}

export interface ObjectType {
  readonly members: ReadonlyMap<string, Member>;
  /** What a member of any other name is, where there may be such: names come as data. Undefined: there is none. */
  readonly rest?: Type;
}

export interface Member {
  readonly type: Type;
  /** Not every object has it. */
  readonly optional: boolean;
}

/** Samples, and the place in them. */
export interface Origin {
  /** The endpoint or action whose `optional` would make it known, in words; undefined where nothing would. */
  readonly owner: string | undefined;
  /** As they stand under `samples:`. */
  readonly files: readonly string[];
  /** Members on the way from the record, or from the document around the records; lists are not counted. */
  readonly path: readonly string[];
}

/** No value at all has been seen. */
export const NEVER: Type = Object.freeze({});
export const UNKNOWN: Type = Object.freeze({ unknown: true });
export const TEXT: Type = Object.freeze({ text: { examples: [] } });
export const NUMBER: Type = Object.freeze({ number: { examples: [] } });
export const BOOLEAN: Type = Object.freeze({ boolean: true });
/** Null, and nothing but that. */
export const NOTHING: Type = Object.freeze({ null: true });

export const listOf = (element: Type): Type => ({ list: element });

/** `rest`: what any other member is, where there may be one. */
export const objectOf = (members: Iterable<readonly [string, Type]>, rest?: Type): Type => ({
  object: {
    members: new Map([...members].map(([name, type]) => [name, { type, optional: false }])),
    ...(rest === undefined ? {} : { rest }),
  },
});

/** It may be missing as well. */
export const orMissing = (type: Type): Type => (type.null === true ? type : { ...type, null: true });

/** Never missing. */
export const present = (type: Type): Type => {
  if (type.null !== true) return type;
  const { null: _, ...rest } = type;
  return rest;
};

/** Nothing, one of these, or a list of them, each as it is. */
export const oneOrMore = (type: Type): Type =>
  type.unknown === true ? orMissing(type) : orMissing(union(present(type), listOf(present(type))));

/** What a path over a list gives: nothing, one of these, or a list of them; lists among them are opened. */
export const several = (type: Type): Type => {
  if (type.unknown === true) return orMissing(type);
  const given = present(type);
  const element = elementsOf(given);
  return orMissing(union(element === given ? given : union(given, element), listOf(element)));
};

/** A value that stands in the definition itself. */
export const literalType = (value: unknown): Type => {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value === 'boolean') return BOOLEAN;
  if (typeof value === 'number') return { number: { examples: [], closed: [String(value)] } };
  if (typeof value === 'string') return { text: { examples: [], closed: [value] } };
  if (Array.isArray(value)) return listOf(unionOf(value.map(literalType)));
  return objectOf(Object.entries(value).map(([name, one]) => [name, literalType(one)]));
};

/** Nothing is known of what it is or has inside: null, an empty list or nothing in every sample. */
export const saysNothing = ({ unknown, boolean, number, text, list, object }: Type): boolean =>
  unknown === undefined &&
  boolean === undefined &&
  number === undefined &&
  text === undefined &&
  object === undefined &&
  (list === undefined || saysNothing(list));

/** The same, where nothing is known as unknown. */
export const orUnknown = (type: Type): Type =>
  saysNothing(type) ? (type.null === true ? { unknown: true, null: true } : UNKNOWN) : type;

/** So many are told apart. */
const MOST_ORIGINS = 64;

/** What may be either. */
export const union = (a: Type, b: Type): Type => {
  if (a === b || b === NEVER) return a;
  if (a === NEVER) return b;
  return {
    ...(a.unknown === true || b.unknown === true ? { unknown: true } : {}),
    ...(a.open === true || b.open === true ? { open: true } : {}),
    ...(a.null === true || b.null === true ? { null: true } : {}),
    ...(a.blank === true || b.blank === true ? { blank: true } : {}),
    ...(a.boolean === true || b.boolean === true ? { boolean: true, ...onlyOf(a, b) } : {}),
    ...both('number', a.number, b.number, scalars),
    ...both('text', a.text, b.text, scalars),
    ...both('list', a.list, b.list, union),
    ...both('object', a.object, b.object, objects),
    ...both('origins', a.origins, b.origins, (one, other) => [...one, ...other].slice(0, MOST_ORIGINS)),
  };
};

const onlyOf = (a: Type, b: Type): { readonly only?: boolean } => {
  const [one, other] = [a, b].filter(({ boolean }) => boolean === true).map(({ only }) => only);
  const isSame = one !== undefined && (a.boolean === b.boolean ? one === other : true);
  return isSame ? { only: one } : {};
};

export const unionOf = (types: Iterable<Type>): Type => [...types].reduce(union, NEVER);

const both = <K extends string, T>(key: K, a: T | undefined, b: T | undefined, merge: (a: T, b: T) => T): { [_ in K]?: T } => {
  const value = a === undefined ? b : b === undefined || a === b ? a : merge(a, b);
  return value === undefined ? {} : ({ [key]: value } as { [_ in K]?: T });
};

export const MOST_EXAMPLES = 3;
/** So many values are told from those that no sample shows. */
export const MOST_SHOWN = 200;
/** A larger set is none that a person has written. */
const MOST_CLOSED = 500;

const scalars = (a: ScalarType, b: ScalarType): ScalarType => {
  const closed = a.closed !== undefined && b.closed !== undefined ? [...new Set([...a.closed, ...b.closed])] : undefined;
  return {
    ...(a.format !== undefined && a.format === b.format ? { format: a.format } : {}),
    examples: [...new Set([...a.examples, ...b.examples])].slice(0, MOST_EXAMPLES),
    ...both('shown', a.shown, b.shown, (one, other) => [...new Set([...one, ...other])].slice(0, MOST_SHOWN)),
    ...(closed !== undefined && closed.length <= MOST_CLOSED ? { closed } : {}),
    ...(a.json === undefined || b.json === undefined ? {} : { json: union(a.json, b.json) }),
  };
};

const objects = (a: ObjectType, b: ObjectType): ObjectType => {
  const members = new Map<string, Member>();
  for (const name of new Set([...a.members.keys(), ...b.members.keys()])) {
    const [one, other] = [a.members.get(name), b.members.get(name)];
    members.set(name, {
      type: union(one?.type ?? NEVER, other?.type ?? NEVER),
      optional: one === undefined || other === undefined || one.optional || other.optional,
    });
  }
  return {
    members,
    ...both('rest', a.rest, b.rest, union),
  };
};

/** What one goes through in a list: its elements; a value that is no list stands for itself. */
export const elementsOf = (type: Type): Type => {
  if (type.list === undefined) return type;
  const { list, ...rest } = type;
  const isListOnly = Object.keys(rest).every((key) => key === 'origins' || key === 'emptied');
  return isListOnly ? list : union(list, rest);
};

/** The same at every depth. */
export const flattened = (type: Type): Type => {
  let flat = type;
  while (flat.list !== undefined) flat = elementsOf(flat);
  return flat;
};

/** Of any kind, with the names that are known. */
export const opened = (type: Type): Type => (type.open === true ? type : { ...type, open: true });

/** What becomes of a step to a member. */
export type Found =
  | { readonly kind: 'known'; readonly type: Type }
  /** Nothing is known of what it is a member of, or its names come as data; `type`: what any member of it is. */
  | { readonly kind: 'unknown'; readonly type?: Type }
  /** None has it; `names` are those that there are. */
  | { readonly kind: 'lacking'; readonly names: readonly string[]; readonly origins: readonly Origin[] };

/** A member of an object, or of each object of a list at any depth. */
export const memberOf = (type: Type, name: string): Found => {
  const flat = flattened(type);
  const own = flat.object?.members.get(name);
  if (flat.unknown === true || (flat.open === true && flat.object === undefined)) return { kind: 'unknown' };
  if (own !== undefined) {
    const type = flat.open === true ? opened(own.type) : own.type;
    return { kind: 'known', type: own.optional || isMore(flat) ? orMissing(type) : type };
  }
  if (flat.object?.rest !== undefined) return { kind: 'unknown', type: orMissing(flat.object.rest) };
  if (saysNothing(flat) || flat.object?.members.size === 0) return { kind: 'unknown' };
  return { kind: 'lacking', names: [...(flat.object?.members.keys() ?? [])], origins: flat.origins ?? [] };
};

/** It may be something without members as well. */
const isMore = ({ null: nothing, blank, boolean, number, text }: Type): boolean =>
  nothing === true || blank === true || boolean === true || number !== undefined || text !== undefined;
