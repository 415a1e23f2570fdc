import { any, gen, lambda } from './expressions.ts';
import { leaf, literal, type Make, type Scope } from './scope.ts';

const num: Make = (scope) => gen(scope, 'num');
const str: Make = (scope) => gen(scope, 'str');
const nums: Make = (scope) => gen(scope, 'nums');
const small: Make = ({ random }) => String(random.between(-3, 6));

const times = ['"2018-02-27T10:11:12.345Z"', '"2020-01-01"', '"2016-11-08T07:11:05.000+02:00"', '"1999"', '"nonsense"'];
const dates = [
  '"[Y]-[M01]-[D01]"',
  '"[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001]Z"',
  '"[D1o] [MNn] [Y]"',
  '"[h]:[m01] [P]"',
  '"[FNn,3-3], [W]"',
  '"[X0001]-W[W01]-[F1]"',
  '"[Q]"',
];
const pictures = ['"#,##0.00"', '"0"', '"000"', '"#0.0#"', '"#%"', '"0;(0)"', '"#,##"', '"a0b"', '"0.0.0"'];
const integers = ['"I"', '"i"', '"w"', '"W"', '"Ww"', '"A"', '"a"', '"0001"', '"#,##0"', '"1;o"', '"w;o"'];
const regexes = ['/[a-z]+/', '/a/', '/\\d/', '/(o)(n)?/i', '/[ab]|t/', '/^x/', '/\\s+/', '/(.)(.)/', '/é/'];
const replacements = ['"-"', '"$1"', '"<$0>"', '"$$"', '"$2$1"', '"$x"', '"$12"', '""'];

export function regex({ random }: Scope): string {
  return random.pick(regexes);
}

export const numbers: readonly Make[] = [
  (scope) => `(${num(scope)} ${scope.random.pick(['+', '-', '*', '/', '/', '*', '%'])} ${num(scope)})`,
  (scope) => `(${num(scope)} ${scope.random.pick(['+', '-', '*'])} ${small(scope)})`,
  (scope) => `(${num(scope)} / ${small(scope)})`,
  (scope) => `-(${num(scope)})`,
  (scope) => `-${leaf(scope, 'num')}`,
  (scope) => `$${scope.random.pick(['sum', 'max', 'min', 'average', 'count'])}(${nums(scope)})`,
  (scope) => `$${scope.random.pick(['max', 'min', 'average'])}(${leaf(scope, 'nums')})`,
  (scope) => `$${scope.random.pick(['max', 'min', 'average', 'ceil'])}($count(${any(scope)}))`,
  (scope) => `$count(${any(scope)})`,
  (scope) => `$length(${str(scope)})`,
  (scope) => `$${scope.random.pick(['abs', 'floor', 'ceil', 'round'])}(${num(scope)})`,
  (scope) => `$round(${num(scope)}, ${small(scope)})`,
  (scope) => `$sqrt(${scope.random.chance(0.7) ? `$abs(${num(scope)})` : num(scope)})`,
  (scope) => `$power(${num(scope)}, ${small(scope)})`,
  (scope) =>
    `$number(${scope.random.pick([str, num, (inner: Scope): string => gen(inner, 'bool'), (): string => '"12.5"', (): string => '"0x1F"'])(scope)})`,
  (scope) => `$toMillis(${scope.random.pick(times)})`,
  (scope) =>
    `$toMillis(${scope.random.pick(['"2024-03-05"', '"12/31/1999"', '"7 June 2001"', '"10:30"'])}, ${scope.random.pick(['"[Y0001]-[M01]-[D01]"', '"[M01]/[D01]/[Y0001]"', '"[D1] [MNn] [Y0001]"', '"[Y]-[D]"'])})`,
  (scope) =>
    `$parseInteger(${scope.random.pick(['"xii"', '"twelve"', '"1,234"', '"007"', '"z"', str(scope)])}, ${scope.random.pick(['"i"', '"w"', '"#,##0"', '"000"', '"a"'])})`,
  (scope) => `$reduce(${nums(scope)}, function($i, $j){$i + $j}${scope.random.chance(0.5) ? `, ${num(scope)}` : ''})`,
  (scope) => `$reduce(${nums(scope)}, ${lambda(scope, ['num', 'num', 'num'], 'num')})`,
  (scope) => `${leaf(scope, 'nums')}[${small(scope)}]`,
  (scope) => `$lookup(${gen(scope, 'obj')}, "n")`,
  (scope) => `(${num(scope)} ~> $${scope.random.pick(['abs', 'floor', 'ceil', 'round'])})`,
  (scope) => `(${nums(scope)} ~> $sum())`,
  (scope) => `$single(${nums(scope)}, ${lambda(scope, ['num'], 'bool')})`,
  (scope) => `($millis() > 0 ? ${num(scope)} : 0)`,
  (scope) => `($random() < 1 ? ${num(scope)} : 0)`,
  () => `$length($now())`,
  (scope) => `$sum($shuffle([1..${String(scope.random.between(1, 5))}]))`,
  (scope) => `$eval(${JSON.stringify(leaf(scope, 'num'))})`,
  (scope) => `($f := $abs ~> $floor; $f(${num(scope)}))`,
  (scope) => `$power(?, 2)($count(${any(scope)}))`,
];

export const texts: readonly Make[] = [
  (scope) => `(${str(scope)} & ${scope.random.pick([str, num, any])(scope)})`,
  (scope) => `$string(${any(scope)})`,
  (scope) => `$string(${any(scope)}, ${gen(scope, 'bool')})`,
  (scope) => `$${scope.random.pick(['uppercase', 'lowercase', 'trim'])}(${str(scope)})`,
  (scope) => `$substring(${str(scope)}, ${small(scope)}${scope.random.chance(0.5) ? `, ${small(scope)}` : ''})`,
  (scope) => `$${scope.random.pick(['substringBefore', 'substringAfter'])}(${str(scope)}, ${literal(scope, 'str')})`,
  (scope) =>
    `$${scope.random.pick(['substringBefore', 'substringAfter'])}(${leaf(scope, 'str')}, ${scope.random.pick(['" "', '"a"', '","'])})`,
  (scope) => `$pad(${str(scope)}, ${String(scope.random.between(-9, 9))}${scope.random.chance(0.5) ? ', "#é"' : ''})`,
  (scope) => `$join(${gen(scope, 'strs')}${scope.random.chance(0.7) ? `, ${literal(scope, 'str')}` : ''})`,
  (scope) =>
    `$replace(${str(scope)}, ${scope.random.chance(0.5) ? regex(scope) : literal(scope, 'str')}, ${scope.random.pick(replacements)}${scope.random.chance(0.3) ? ', 1' : ''})`,
  (scope) =>
    `$replace(${str(scope)}, ${regex(scope)}, function($m){ ${scope.random.pick(['$uppercase($m.match)', '$string($m.start) & $m.groups[0]', '$string($m)'])} })`,
  (scope) => `$formatNumber(${num(scope)}, ${scope.random.pick(pictures)})`,
  // Never infinity here, nor for integers: the reference would not come to an end.
  (scope) =>
    `$formatNumber($count(${any(scope)}) * ${literal(scope, 'num')}, ${scope.random.pick(['"0.0e0"', '"#0.00e00"', '"0e0"'])})`,
  (scope) => `$formatNumber(${num(scope)}, "#.##0,00", {"decimal-separator": ",", "grouping-separator": "."})`,
  (scope) => `$formatBase(${num(scope)}, ${scope.random.pick(['2', '16', '36', '1', '37'])})`,
  (scope) =>
    `$formatInteger(${scope.random.chance(0.5) ? String(scope.random.between(0, 4000)) : `$count(${any(scope)})`}, ${scope.random.pick(integers)})`,
  (scope) =>
    `$fromMillis(${scope.random.pick(['1510067557121', '0', '86400000', `$abs(${num(scope)})`])}${scope.random.chance(0.6) ? `, ${scope.random.pick(dates)}${scope.random.chance(0.4) ? ', "+0530"' : ''}` : ''})`,
  (scope) =>
    `$${scope.random.pick(['base64encode', 'base64decode', 'encodeUrl', 'encodeUrlComponent', 'decodeUrl', 'decodeUrlComponent'])}(${str(scope)})`,
  (scope) => `$base64decode($base64encode(${str(scope)}))`,
  (scope) => `$${scope.random.pick(['encodeUrl', 'encodeUrlComponent'])}(${str(scope)})`,
  (scope) =>
    `$${scope.random.pick(['decodeUrl', 'decodeUrlComponent'])}(${scope.random.pick(['"%E9t%C3%A9"', '"a%20b"', '"%41"', str(scope)])})`,
  (scope) => `$type(${any(scope)})`,
  (scope) => `${str(scope)}.$${scope.random.pick(['uppercase', 'length', 'trim', 'string'])}()`,
  (scope) => `(${str(scope)} ~> $${scope.random.pick(['uppercase', 'lowercase', 'trim'])} ~> $string)`,
  (scope) => `(${str(scope)} ~> $substring(${small(scope)}))`,
  // The reference does not check what a partial application is given in the end, and computes nonsense or breaks down.
  (scope) => `$substring(?, 1, ?)($string(${str(scope)}), 2)`,
  (scope) => `$lookup(${gen(scope, 'obj')}, "s")`,
  (scope) => `${leaf(scope, 'strs')}[${small(scope)}]`,
  (scope) => `$reduce(${gen(scope, 'strs')}, function($p, $c){ $p & $c })`,
];

export const booleans: readonly Make[] = [
  (scope) => `(${num(scope)} ${scope.random.pick(['<', '<=', '>', '>='])} ${num(scope)})`,
  (scope) => `(${str(scope)} ${scope.random.pick(['<', '<=', '>', '>='])} ${str(scope)})`,
  (scope) => `(${any(scope)} ${scope.random.pick(['=', '!='])} ${any(scope)})`,
  (scope) => `(${num(scope)} ${scope.random.pick(['=', '!='])} ${literal(scope, 'num')})`,
  (scope) => `(${gen(scope, 'bool')} ${scope.random.pick(['and', 'or'])} ${gen(scope, 'bool')})`,
  (scope) => `(${any(scope)} ${scope.random.pick(['and', 'or'])} ${any(scope)})`,
  (scope) => `(${str(scope)} in ${gen(scope, 'strs')})`,
  (scope) => `(${num(scope)} in ${nums(scope)})`,
  (scope) => `(${str(scope)} in ["a", "b", ${literal(scope, 'str')}])`,
  (scope) => `$exists(${any(scope)})`,
  (scope) => `$not(${any(scope)})`,
  (scope) => `$boolean(${any(scope)})`,
  (scope) => `$contains(${str(scope)}, ${scope.random.chance(0.5) ? regex(scope) : literal(scope, 'str')})`,
  (scope) => `($assert(${gen(scope, 'bool')}, "no"); true)`,
  (scope) => `(${gen(scope, 'bool')} ? true : $error("wrong"))`,
];
