import type { BinaryNode, Node } from '../../expression/jsonata/syntax.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { SILENT, type Scope, type Value } from '../expression/scope.ts';
import { kindsOf, kindsWithin, wordsOf, type Kind } from '../types/kinds.ts';
import { BOOLEAN, elementsOf, listOf, NUMBER, orMissing, present, TEXT, UNKNOWN, type Type } from '../types/type.ts';
import { judgeEmptied } from './emptied.ts';
import { judgeTruth } from './truth.ts';
import { error, warning, type Verdict } from './verdict.ts';

/** What an operator gives, and what is wrong with its sides. */
export const judgeBinary = (node: BinaryNode, left: Value, right: Value, scope: Scope): Value => {
  const isWrong = areEmptied(node, left, right, scope) || judgeSides(node, left, right, scope);
  if (isWrong || left.silent === true || right.silent === true) return SILENT;
  const result = resultOf(node.value);
  return NEVER_MISSING.has(node.value) || (left.null !== true && right.null !== true) ? result : orMissing(result);
};

/** A comparison with `null` asks whether it is there. */
const areEmptied = ({ lhs, rhs }: BinaryNode, left: Value, right: Value, scope: Scope): boolean =>
  (!isNull(rhs) && judgeEmptied(lhs, left, scope)) || (!isNull(lhs) && judgeEmptied(rhs, right, scope));

const isNull = (node: Node): boolean => node.type === 'value' && node.value === null;

/** They make something of nothing. */
const NEVER_MISSING = new Set(['=', '!=', 'in', 'and', 'or', '&']);

const resultOf = (operator: string): Type => {
  if (operator === '&') return TEXT;
  if (operator === '..') return orMissing(listOf(NUMBER));
  return ['+', '-', '*', '/', '%'].includes(operator) ? NUMBER : BOOLEAN;
};

const judgeSides = (node: BinaryNode, left: Value, right: Value, scope: Scope): boolean => {
  switch (node.value) {
    case '=':
    case '!=':
      return judgeEquality(node, left, right, scope);
    case 'in':
      return judgeIn(node, left, right, scope);
    case 'and':
    case 'or':
      return judgeJoined(node, [left, right], scope);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return scope.walker.judge(node, 'expression.not-comparable', comparability(left, right));
    case '&':
      return false;
    default:
      return numbers(node, left, right, scope);
  }
};

export const judgeNegated = (node: Node, value: Value, { walker }: Scope): boolean =>
  walker.judge(node, 'expression.not-a-number', numeric(value, '-'));

/** What values are sorted by. */
export const judgeSorted = (node: Node, value: Value, { walker }: Scope): boolean =>
  walker.judge(node, 'expression.not-sortable', sortable(value));

const sortable = (value: Value): Verdict | undefined => {
  const kinds = kindsOf(value);
  if (kinds === undefined || kinds.some(isComparable)) return undefined;
  return error(
    `Values are sorted by a number or a text, and this is ${wordsOf(kinds)}.`,
    kinds.includes('boolean') ? 'Make a number of it: `^(>(… ? 1 : 0))`.' : 'Sort by a number or a text that is within.',
  );
};

const numbers = ({ lhs, rhs, value }: BinaryNode, left: Value, right: Value, { walker }: Scope): boolean => {
  const first = walker.judge(lhs, 'expression.not-a-number', numeric(left, value));
  return walker.judge(rhs, 'expression.not-a-number', numeric(right, value)) || first;
};

const numeric = (value: Value, operator: string): Verdict | undefined => {
  const kinds = kindsOf(value);
  if (kinds === undefined || kinds.includes('number')) return undefined;
  const hint = kinds.includes('text')
    ? operator === '+'
      ? 'Put texts together with `&`, or take the number of a text with `$num(…)`.'
      : 'Take the number of a text with `$num(…)`, the seconds of a time with `$epoch(…)`.'
    : 'Take a number that is within, or `$count(…)` of a list.';
  return error(`\`${operator}\` works with numbers, and this is ${wordsOf(kinds)}.`, hint);
};

const isComparable = (kind: Kind): boolean => kind === 'number' || kind === 'text';

const comparability = (left: Value, right: Value): Verdict | undefined => {
  const [ours, theirs] = [kindsOf(left), kindsOf(right)];
  if (ours?.some(isComparable) === false || theirs?.some(isComparable) === false) {
    const wrong = ours?.some(isComparable) === false ? ours : (theirs ?? []);
    return error(
      `Numbers and texts have an order, and this compares ${wordsOf(wrong)}.`,
      'Compare a number or a text that is within.',
    );
  }
  if (ours === undefined || theirs === undefined || ours.some((kind) => isComparable(kind) && theirs.includes(kind)))
    return undefined;
  return error(
    `This compares ${wordsOf(ours)} with ${wordsOf(theirs)}, which have no order.`,
    'Take the number of a text with `$num(…)`, or compare times as `$iso(…)` or `$epoch(…)` writes them.',
  );
};

const isLiteral = ({ type }: Node): boolean => type === 'string' || type === 'number' || type === 'value';

const judgeEquality = (node: BinaryNode, left: Value, right: Value, scope: Scope): boolean => {
  const { lhs, rhs, value: operator } = node;
  const result = operator === '=' ? 'never true' : 'always true where both are there';
  const [ours, theirs] = [kindsOf(left), kindsOf(right)];
  const meet = ours === undefined || theirs === undefined || ours.some((kind) => theirs.includes(kind));
  if (scope.walker.judge(node, 'expression.never-equal', meet ? undefined : apart(ours, theirs, result))) return true;
  const literal = isLiteral(rhs) ? rhs : isLiteral(lhs) ? lhs : undefined;
  if (literal === undefined) return false;
  return scope.walker.judge(literal, 'expression.not-a-choice', outside(literal, literal === rhs ? left : right, result));
};

const apart = (ours: readonly Kind[], theirs: readonly Kind[], result: string): Verdict =>
  warning(
    `This compares ${wordsOf(ours)} with ${wordsOf(theirs)}: it is ${result}.`,
    ours.includes('list') || theirs.includes('list')
      ? 'Ask for an element of a list with `in`.'
      : 'Compare it with a value of its own kind, or make one of it: `$string(…)`, `$num(…)`.',
  );

/** A literal that is none of all values that there are. */
const outside = (literal: Node, other: Type, result: string): Verdict | undefined => {
  if (literal.type !== 'string' && literal.type !== 'number') return undefined;
  const kind = literal.type === 'string' ? 'text' : 'number';
  if (kindsOf(other)?.includes(kind) !== true) return undefined;
  const closed = other[kind]?.closed;
  // A blank is none of the values, and may be what is there.
  const text = String(literal.value);
  if (closed === undefined || closed.includes(text) || (other.blank === true && text.trim() === '')) return undefined;
  return warning(`\`${text.slice(0, 64)}\` is none of the values that there are: this is ${result}.`, suggest(text, closed));
};

const judgeIn = (node: BinaryNode, left: Value, right: Value, scope: Scope): boolean => {
  const { lhs, rhs } = node;
  const [ours, theirs] = [kindsOf(left), kindsWithin(present(right))];
  const scalars = ours?.filter((kind) => kind !== 'list' && kind !== 'object');
  const meet = scalars === undefined || theirs === undefined || scalars.some((kind) => theirs.includes(kind));
  if (scope.walker.judge(node, 'expression.never-equal', meet ? undefined : notWithin(ours ?? [], theirs))) return true;
  if (isLiteral(lhs))
    return scope.walker.judge(lhs, 'expression.not-a-choice', outside(lhs, elementsOf(present(right)), 'never true'));
  if (rhs.type !== 'unary' || rhs.value !== '[') return false;
  for (const one of rhs.expressions)
    if (isLiteral(one)) scope.walker.judge(one, 'expression.not-a-choice', outside(one, left, 'never true of it'));
  return false;
};

const notWithin = (ours: readonly Kind[], theirs: readonly Kind[]): Verdict =>
  ours.some((kind) => kind !== 'list' && kind !== 'object')
    ? warning(
        `This looks for ${wordsOf(ours)} among values of which each is ${wordsOf(theirs)}: it is never true.`,
        'Compare it with values of its own kind, or make one of it: `$string(…)`, `$num(…)`.',
      )
    : warning(
        `\`in\` looks for one value, and was given ${wordsOf(ours)}: it is never true.`,
        'Ask whether one of several is there: `$exists(list[$ in […]])`.',
      );

/** `and`, `or`: a side that is a literal decides alone. */
const judgeJoined = ({ lhs, rhs, value: operator }: BinaryNode, types: readonly Value[], scope: Scope): boolean => {
  const found = [lhs, rhs].map((side, index) => {
    if (side.type !== 'string' && side.type !== 'number') return judgeTruth(side, types[index] ?? UNKNOWN, scope);
    const alone = warning(
      `A ${side.type === 'string' ? 'text' : 'number'} stands alone beside \`${operator}\`, where it is always true or always false.`,
      "Compare each time: `a = 'x' or a = 'y'`, or shorter `a in ['x', 'y']`.",
    );
    return scope.walker.judge(side, 'expression.always-true', alone);
  });
  return found.includes(true);
};
