import type { Value } from '../expression/scope.ts';
import { kindsOf, type Kind } from '../types/kinds.ts';
import { elementsOf, present, type Type } from '../types/type.ts';

/** Longer values are shown shortened: what is in them is not known. */
const LONGEST_EXAMPLE = 80;

/** A value that an argument may have. */
export interface Witness {
  readonly kind: Kind | 'function';
  readonly value: unknown;
  /** The value stands for others of its kind: what is in it says nothing. */
  readonly isAny: boolean;
}

const any = (kind: Witness['kind'], value: unknown): Witness => ({ kind, value, isAny: true });
const noFunction = (): undefined => undefined;

/** One of each kind. */
export const EVERY_KIND: readonly Witness[] = [
  any('text', 'x'),
  any('number', 1),
  any('boolean', true),
  any('list', []),
  any('object', {}),
  any('function', noFunction),
];

/** Values that something may have where it is there; undefined: there is no telling. */
export const witnessesOf = (value: Value): readonly Witness[] | undefined => {
  if (value.call !== undefined) return [any('function', noFunction)];
  return kindsOf(value)?.flatMap((kind) => ofKind(value, kind));
};

const ofKind = (type: Type, kind: Kind): readonly Witness[] => {
  switch (kind) {
    case 'boolean':
      return [any('boolean', true)];
    case 'object':
      return [any('object', {})];
    case 'number':
    case 'text': {
      const values = type[kind]?.closed ?? type[kind]?.examples ?? [];
      const blank = kind === 'text' && type.blank === true ? [''] : [];
      if (values.some((one) => one.length >= LONGEST_EXAMPLE) || values.length + blank.length === 0)
        return [any(kind, kind === 'number' ? 1 : 'x')];
      return [...values, ...blank].map((one) => ({ kind, value: kind === 'number' ? Number(one) : one, isAny: false }));
    }
    case 'list': {
      const within = witnessesOf(elementsOf(present(type.list ?? {})));
      return within === undefined ? [any('list', [])] : within.map(({ value, isAny }) => ({ kind, value: [value], isAny }));
    }
    default:
      return kind satisfies never;
  }
};
