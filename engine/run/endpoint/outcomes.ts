import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Outcome, SuccessTest } from '../../language/model.ts';
import type { Verdict } from '../context/verdict.ts';
import { plainText } from '../context/plain-text.ts';

export interface AnswerFacts {
  readonly status: number;
  /** The decoded body around the records; undefined where it could not be decoded or has none. */
  readonly envelope: unknown;
  /** What the answer says in its own words, where an outcome takes no message from it. */
  readonly words?: string | undefined;
  /** The call's variables, with `$response` and `$header`. */
  readonly scope: Scope;
  /** `endpoint: METHOD address`, without secrets. */
  readonly label: string;
}

/** `vendor.failure`: an outcome of the definition says that it failed. */
export class OutcomeError extends EngineError {
  readonly outcome: Outcome;

  constructor(outcome: Outcome, status: number, message: string, hint: string | undefined) {
    super('vendor.failure', message, { place: outcome.place, hint, status });
    this.outcome = outcome;
  }
}

/** The hint for whatever was refused. */
export const CREDENTIALS = 'Check the credentials and what they are allowed to read.';

/** Masks secrets: before a text is cut, or a half of one would stand at its end. */
type Redact = (text: string) => string;

export interface BoundOutcomes {
  /** The outcome that the status alone decides, if one does. */
  byStatus(status: number): Outcome | undefined;
  /** Does an outcome for this status want to see the body? */
  asksBodyOf(status: number): boolean;
  /** The outcome for the status and the body of an answer that is no success. */
  byStatusAndBody(facts: AnswerFacts): Outcome | undefined;
  /** Outcomes by body, then the test of success. Throws `vendor.failure`. */
  byBody(facts: AnswerFacts): Verdict;
  /** What an outcome comes to; `fail` throws `vendor.failure`. */
  settle(outcome: Outcome, facts: AnswerFacts): Verdict;
  /** Is there anything to ask of the body before its records count? */
  readonly asksBody: boolean;
}

/** `outcomes`: the endpoint's before the connection's. */
export function bindOutcomes(
  outcomes: readonly Outcome[],
  success: SuccessTest | undefined,
  evaluator: Evaluator,
  redact: Redact,
): BoundOutcomes {
  const byBody = outcomes.filter((outcome) => outcome.when !== undefined);
  const succeeded = success?.kind === 'body' ? evaluator.condition(success.test) : undefined;
  // On a body that could not be decoded a condition is false.
  const holds = (outcome: Outcome, { status, envelope, scope }: AnswerFacts): boolean =>
    (outcome.status?.includes(status) ?? true) &&
    envelope !== undefined &&
    evaluator.condition(outcome.when as NonNullable<Outcome['when']>)(envelope, scope);
  const { probe } = evaluator;
  const taken = (outcome: Outcome): void => probe?.(outcome.place, 'taken')();
  const settle = (outcome: Outcome, facts: AnswerFacts): Verdict => {
    taken(outcome);
    const because = outcome.because ?? `the answer means ${outcome.do.replace('_', ' ')}`;
    if (outcome.do !== 'fail') return { kind: outcome.do, because };
    throw failure(outcome, because, facts, evaluator, redact);
  };
  return {
    asksBody: byBody.length > 0 || succeeded !== undefined,
    byStatus: (status) => {
      const outcome = outcomes.find((one) => one.when === undefined && (one.status?.includes(status) ?? false));
      // The others are settled.
      if (outcome?.do === 'retry') taken(outcome);
      return outcome;
    },
    asksBodyOf: (status) => byBody.some((outcome) => outcome.status?.includes(status) ?? false),
    byStatusAndBody: (facts) => byBody.find((outcome) => outcome.status !== undefined && holds(outcome, facts)),
    settle,
    byBody: (facts) => {
      const outcome = byBody.find((one) => holds(one, facts));
      if (outcome !== undefined) return settle(outcome, facts);
      if (succeeded === undefined || (facts.envelope !== undefined && succeeded(facts.envelope, facts.scope)))
        return { kind: 'records' };
      throw new EngineError(
        'vendor.failure',
        `${facts.label} answered ${facts.status}, but its body does not say that it succeeded${vendorWords(facts.envelope, redact)}.`,
        {
          place: success?.kind === 'body' ? success.test.place : undefined,
          hint: 'Look at success_when and at the options: credentials, permissions, the range of time.',
        },
      );
    },
  };
}

function failure(outcome: Outcome, because: string, facts: AnswerFacts, evaluator: Evaluator, redact: Redact): EngineError {
  let words = facts.words === undefined ? vendorWords(facts.envelope, redact) : ` (it says: ${facts.words})`;
  try {
    const said =
      outcome.message === undefined ? undefined : evaluator.value(outcome.message).evaluate(facts.envelope, facts.scope);
    if (typeof said === 'string' && said.trim() !== '') words = ` (it says: ${plainText(redact(said), 300)})`;
  } catch {
    // The vendor's own words are an extra: without them the reason still stands.
  }
  const hint = facts.status === 401 || facts.status === 403 ? CREDENTIALS : undefined;
  return new OutcomeError(outcome, facts.status, `${facts.label} answered ${facts.status}: ${because}${words}.`, hint);
}

/** The customary members in which an envelope explains itself. */
function vendorWords(envelope: unknown, redact: Redact): string {
  if (typeof envelope !== 'object' || envelope === null) return '';
  const said = ['errorCode', 'code', 'message', 'error']
    .map((name) => (Object.hasOwn(envelope, name) ? (envelope as Record<string, unknown>)[name] : undefined))
    .filter((value): value is string | number => (typeof value === 'string' && value.trim() !== '') || typeof value === 'number');
  return said.length === 0 ? '' : ` (it says: ${plainText(redact(said.join(', ')), 300)})`;
}
