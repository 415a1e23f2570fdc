import { EngineError } from '../../language/basics/errors.ts';
import { formatPlace, type Place } from '../../language/basics/place.ts';
import { jsonAnswer, type Answer } from './answer.ts';
import type { RecordedRequest } from './mock-request.ts';

/** What went wrong with the mock itself, not with the vendor that it plays. */
export interface Problem {
  /** `mock.no-route`, `mock.no-match`, `mock.no-file`, or the code of an expression's failure. */
  readonly code: string;
  /** One sentence, without values of the mock's `user`. */
  readonly message: string;
  /** In `mock.yaml`; undefined where no part of it is meant. */
  readonly place?: Place;
}

/** A problem, and the request that met it. */
export interface MetProblem extends Problem {
  readonly request: RecordedRequest;
}

/** Not asked for again by itself, unlike 502 or 503, and seldom an answer that a definition tells apart. */
const OWN_ERROR = 501;

/** The header by which an answer says that it is the mock's own mistake. */
export const PROBLEM_HEADER = 'x-mock-problem';

/** What a mistake in the mock is answered with. */
export function ownError(problem: Problem, hint: string | undefined): Answer {
  const { code, message, place } = problem;
  const at = place === undefined ? undefined : formatPlace(place);
  const error = message.startsWith('The mock') ? message : `The mock: ${message}`;
  return marked(jsonAnswer(OWN_ERROR, { error, code, at, hint }), problem);
}

/** The same answer, with the header that says whose it is. */
export const marked = (answer: Answer, { code }: Problem): Answer => ({
  ...answer,
  headers: { ...answer.headers, [PROBLEM_HEADER]: code },
});

/** `route`: where the one stands that was to answer, for an error without a place of its own. */
export function problemOf(error: unknown, route: Place | undefined): Problem {
  const { code, message, place } = asEngineError(error);
  const at = place ?? route;
  return { code, message, ...(at === undefined ? {} : { place: at }) };
}

/** What else is thrown comes of what the mock says too, such as a header with a line break in it. */
const asEngineError = (error: unknown): EngineError =>
  error instanceof EngineError
    ? error
    : new EngineError('mock.failed', `The answer can't be made: ${error instanceof Error ? error.message : String(error)}.`);
