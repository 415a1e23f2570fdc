import { deeper, freshName, leaf, literal, withVariable, type Kind, type Scope } from './scope.ts';

const kinds: readonly Kind[] = ['num', 'str', 'bool', 'nums', 'strs', 'rows', 'obj'];

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

/** `( $v := …; … )`. */
function block(scope: Scope, kind: Kind): string {
  const name = freshName(scope);
  const bound = scope.random.pick<Kind>(['num', 'str', 'nums', 'obj']);
  const within = withVariable(scope, name, bound);
  const more = scope.random.chance(0.2) ? ` ${any(deeper(scope))};` : '';
  return `($${name} := ${gen(scope, bound)};${more} ${gen(within, kind)})`;
}

/** Calls of functions written on the spot, whole or in part, and calls that end in calls. */
function called(scope: Scope, kind: Kind): string {
  const argument = scope.random.pick<Kind>(['num', 'str']);
  const name = `${scope.random.pick(['f', 'g'])}${String(scope.variables.length)}`;
  const body = (inner: Scope): string => gen(inner, kind);
  const parameter = `${name}p`;
  const inner = deeper(withVariable(scope, parameter, argument));
  const signature = scope.random.pick([
    '',
    '',
    `<${argument === 'num' ? 'n' : 's'}-:x>`,
    `<${argument === 'num' ? 'n' : 's'}?:x>`,
    '<x:x>',
  ]);
  const written = `${scope.random.pick(['function', 'λ'])}($${parameter})${signature}{ ${body(inner)} }`;
  const value = gen(scope, argument);
  switch (scope.random.below(5)) {
    case 0:
      return `${written}(${value})`;
    case 1:
      return `(${value} ~> ${written})`;
    case 2:
      return `($${name} := ${written}; $${name}(${value}))`;
    case 3:
      // The extra parameter is given in the partial application.
      return `($${name} := function($${parameter}, $${name}q){ ${body(inner)} }; $${name}(?, ${literal(scope, 'num')})(${value}))`;
    default:
      return `($${name} := function($${parameter}, $${name}n){ $${name}n <= 0 ? ${body(inner)} : $${name}($${parameter}, $${name}n - 1) }; $${name}(${value}, ${String(scope.random.between(0, 3))}))`;
  }
}

function condition(scope: Scope, kind: Kind): string {
  const test = gen(scope, 'bool');
  switch (scope.random.below(4)) {
    case 0:
      return `(${test} ? ${gen(scope, kind)})`;
    case 1:
      // Regular expressions and signatures do not survive the copy that the parser makes of the left side.
      return `(${leaf(scope, kind)} ?: ${gen(scope, kind)})`;
    case 2:
      return `(${leaf(scope, kind)} ?? ${gen(scope, kind)})`;
    default:
      return `(${test} ? ${gen(scope, kind)} : ${gen(scope, kind)})`;
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
      return random.pick(scope.grammar[kind])(inner);
  }
}

export function any(scope: Scope): string {
  const { random } = scope;
  if (scope.safe) return harmless(scope, random.pick(kinds));
  if (scope.depth > 0 && random.chance(0.4)) return random.pick(scope.grammar.any)(deeper(scope));
  return gen(scope, random.pick(kinds));
}

/** A function of up to so many parameters of these types. Its body is no call: a builtin given to a call in tail position crashes the reference. */
export function lambda(scope: Scope, parameters: readonly Kind[], result: Kind): string {
  const { random } = scope;
  const names = parameters
    .slice(0, random.between(1, parameters.length))
    .map((kind, i) => ({ kind, name: `${'abc'.charAt(i)}${String(scope.variables.length)}` }));
  const inner = names.reduce((within, { name, kind }) => withVariable(within, name, kind), deeper(scope));
  return `function(${names.map(({ name }) => `$${name}`).join(', ')}){ ${gen(inner, result)} }`;
}
