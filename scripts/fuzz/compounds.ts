import { any, gen, lambda } from './expressions.ts';
import { regex } from './scalars.ts';
import {
  aNumber,
  aString,
  deeper,
  inContext,
  item,
  leaf,
  literal,
  root,
  row,
  withVariable,
  type Make,
  type Scope,
} from './scope.ts';

const nums: Make = (scope) => gen(scope, 'nums');
const strs: Make = (scope) => gen(scope, 'strs');
const rows: Make = (scope) => gen(scope, 'rows');
const obj: Make = (scope) => gen(scope, 'obj');

/** Items of which at most one may fail. */
export function several(scope: Scope, count: number, make: (scope: Scope, i: number) => string): string[] {
  const risky = scope.random.below(count);
  return Array.from({ length: count }, (_, i) => make(i === risky ? scope : { ...scope, safe: true }, i));
}

function predicate(scope: Scope, fields: Scope['fields']): string {
  const inner = inContext(scope, fields);
  switch (scope.random.below(5)) {
    case 0:
      return `[${String(scope.random.between(-3, 3))}]`;
    case 1:
      return `[[${String(scope.random.between(0, 1))}..${String(scope.random.between(1, 3))}]]`;
    case 2:
      return `[${any(inner)}]`;
    default:
      return `[${gen(inner, 'bool')}]`;
  }
}

export const numberLists: readonly Make[] = [
  (scope) => `[${several(scope, scope.random.between(1, 3), (inner) => gen(inner, 'num')).join(', ')}]`,
  (scope) => `[${String(scope.random.between(-2, 3))}..${String(scope.random.between(0, 6))}]`,
  // Kept short: the reference takes seconds and gigabytes to step over a million items.
  (scope) => `[${String(scope.random.between(0, 3))}..${leaf(scope, 'num')} % 7]`,
  (scope) => `[${leaf(scope, 'num')}, ${String(scope.random.between(0, 2))}..3]`,
  (scope) => `${leaf(scope, 'nums')}${predicate(scope, aNumber)}`,
  (scope) => `(${nums(scope)})${predicate(scope, aNumber)}`,
  (scope) => `(${nums(scope)}).(${gen(inContext(scope, aNumber), 'num')})`,
  (scope) => `$map(${nums(scope)}, ${lambda(scope, ['num', 'num'], 'num')})`,
  (scope) => `$map(${nums(scope)}, ${scope.random.pick(['$abs', '$floor', '$string', '$count', '$sum', '$exists'])})`,
  (scope) => `$filter(${nums(scope)}, ${lambda(scope, ['num', 'num', 'nums'], 'bool')})`,
  (scope) => `$sort(${nums(scope)})`,
  (scope) => `$sort(${nums(scope)}, function($l, $r){ $l < $r })`,
  (scope) => `$reverse(${nums(scope)})`,
  (scope) => `$distinct(${nums(scope)})`,
  (scope) => `$append(${nums(scope)}, ${scope.random.pick([nums, (inner: Scope): string => gen(inner, 'num')])(scope)})`,
  (scope) => `${rows(scope)}.${scope.random.pick(['n', 'id', 'sub.n', '(n)', '(n + id)', '[n, id]', 'items.p', 'n[]'])}`,
  (scope) => `$sort($shuffle([1..4]))[${String(scope.random.between(-2, 4))}]`,
  (scope) => `${rows(scope)}#$i${predicate(withVariable(scope, 'i', 'num'), row)}.($i + n)`,
  (scope) => `${rows(scope)}@$r.$r.n`,
];

export const textLists: readonly Make[] = [
  (scope) => `[${several(scope, scope.random.between(1, 3), (inner) => gen(inner, 'str')).join(', ')}]`,
  (scope) =>
    `$split(${gen(scope, 'str')}, ${scope.random.chance(0.5) ? regex(scope) : scope.random.pick(['","', '""', '" "', '"a"'])}${scope.random.chance(0.3) ? ', 2' : ''})`,
  (scope) => `$keys(${scope.random.pick([obj, rows])(scope)})`,
  (scope) => `$map(${strs(scope)}, ${scope.random.pick(['$uppercase', '$lowercase', '$length', '$trim', '$string'])})`,
  (scope) => `$map(${strs(scope)}, ${lambda(scope, ['str', 'num'], 'str')})`,
  (scope) => `$filter(${strs(scope)}, ${lambda(scope, ['str'], 'bool')})`,
  (scope) => `${leaf(scope, 'strs')}${predicate(scope, aString)}`,
  (scope) => `(${strs(scope)}).(${gen(inContext(scope, aString), 'str')})`,
  (scope) => `$sort(${strs(scope)})`,
  (scope) => `$distinct(${strs(scope)})`,
  (scope) => `$reverse(${strs(scope)})`,
  (scope) => `$append(${strs(scope)}, ${strs(scope)})`,
  (scope) =>
    `${rows(scope)}.${scope.random.pick(['name', 'tags', 'items.q', '(name & "!")', 'tags[0]', 'tags[]', 'items[q != ""].q', '$string(id)', 'items.%.name', 'sub.%.name', 'sub.s'])}`,
  (scope) => `${rows(scope)}.items.(q & ${scope.random.pick(['%.name', '%.id', '%.%.s'])})`,
  (scope) => `$match(${gen(scope, 'str')}, ${regex(scope)}${scope.random.chance(0.3) ? ', 1' : ''}).match`,
  (scope) => `$each(${obj(scope)}, ${lambda(scope, ['num', 'str'], 'str')})`,
  (scope) => `${strs(scope)}#$i.($string($i) & $)`,
  () => `rows@$a.items@$c[$c.q = $a.name].{"a": $a.id, "c": $c.p}`,
  () => `rows@$a.rows@$b[$a.id = $b.id].($a.name & "/" & $b.name)`,
  (scope) => `$spread(${obj(scope)}).*`,
];

function sortTerms(scope: Scope): string {
  return scope.random
    .times(
      1,
      2,
      () => `${scope.random.pick(['', '<', '>'])}${scope.random.pick(['n', 'id', 'name', 'sub.s', '$string(id)', 'id % 2'])}`,
    )
    .join(', ');
}

export const rowLists: readonly Make[] = [
  (scope) => `${leaf(scope, 'rows')}${predicate(scope, row)}`,
  (scope) => `${leaf(scope, 'rows')}^(${sortTerms(scope)})`,
  (scope) => `${leaf(scope, 'rows')}^(${sortTerms(scope)})${predicate(scope, row)}`,
  (scope) => `$filter(${rows(scope)}, function($r){ $r.n ${scope.random.pick(['>', '<='])} ${literal(scope, 'num')} })`,
  (scope) => `$sort(${rows(scope)}, function($l, $r){ $l.id > $r.id })`,
  (scope) => `$append(${rows(scope)}, ${rows(scope)})`,
  (scope) => `$distinct(${rows(scope)})`,
  (scope) => `$reverse(${rows(scope)})`,
  (scope) => `${rows(scope)}.{"id": id, "name": name, "n": ${gen({ ...inContext(scope, row), safe: false }, 'num')}}`,
  (scope) => `${leaf(scope, 'rows')}#$k[$k < 2]`,
  (scope) => `${leaf(scope, 'rows')}@$r.items.{"id": $r.id, "name": q, "n": p}`,
  (scope) => `${leaf(scope, 'rows')}.items.{"id": %.id, "name": q, "n": p}`,
];

export const objects: readonly Make[] = [
  (scope) =>
    `{${several(scope, scope.random.between(1, 4), (inner, i) => `"${'nsab'.charAt(i)}": ${i === 0 ? gen(inner, 'num') : i === 1 ? gen(inner, 'str') : any(inner)}`).join(', ')}}`,
  (scope) => `{${gen(scope, 'str')}: ${any({ ...scope, safe: true })}}`,
  (scope) =>
    `${leaf(scope, 'rows')}{${scope.random.pick(['name', '$string(id)', '"all"', 'sub.s'])}: ${any(inContext(scope, row))}}`,
  (scope) =>
    `${leaf(scope, 'rows')}${predicate(scope, row)}{$string(id): $sum(n), "k": ${any({ ...inContext(scope, row), safe: true })}}`,
  // With a predicate, so that the list grouped is never the input's own: see data.ts.
  (scope) => `${leaf(scope, 'rows')}.items[$exists(q)]{q: $count(p)}`,
  () => `rows@$r.items{q: $r.id}`,
  (scope) => `$merge([${obj(scope)}, ${obj({ ...scope, safe: true })}])`,
  (scope) => `$merge(${rows(scope)})`,
  (scope) =>
    `$sift(${obj(scope)}, function($v, $k){ ${scope.random.pick(['$k = "n"', '$exists($v)', '$type($v) = "string"', '$k in ["n", "id"]'])} })`,
  (scope) => `$clone(${obj(scope)})`,
  (scope) => `${rows(scope)}[${String(scope.random.between(0, 2))}]`,
  (scope) =>
    `(${obj(scope)} ~> |${scope.random.pick(['$', 'k', 'sub', 'items', '**[s]'])}|{"n": ${gen(inContext(scope, item), 'num')}}${scope.random.chance(0.4) ? ', ["s"]' : ''}|)`,
  (scope) => `$match(${gen(scope, 'str')}, ${regex(scope)})[0]`,
  (scope) => `$spread(${obj(scope)})[0]`,
];

/** Anything at all, also what is nothing. */
export const anything: readonly Make[] = [
  (scope) =>
    scope.random.pick([
      'missing',
      'o.missing',
      'null',
      'nul',
      '$missing',
      '$',
      '$$',
      'nested',
      'empty',
      '[]',
      '{}',
      '""',
      '0',
      '()',
    ]),
  (scope) => `${leaf(scope, 'obj')}.*`,
  (scope) => `${leaf(scope, 'obj')}.**`,
  (scope) => `${leaf(scope, 'rows')}.**.${scope.random.pick(['n', 'q', 'p', 's'])}`,
  (scope) => scope.random.pick(['*', '**', '*.n', '**.s', 'rows.*', '*[0]', '**[n > 1]', 'rows.*[$type($) = "array"]']),
  (scope) => `${leaf(scope, scope.random.pick(['nums', 'strs', 'rows']))}[]`,
  (scope) => `[${scope.random.pick([nums, strs, rows])(scope)}]`,
  (scope) => `[[${nums(scope)}], ${gen({ ...scope, safe: true }, 'nums')}]`,
  (scope) => `$zip(${nums(scope)}, ${strs(scope)})`,
  (scope) => `$spread(${scope.random.pick([obj, rows])(scope)})`,
  (scope) => `$lookup(${rows(scope)}, ${literal(scope, 'str')})`,
  // A leaf: in a list that begins a path the reference takes `*` of the list of contexts, and of its own mark on that list.
  (scope) => `[${leaf(scope, 'num')}].[${scope.random.pick(['$', '$, 1', '[$]'])}]`,
  (scope) => `$eval(${JSON.stringify(any({ ...scope, depth: 1, variables: [], fields: root }))})`,
  (scope) => `(${gen(deeper(scope), 'nums')})[${any(inContext(scope, aNumber))}]`,
  (scope) => `${leaf(scope, 'rows')}.(${any(inContext(scope, row))})`,
  (scope) => `${leaf(scope, 'rows')}.sub.%.(${any(inContext(scope, row))})`,
  (scope) => `nested.${scope.random.pick(['$', '$[0]', '[$]', '$string($)', '$sum($)', '$count($)'])}`,
];
