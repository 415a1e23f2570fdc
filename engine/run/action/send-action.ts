import type { AuthSession } from '../../components/auth/auth.ts';
import { answerScope } from '../../http/answer/answer-scope.ts';
import type { HttpRequest, HttpResponse } from '../../http/http.ts';
import { AskAgain } from '../../http/client/retry.ts';
import { HttpStatusError } from '../../http/client/status-error.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import type { Action, Connection, Endpoint, Outcome } from '../../language/model.ts';
import type { ActRequest, ActServices, Prepared } from './act-contract.ts';
import { bindEndpoint } from '../endpoint/call-endpoint.ts';
import { bindOutcomes, OutcomeError } from '../endpoint/outcomes.ts';

/** What became of the request. */
export type ActionEnd =
  | { readonly kind: 'done'; readonly result: Json }
  /** `mayHaveHappened`: it was sent, and no answer says that nothing was done. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly mayHaveHappened: boolean };

/** Sends the request; every answer that is no success is a failure. */
export async function sendAction(given: ActRequest, prepared: Prepared, services: ActServices): Promise<ActionEnd> {
  let left = false;
  const auth: AuthSession = {
    ...services.auth,
    apply: async (request) => {
      const applied = await services.auth.apply(request);
      left = true;
      return applied;
    },
    renew: async (response, request) => {
      // It was refused; what goes wrong now is the login.
      left = false;
      const renewed = await services.auth.renew(response, request);
      left = !renewed;
      return renewed;
    },
  };
  const shared = (given.pack.connection?.outcomes ?? []).map(asFailure);
  /** Of the connection: that its calls are to be made again says nothing of what an action has done. */
  const unsure = new Set<Outcome>();
  const outcomes = [
    ...given.action.outcomes.map(asFailure),
    ...shared.map((outcome) => {
      if (outcome.do !== 'retry') return outcome;
      const failed: Outcome = { ...outcome, do: 'fail' };
      unsure.add(failed);
      return failed;
    }),
  ];
  try {
    return { kind: 'done', result: await resultOf(given, prepared, { ...services, auth }, outcomes) };
  } catch (error) {
    const unknown = mayHaveHappened(error) || (error instanceof OutcomeError && unsure.has(error.outcome));
    return { kind: 'failed', error, mayHaveHappened: left && !prepared.request.idempotent && unknown };
  }
}

async function resultOf(
  { pack, action }: ActRequest,
  prepared: Prepared,
  { evaluator, http, auth, signal, redact }: ActServices,
  outcomes: readonly Outcome[],
): Promise<Json> {
  const connection: Connection | undefined = pack.connection && { ...pack.connection, outcomes: [] };
  const endpoint = bindEndpoint(asEndpoint(action, outcomes), connection, { http, auth, evaluator, signal, redact });
  const judged = bindOutcomes(outcomes, action.successWhen ?? connection?.successWhen, evaluator, redact);
  const answer = await endpoint.bytes(prepared, async (response) => {
    const envelope = judged.asksBody || action.result !== undefined ? await readJson(response, prepared.request) : undefined;
    const scope = { ...prepared.scope, ...answerScope(response) };
    const verdict = judged.byBody({ status: response.status, envelope, scope, label: prepared.request.label });
    if (verdict.kind === 'retry') throw new AskAgain(verdict.because);
    const result = action.result === undefined ? undefined : evaluator.expr(action.result).evaluate(envelope, scope);
    return (result ?? null) as Json;
  });
  return answer ?? null;
}

/** "No records", "skip" and "stop here" are good ends of a feed's call; an action that the vendor answers so was not done. */
const asFailure = (outcome: Outcome): Outcome => (outcome.do === 'retry' ? outcome : { ...outcome, do: 'fail' });

/** An answer that is no JSON is named by its status, its content type and the place where reading stopped; its content is not shown. */
async function readJson(response: HttpResponse, request: HttpRequest): Promise<unknown> {
  const text = new TextDecoder().decode(await response.bytes(16 * 1024 * 1024));
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? text.length);
    const before = text.slice(0, position).split('\n');
    const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new EngineError(
      'vendor.answer',
      `${request.label} answered ${response.status} with ${response.contentType ?? 'no content type'} that is no JSON: reading stopped at ${where}.`,
      { place: request.place },
    );
  }
}

const asEndpoint = (action: Action, outcomes: readonly Outcome[]): Endpoint => ({
  name: action.name,
  title: action.title,
  description: undefined,
  args: new Map(),
  request: action.request,
  decode: [],
  records: { kind: 'bytes', place: action.place },
  nulls: 'drop',
  key: [],
  version: undefined,
  paginate: undefined,
  successWhen: action.successWhen,
  outcomes,
  headers: undefined,
  samples: [],
  optional: [],
  place: action.place,
});

/** After these nothing says what became of a request. */
const UNKNOWN = ['http.uncertain', 'http.aborted', 'http.too-large', 'http.encoding', 'http.partial', 'vendor.answer'];

function mayHaveHappened(error: unknown): boolean {
  if (!(error instanceof EngineError) || UNKNOWN.includes(error.code)) return true;
  return error instanceof HttpStatusError && error.status >= 500 && !error.nothingDone;
}
