import type { Outcome, SuccessTest } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { isSuccess, type Body } from '../samples/sample-types.ts';
import { union, unionOf, UNKNOWN, type Type } from '../types/type.ts';
import { inferExpr, inferValue, type Position } from './context.ts';
import { inferCondition } from './results.ts';

interface AnswerRules {
  readonly outcomes: readonly Outcome[];
  readonly successWhen: SuccessTest | undefined;
}

/** What an answer may be: as it is wanted, and with statuses of its own. */
interface Answers {
  readonly document: Type;
  readonly bodies: readonly Body[];
}

export const inferAnswerRules = (rules: AnswerRules, answers: Answers, checks: PathChecks): void => {
  inferBodyRules(rules, answers, checks);
  inferStatusRules(rules, allBodies(answers), checks);
};

/** The answer as it is wanted has a status as well. */
export const allBodies = ({ document, bodies }: Answers): readonly Body[] => [{ status: [200], type: document }, ...bodies];

/**
 * The test of success and the outcomes of no status, over the bodies of successes. Samples show what comes usually; an outcome is about
 * what comes else, so that only slips are told.
 */
export const inferBodyRules = (
  { outcomes, successWhen }: AnswerRules,
  { document, bodies }: Answers,
  checks: PathChecks,
): void => {
  const successes = bodies.filter(({ status }) => status.some(isSuccess)).map(({ type }) => type);
  const position = over(successes.reduce(union, document), checks);
  if (successWhen?.kind === 'body') inferCondition(successWhen.test, position);
  for (const one of outcomes) if (one.status === undefined) inferOutcome(one, position);
};

/** The outcomes by status, over the bodies that answers with it have; without a sample of one nothing is known. */
export const inferStatusRules = (
  { outcomes }: Pick<AnswerRules, 'outcomes'>,
  bodies: readonly Body[],
  checks: PathChecks,
): void => {
  for (const one of outcomes) {
    if (one.status === undefined) continue;
    const own = bodies.filter(({ status }) => status.some((code) => one.status?.includes(code) === true));
    inferOutcome(one, over(own.length === 0 ? UNKNOWN : unionOf(own.map(({ type }) => type)), checks));
  }
};

const inferOutcome = ({ when, message }: Outcome, position: Position): void => {
  if (when !== undefined) inferExpr(when, position, 'misspelt');
  inferValue(message, position, 'misspelt');
};

const over = (context: Type, checks: PathChecks): Position => ({ checks, context, variables: new Map() });
