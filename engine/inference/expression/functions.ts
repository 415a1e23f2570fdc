import { builtins } from '../../expression/jsonata/builtins/index.ts';
import { functions } from '../../expression/functions/registry.ts';
import {
  BOOLEAN,
  elementsOf,
  flattened,
  listOf,
  literalType,
  memberOf,
  NEVER,
  NUMBER,
  objectOf,
  oneOrMore,
  opened,
  orMissing,
  present,
  several,
  TEXT,
  union,
  unionOf,
  UNKNOWN,
  type Type,
} from '../types/type.ts';
import { membersOf } from './paths.ts';
import type { Call, Scope, Value } from './scope.ts';

const element = (args: readonly Value[], scope: Scope): Type => elementsOf(present(args[0] ?? scope.context));

/** A value that a function takes as a list. */
const listed = (value: Type): Type => {
  const list = listOf(elementsOf(present(value)));
  return value.null === true ? orMissing(list) : list;
};

const called = (value: Value | undefined, args: readonly Type[], scope: Scope): Value => value?.call?.(args, scope) ?? UNKNOWN;

/** An element, as the test that is the second argument lets it through. */
const chosen = (one: Type, [given = UNKNOWN, test]: readonly Value[], scope: Scope): Type =>
  called(test, [one, NUMBER, given], scope).unmet === true ? opened(one) : one;

const MATCHES = several(
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
  // Nothing is disregarded: beside it the other comes as it is.
  append: ([left = UNKNOWN, right = UNKNOWN]) => {
    const both = listOf(union(elementsOf(present(left)), elementsOf(present(right))));
    const alone = unionOf([left.null === true ? right : NEVER, right.null === true ? left : NEVER]);
    return union(both, alone);
  },
  clone: ([value = UNKNOWN]) => value,
  distinct: ([value = UNKNOWN]) => (value.list === undefined ? value : union(value, elementsOf(value))),
  each: (args, scope) => {
    const [given, change] = args.length < 2 ? [scope.context, args[0]] : args;
    return oneOrMore(called(change, [membersOf(given ?? UNKNOWN), TEXT, given ?? UNKNOWN], scope));
  },
  filter: (args, scope) => {
    return oneOrMore(chosen(element(args, scope), args, scope));
  },
  first: (args) => firstOf(args),
  lookup: ([given = UNKNOWN, name = UNKNOWN]) => {
    const own = onlyText(name);
    const found = own === undefined ? undefined : memberOf(given, own);
    if (found === undefined) return orMissing(membersOf(given));
    return (found.kind === 'lacking' ? undefined : found.type) ?? orMissing(UNKNOWN);
  },
  map: (args, scope) => oneOrMore(called(args[1], [element(args, scope), NUMBER, args[0] ?? UNKNOWN], scope)),
  merge: ([value = UNKNOWN]) => {
    const merged = present(flattened(present(value)));
    return value.null === true ? orMissing(merged) : merged;
  },
  json: ([value = UNKNOWN]) => {
    const { unknown, open, text } = flattened(present(value));
    if (unknown === true || open === true || text?.json === undefined) return UNKNOWN;
    return value.null === true || value.blank === true ? orMissing(text.json) : text.json;
  },
  match: (args, scope) => handOver(args, scope, MATCHES),
  reduce: (args, scope) => reduced(args, scope),
  reverse: ([value = UNKNOWN]) => listed(value),
  shuffle: ([value = UNKNOWN]) => listed(value),
  sift: (args, scope) => {
    const [given, test] = args.length < 2 ? [scope.context, args[0]] : args;
    called(test, [membersOf(given ?? UNKNOWN), TEXT, given ?? UNKNOWN], scope);
    return orMissing(partly(given ?? UNKNOWN));
  },
  single: (args, scope) => {
    const one = chosen(element(args, scope), args, scope);
    return args[0]?.null === true ? orMissing(one) : one;
  },
  sort: (args, scope) => {
    const one = element(args, scope);
    called(args[1], [one, one], scope);
    return listed(args[0] ?? UNKNOWN);
  },
  stix_pattern: () => COMPARISONS,
  spread: ([value = UNKNOWN]) => several(partly(flattened(present(value)))),
  type: (args, scope) => handOver(args, scope, args[0]?.null === true ? orMissing(TYPES) : TYPES),
  values: ([cell = UNKNOWN]) => listOf(cell.text !== undefined && cell.list === undefined ? TEXT : UNKNOWN),
};

const TYPES = unionOf(['array', 'boolean', 'function', 'null', 'number', 'object', 'string'].map(literalType));

/** One of the values, where at least one is there. */
const firstOf = (args: readonly Type[]): Type => {
  const { blank: _, ...given } = present(flattened(unionOf(args)));
  return args.every((one) => one.null === true || one.blank === true || one.list !== undefined) ? orMissing(given) : given;
};

/** The one text that it is. */
const onlyText = ({ unknown, text }: Type): string | undefined =>
  unknown === undefined && text?.closed?.length === 1 ? text.closed[0] : undefined;

/** An object with some of the members only. */
const partly = (type: Type): Type => {
  if (type.object === undefined) return type;
  const members = [...type.object.members].map(([name, { type: own }]) => [name, { type: own, optional: true }] as const);
  return { ...type, object: { ...type.object, members: new Map(members) } };
};

/** So often it is gone through: what is gathered has what the function gave before, and what it made of that. */
const ROUNDS = 3;

const reduced = (args: readonly Value[], scope: Scope): Type => {
  const one = element(args, scope);
  let gathered = args[2] ?? one;
  for (let round = 0; round < ROUNDS; round++)
    gathered = union(gathered, called(args[1], [gathered, one, NUMBER, args[0] ?? UNKNOWN], scope));
  return args[0]?.null === true ? orMissing(gathered) : gathered;
};

/** By the signature's last part; `x` and `o` say nothing. */
const BY_LETTER: Readonly<Record<string, Type>> = { b: BOOLEAN, n: NUMBER, s: TEXT };
const BY_WORD: Readonly<Record<string, Type>> = {
  boolean: BOOLEAN,
  list: listOf(TEXT),
  number: NUMBER,
  text: TEXT,
};

const resultOf = (name: string): Type => {
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (own !== undefined) return BY_WORD[own.signature.result] ?? UNKNOWN;
  const [, letter = '', within = ''] = /:(\w)(?:<(\w)>)?>$/.exec(builtins.get(name)?.signature?.text ?? '') ?? [];
  return (letter === 'a' ? several(BY_LETTER[within] ?? UNKNOWN) : BY_LETTER[letter]) ?? UNKNOWN;
};

/** Of nothing they make something. */
const NEVER_MISSING = new Set(['count', 'exists', 'now', 'millis', 'random']);
/** They may make nothing of something. */
const MAY_BE_MISSING = new Set(['header', 'indicator_type', 'ip', 'ip_type', 'link', 'toMillis']);

const isMissing = (name: string, [first]: readonly Type[]): boolean =>
  MAY_BE_MISSING.has(name) || (!NEVER_MISSING.has(name) && (first === undefined || first.null === true || first.blank === true));

/** A function by its name, without its `$`; undefined where there is none. */
export const functionNamed = (name: string): Value | undefined => {
  if (!Object.hasOwn(functions, name) && !builtins.has(name)) return undefined;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  return {
    ...UNKNOWN,
    named: name,
    call:
      rule ??
      ((args, scope) => {
        const result = handOver(args, scope, resultOf(name));
        return isMissing(name, args) ? orMissing(result) : result;
      }),
  };
};

/** Calls the functions among the arguments with nothing that is known: what they read of their surroundings is looked at. */
export const handOver = (args: readonly Value[], scope: Scope, result: Type): Type => {
  for (const { call } of args) call?.([], scope);
  return result;
};
