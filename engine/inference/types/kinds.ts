import { elementsOf, saysNothing, type Type } from './type.ts';

/** What a value is when it is there. */
export const KINDS = ['boolean', 'number', 'text', 'list', 'object'] as const;
export type Kind = (typeof KINDS)[number];

/** All kinds that a value may be of, where it is there; undefined: there is no telling, as of an object that is always empty. */
export const kindsOf = (type: Type): readonly Kind[] | undefined =>
  type.unknown === true ||
  type.open === true ||
  saysNothing(type) ||
  (type.object?.members.size === 0 && type.object.rest === undefined)
    ? undefined
    : KINDS.filter((kind) => (kind === 'text' && type.blank === true) || type[kind] !== undefined);

/** Null or missing by what the definition itself says; what samples show as null may be anything else another time. */
export const isNothing = (type: Type): boolean =>
  type.origins === undefined && saysNothing(type) && type.list === undefined && type.blank === undefined && type.null === true;

/** The type with the one kind alone; undefined: it is never of that. */
export const ofKind = (type: Type, kind: Kind): Type | undefined => {
  const { unknown, origins } = type;
  if (unknown === true) return undefined;
  if (kind === 'text' && type.blank === true && type.text === undefined) return { blank: true };
  if (type[kind] === undefined) return undefined;
  return {
    [kind]: type[kind],
    ...(kind === 'text' && type.blank === true ? { blank: true } : {}),
    ...(origins === undefined ? {} : { origins }),
  };
};

/** The type without the kind. */
export const withoutKind = (type: Type, kind: Kind): Type => {
  const { [kind]: _, ...rest } = type;
  if (kind !== 'text') return rest;
  const { blank: _blank, ...others } = rest;
  return others;
};

/** The kinds of the elements of a list, and of what is none. */
export const kindsWithin = (type: Type): readonly Kind[] | undefined => kindsOf(elementsOf(type));

const WORDS: Readonly<Record<Kind, string>> = {
  boolean: 'a boolean',
  number: 'a number',
  text: 'a text',
  list: 'a list',
  object: 'an object',
};

/** For a sentence: `a number or a text`. */
export const wordsOf = (kinds: readonly Kind[]): string => {
  const words = kinds.map((kind) => WORDS[kind]);
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
};
