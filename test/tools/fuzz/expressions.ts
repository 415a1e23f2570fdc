import { anything, numberLists, objects, rowLists, textLists } from './compounds.ts';
import { block, booleans, called, condition, numbers, texts } from './scalars.ts';
import { deeper, leaf, withVariable, type Kind, type Scope } from './scope.ts';

const kinds: readonly Kind[] = ['num', 'str', 'bool', 'nums', 'strs', 'rows', 'obj'];

const makers = (): Readonly<Record<Kind, readonly ((scope: Scope) => string)[]>> => ({
  num: numbers,
  str: texts,
  bool: booleans,
  nums: numberLists,
  strs: textLists,
  rows: rowLists,
  obj: objects,
});

/** What cannot fail, whatever the data. */
function harmless(scope: Scope, kind: Kind): string {
  const value = leaf(scope, kind);
  switch (scope.random.below(6)) {
    case 0:
      return `$exists(${value})`;
    case 1:
      return `(${value} = ${leaf(scope, kind)})`;
    case 2:
      return `$type(${value})`;
    default:
      return value;
  }
}

/** An expression that should give this type; now and then another one, so that type errors occur, too. */
export function gen(scope: Scope, kind: Kind): string {
  const { random } = scope;
  if (scope.safe) return kind === 'str' ? leaf(scope, 'str') : harmless(scope, kind);
  if (scope.depth <= 0 || random.chance(0.25)) return leaf(scope, kind);
  const inner = deeper(scope);
  if (random.chance(0.02)) return any(inner);
  switch (random.below(14)) {
    case 0:
      return condition(inner, kind);
    case 1:
      return block(inner, kind);
    case 2:
      return called(inner, kind);
    default:
      return random.pick(makers()[kind])(inner);
  }
}

export function any(scope: Scope): string {
  const { random } = scope;
  if (scope.safe) return harmless(scope, random.pick(kinds));
  if (scope.depth > 0 && random.chance(0.4)) return random.pick(anything)(deeper(scope));
  return gen(scope, random.pick(kinds));
}

/** A function of up to so many parameters of these types. Its body is no call: a builtin given to a call in tail position crashes the reference. */
export function lambda(scope: Scope, parameters: readonly Kind[], result: Kind): string {
  const { random } = scope;
  const names = parameters.slice(0, random.between(1, parameters.length)).map((kind, i) => ({ kind, name: `${'abc'.charAt(i)}${String(scope.variables.length)}` }));
  const inner = names.reduce((within, { name, kind }) => withVariable(within, name, kind), deeper(scope));
  return `function(${names.map(({ name }) => `$${name}`).join(', ')}){ ${gen(inner, result)} }`;
}
