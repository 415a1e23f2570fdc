import { parse } from '../../expression/jsonata/parse.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import type { Node } from '../../expression/jsonata/syntax.ts';
import type { Expr, ReportValue, Tree } from '../../language/basics/value.ts';
import { alwaysMissing, mayBeMissing, notBoolean, notScalar, notTexts, notTime, severalValues } from '../judging/results.ts';
import type { Verdict } from '../judging/verdict.ts';
import type { Type } from '../types/type.ts';
import { inferExpr, inferTree, inferValue, type Position } from './context.ts';

/** What a place of the definition takes. */
export type Wanted = 'anything' | 'scalar' | 'texts' | 'time';

const CHECKS: Readonly<Record<Wanted, readonly (readonly [code: string, judge: (type: Type) => Verdict | undefined])[]>> = {
  anything: [],
  scalar: [['report.not-a-scalar', notScalar]],
  texts: [['report.not-a-scalar', notTexts]],
  time: [['time.unreadable', notTime]],
};

/** A value, and whether it is what the place takes. */
export const inferWanted = (value: ReportValue | undefined, wanted: Wanted, position: Position): Type => {
  const type = inferValue(value, position);
  if (value === undefined || value.kind === 'literal') return type;
  const { judgements } = position.checks;
  // What is wrong with the value itself is said once.
  for (const [code, judge] of CHECKS[wanted]) judgements.of(value.place, code, judge(type));
  // A `null` alone is meant.
  if (value.kind === 'expr' && value.source.trim() !== 'null')
    judgements.of(value.place, 'expression.always-missing', alwaysMissing(type));
  return type;
};

export const inferCondition = (expr: Expr | undefined, position: Position): void => {
  if (expr !== undefined)
    position.checks.judgements.of(expr.place, 'expression.not-boolean', notBoolean(inferExpr(expr, position)));
};

export const inferConditions = (exprs: readonly (Expr | undefined)[], position: Position): void => {
  for (const expr of exprs) inferCondition(expr, position);
};

/** `update`, and several values. What is more than a plain path was made so by somebody who knew of the list. */
export const judgeSeveral = (value: ReportValue, type: Type, { checks }: Position): void => {
  if (value.kind === 'expr' && isPlain(parse(value.source, defaultLimits)))
    checks.judgements.of(value.place, 'attribute.several-values', severalValues(type));
};

const isPlain = (root: Node): boolean =>
  root.type === 'path' &&
  root.keepSingletonArray !== true &&
  root.steps.every(({ type, stages }, at) => (type === 'name' || (at === 0 && type === 'variable')) && stages === undefined);

/** What is sent: a member without a value fails the request, unless its name says that it may. */
export const inferSent = (tree: Tree | undefined, position: Position): void => {
  if (tree?.kind === 'map')
    for (const { name, optional, value } of tree.members)
      if (value.kind === 'expr') {
        const type = inferExpr(value, position);
        position.checks.judgements.of(value.place, 'request.may-be-missing', optional ? undefined : mayBeMissing(name, type));
      } else inferSent(value, position);
  else if (tree?.kind === 'list') for (const item of tree.items) inferSent(item, position);
  else inferValue(tree, position);
};

/** The same, where it is only sent on a condition, which may ask for what it needs. */
export const inferGuarded = (tree: Tree | undefined, when: Expr | undefined, position: Position): void =>
  when === undefined ? inferSent(tree, position) : inferTree(tree, position);

/** The literals that an expression may come to, where they stand in it. */
export const literalsOf = (expr: Expr): readonly Node[] => tails(parse(expr.source, defaultLimits));

const tails = (node: Node): readonly Node[] => {
  if (node.predicate !== undefined || node.group !== undefined) return [];
  switch (node.type) {
    case 'string':
      return [node];
    case 'condition':
      return [...tails(node.then), ...(node.else === undefined ? [] : tails(node.else))];
    case 'block': {
      const last = node.expressions.at(-1);
      return last === undefined ? [] : tails(last);
    }
    case 'function': {
      if (node.procedure.type !== 'variable') return [];
      if (node.procedure.value === 'first') return node.arguments.flatMap(tails);
      return node.procedure.value === 'table' ? node.arguments.slice(2).flatMap(tails) : [];
    }
    default:
      return [];
  }
};
