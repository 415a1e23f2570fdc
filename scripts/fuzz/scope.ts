import { number, word } from './data.ts';
import type { Random } from './random.ts';

export type Kind = 'num' | 'str' | 'bool' | 'nums' | 'strs' | 'rows' | 'obj';

/** The members that a context has, by the type that they should have. */
export type Fields = Readonly<Partial<Record<Kind, readonly string[]>>>;

export const root: Fields = {
  num: ['n', 'm', 'o.n', 'o.k.n', '$$.n', 'rows[0].n', 'one'],
  str: ['s', 't', 'o.s', 'o.k.s', '`s`'],
  bool: ['b', 'rows[0].flag'],
  nums: ['nums', 'one', 'rows.n', 'nested', 'rows.items.p', 'rows.sub.n'],
  strs: ['strs', 'rows.name', 'rows.tags', 'rows.items.q', 'rows.sub.s'],
  rows: ['rows', '$$.rows'],
  obj: ['o', 'o.k', 'rows[0]', 'rows[0].sub', '$'],
};
export const row: Fields = {
  num: ['id', 'n', 'sub.n'],
  str: ['name', 'sub.s', 'tags[0]'],
  bool: ['flag'],
  nums: ['items.p', 'n'],
  strs: ['tags', 'items.q'],
  obj: ['sub', '$', 'items[0]'],
};
export const item: Fields = { num: ['p'], str: ['q', 's'], obj: ['$'] };
export const aNumber: Fields = { num: ['$'] };
export const aString: Fields = { str: ['$'] };

export type Make = (scope: Scope) => string;

/** Ways to write an expression, by the type that it should have; `any`: what has no type. */
export type Grammar = Readonly<Record<Kind | 'any', readonly Make[]>>;

/** What can be named at a place of an expression. */
export interface Scope {
  readonly grammar: Grammar;
  readonly random: Random;
  readonly fields: Fields;
  readonly variables: readonly { readonly name: string; readonly kind: Kind }[];
  /** Levels that may still be nested. */
  readonly depth: number;
  /**
   * Only what cannot fail. The reference evaluates the items of `[…]` and the values of `{…}` at the same time, and which
   * of two errors wins hangs on its promises: so only one of them may be able to fail.
   */
  readonly safe: boolean;
}

export function deeper(scope: Scope, changes: Partial<Scope> = {}): Scope {
  return { ...scope, depth: scope.depth - 1, ...changes };
}

export function inContext(scope: Scope, fields: Fields): Scope {
  return deeper(scope, { fields });
}

export function withVariable(scope: Scope, name: string, kind: Kind): Scope {
  return { ...scope, variables: [...scope.variables, { name, kind }] };
}

/** A name that no surrounding scope has: assigning to an outer one from inside would be seen or not by timing. */
export function freshName(scope: Scope): string {
  return `${scope.random.pick(['v', 'x', 'w'])}${String(scope.variables.length)}`;
}

export function text(value: string): string {
  return JSON.stringify(value);
}

export function literal(scope: Scope, kind: Kind): string {
  const { random } = scope;
  switch (kind) {
    case 'num':
      return String(number(random)).replace('e+', 'e');
    case 'str':
      return text(word(random));
    case 'bool':
      return random.pick(['true', 'false']);
    case 'nums':
      return `[${random.times(0, 4, () => literal(scope, 'num')).join(', ')}]`;
    case 'strs':
      return `[${random.times(1, 3, () => literal(scope, 'str')).join(', ')}]`;
    case 'rows':
      return `[${random.times(1, 2, () => `{"id": ${literal(scope, 'num')}, "name": ${literal(scope, 'str')}, "n": ${literal(scope, 'num')}}`).join(', ')}]`;
    case 'obj':
      return `{"n": ${literal(scope, 'num')}, "s": ${literal(scope, 'str')}}`;
    default:
      return kind satisfies never;
  }
}

/** A field, variable or literal. */
export function leaf(scope: Scope, kind: Kind): string {
  const { random } = scope;
  const variables = scope.variables.filter((variable) => variable.kind === kind);
  const fields = scope.fields[kind] ?? [];
  const choice = random.below(4);
  if (choice < 2 && variables.length > 0) return `$${random.pick(variables).name}`;
  if (choice < 3 && fields.length > 0) return random.pick(fields);
  return literal(scope, kind);
}
