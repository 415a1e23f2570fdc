import { builtins } from '../../expression/jsonata/builtins/index.ts';
import { functions } from '../../expression/functions/registry.ts';
import {
  BOOLEAN,
  elementsOf,
  flattened,
  listOf,
  NUMBER,
  objectOf,
  TEXT,
  union,
  unionOf,
  UNKNOWN,
  type Type,
} from '../types/type.ts';
import { membersOf } from './paths.ts';
import type { Call, Scope, Value } from './scope.ts';

const element = (args: readonly Value[], scope: Scope): Type => elementsOf(args[0] ?? scope.context);

const called = (value: Value | undefined, args: readonly Type[], scope: Scope): Value => value?.call?.(args, scope) ?? UNKNOWN;

const MATCHES = listOf(
  objectOf([
    ['match', TEXT],
    ['index', NUMBER],
    ['groups', listOf(TEXT)],
  ]),
);

const COMPARISONS = listOf(
  objectOf([
    ['type', TEXT],
    ['path', TEXT],
    ['value', TEXT],
  ]),
);

/** Functions that give what they are given, or what a function makes of it. */
const rules: Readonly<Record<string, Call>> = {
  append: ([left = UNKNOWN, right = UNKNOWN]) => listOf(union(elementsOf(left), elementsOf(right))),
  clone: ([value = UNKNOWN]) => value,
  distinct: ([value = UNKNOWN]) => value,
  each: (args, scope) => {
    const [given, change] = args.length < 2 ? [scope.context, args[0]] : args;
    return listOf(called(change, [membersOf(given ?? UNKNOWN), TEXT, given ?? UNKNOWN], scope));
  },
  filter: (args, scope) => {
    called(args[1], [element(args, scope), NUMBER, args[0] ?? UNKNOWN], scope);
    return args[0] ?? UNKNOWN;
  },
  first: (args) => flattened(unionOf(args)),
  json: ([value = UNKNOWN]) => {
    const { unknown, text } = flattened(value);
    return unknown === true ? UNKNOWN : (text?.json ?? UNKNOWN);
  },
  // What comes out may be any of the values: the name is one of the data.
  lookup: ([given = UNKNOWN]) => union(membersOf(given), UNKNOWN),
  map: (args, scope) => listOf(elementsOf(called(args[1], [element(args, scope), NUMBER, args[0] ?? UNKNOWN], scope))),
  merge: ([value = UNKNOWN]) => flattened(value),
  match: (args, scope) => handOver(args, scope, MATCHES),
  // What it gathers is whatever the function has given before.
  reduce: (args, scope) => called(args[1], [UNKNOWN, element(args, scope), NUMBER, args[0] ?? UNKNOWN], scope),
  reverse: ([value = UNKNOWN]) => value,
  shuffle: ([value = UNKNOWN]) => value,
  sift: (args, scope) => {
    const [given, test] = args.length < 2 ? [scope.context, args[0]] : args;
    called(test, [membersOf(given ?? UNKNOWN), TEXT, given ?? UNKNOWN], scope);
    return given ?? UNKNOWN;
  },
  single: (args, scope) => {
    called(args[1], [element(args, scope), NUMBER, args[0] ?? UNKNOWN], scope);
    return element(args, scope);
  },
  sort: (args, scope) => {
    const one = element(args, scope);
    called(args[1], [one, one], scope);
    return args[0] ?? UNKNOWN;
  },
  stix_pattern: () => COMPARISONS,
  spread: ([value = UNKNOWN]) => listOf(flattened(value)),
};

/** By the signature's last letter; `x` and `o` say nothing. */
const BY_LETTER: Readonly<Record<string, Type>> = { a: listOf(UNKNOWN), b: BOOLEAN, n: NUMBER, s: TEXT };
const BY_WORD: Readonly<Record<string, Type>> = {
  boolean: BOOLEAN,
  list: listOf(UNKNOWN),
  number: NUMBER,
  text: TEXT,
};

const resultOf = (name: string): Type => {
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (own !== undefined) return BY_WORD[own.signature.result] ?? UNKNOWN;
  const letter = /:(\w)[^:]*>$/.exec(builtins.get(name)?.signature?.text ?? '')?.[1];
  return BY_LETTER[letter ?? ''] ?? UNKNOWN;
};

/** A function by its name, without its `$`; undefined where there is none. */
export const functionNamed = (name: string): Value | undefined => {
  if (!Object.hasOwn(functions, name) && !builtins.has(name)) return undefined;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  return { ...UNKNOWN, call: rule ?? ((args, scope) => handOver(args, scope, resultOf(name))) };
};

/** Calls the functions among the arguments with nothing that is known: what they read of their surroundings is looked at. */
export const handOver = (args: readonly Value[], scope: Scope, result: Type): Type => {
  for (const { call } of args) call?.([], scope);
  return result;
};

/** `{ … }`: an object where its names are texts as they stand. */
export const objectOfPairs = (pairs: readonly (readonly [string | undefined, Type])[]): Type => {
  const named = pairs.flatMap(([name, type]) => (name === undefined ? [] : [[name, type] as const]));
  return named.length === pairs.length ? objectOf(named) : UNKNOWN;
};
