import { isSource } from '../../expression/definition/evaluator.ts';
import { parse } from '../../expression/jsonata/parse.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import type { Node } from '../../expression/jsonata/syntax.ts';
import type { Expr, ReportValue, Tree } from '../../language/basics/value.ts';
import type { Endpoint } from '../../language/model.ts';
import {
  alwaysMissing,
  mayBeMissing,
  notArgument,
  notBoolean,
  notMap,
  notRecords,
  notScalar,
  notTexts,
  notTime,
  severalValues,
} from '../judging/results.ts';
import { unmetBy } from '../expression/unmet.ts';
import type { Verdict } from '../judging/verdict.ts';
import { opened, UNKNOWN, type Type } from '../types/type.ts';
import { inferExpr, inferValue, type Position } from './context.ts';

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

/** The position where a condition holds, or where it doesn't: what no sample meets may be of kinds that none shows. */
export const inferHolding = (expr: Expr | undefined, holds: boolean, position: Position): Position => {
  inferCondition(expr, position);
  if (expr === undefined) return position;
  const { context } = position;
  const around = { root: context, context, names: { outer: undefined, values: new Map(position.variables) } };
  const isUnmet = unmetBy(parse(expr.source, defaultLimits), holds, around).includes('');
  return isUnmet ? { ...position, context: opened(context) } : position;
};

/** A condition that is an option of a component. */
export const inferConditionOption = (option: unknown, position: Position): void => {
  if (isSource(option) && option.kind === 'expr') inferCondition(option, position);
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

/** What more is asked of a member that is sent. */
type JudgeMember = (name: string, type: Type) => readonly [code: string, verdict: Verdict | undefined];

/** What is sent: a member without a value fails the request, unless its name says that it may. `isGuarded`: a condition is asked first. */
export const inferSent = (tree: Tree | undefined, position: Position, isGuarded = false, more?: JudgeMember): void => {
  if (tree?.kind === 'list') for (const item of tree.items) inferSent(item, position, isGuarded);
  else if (tree?.kind === 'map')
    for (const { name, optional, value } of tree.members) {
      if (value.kind !== 'expr') {
        inferSent(value, position, isGuarded);
        continue;
      }
      const { judgements } = position.checks;
      const type = inferExpr(value, position);
      const isMeant = optional || isGuarded;
      judgements.of(value.place, 'request.may-be-missing', isMeant ? undefined : mayBeMissing(name, type));
      if (more !== undefined) judgements.of(value.place, ...more(name, type));
    }
  else inferValue(tree, position);
};

/** Members that are sent as texts: a list repeats its member. */
export const inferSentTexts = (tree: Tree | undefined, position: Position, isGuarded = false): void =>
  inferSent(tree, position, isGuarded, (_, type) => ['request.not-a-text', notTexts(type)]);

/** How an endpoint is called. */
interface CallOf {
  readonly with: Tree | undefined;
  readonly when?: Expr | undefined;
  /** Values for several records are put together in this argument. */
  readonly batch?: { readonly into: string } | undefined;
}

/** The arguments of a call, which may be made on a condition. */
export const inferArguments = (call: CallOf, endpoint: Endpoint | undefined, position: Position): void =>
  inferSent(call.with, position, call.when !== undefined, (name, type) => [
    'call.argument',
    name === call.batch?.into ? undefined : notArgument(name, endpoint?.args.get(name), type),
  ]);

/** An expression that gives objects, or a map; what it gives, if it does. */
const inferObjects = (expr: Expr, code: string, judge: (type: Type) => Verdict | undefined, position: Position): Type => {
  const type = inferExpr(expr, position);
  const verdict = judge(type);
  position.checks.judgements.of(expr.place, code, verdict);
  return verdict === undefined ? type : UNKNOWN;
};

export const inferRecords = (expr: Expr, position: Position): Type =>
  inferObjects(expr, 'decode.not-a-record', notRecords, position);

export const inferMap = (expr: Expr, position: Position): Type => inferObjects(expr, 'report.not-a-map', notMap, position);
