import type { Scope } from '../expression/evaluator.ts';
import { answerScope } from '../http/answer-scope.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { HttpStatusError } from '../http/status-error.ts';
import { EngineError } from '../language/errors.ts';
import type { Json } from '../language/json.ts';
import type { Action, Connection, Endpoint, Outcome } from '../language/model.ts';
import type { ActRequest, ActServices } from './act.ts';
import { bindEndpoint } from './endpoint-call.ts';
import { bindOutcomes } from './outcomes.ts';

/** Sends the request and gives what the definition takes from the answer. Throws EngineError for every answer that is no success. */
export async function sendAction(
  { pack, action }: ActRequest,
  prepared: { readonly request: HttpRequest; readonly scope: Scope },
  services: ActServices,
): Promise<Json> {
  const { evaluator, http, auth, signal, redact } = services;
  const outcomes = [...action.outcomes, ...(pack.connection?.outcomes ?? [])].map(asFailure);
  const connection: Connection | undefined = pack.connection && { ...pack.connection, outcomes: [] };
  const endpoint = bindEndpoint(asEndpoint(action, outcomes), connection, { http, auth, evaluator, signal, redact });
  const judged = bindOutcomes(outcomes, action.successWhen ?? connection?.successWhen, evaluator);
  const answer = await endpoint.bytes(prepared, async (response) => {
    const envelope = judged.asksBody || action.result !== undefined ? await readJson(response, prepared.request) : undefined;
    const scope = { ...prepared.scope, ...answerScope(response) };
    const verdict = judged.byBody({ status: response.status, envelope, scope, label: prepared.request.label });
    if (verdict.kind === 'retry')
      throw new EngineError('vendor.failure', `${prepared.request.label} is to be sent again later: ${verdict.because}.`, {
        place: prepared.request.place,
      });
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
  place: action.place,
});

/** The request was sent and no answer says what became of it. */
export function mayHaveHappened(error: unknown, request: HttpRequest): boolean {
  if (request.idempotent || !(error instanceof EngineError)) return !request.idempotent;
  if (['http.uncertain', 'http.aborted', 'http.too-large', 'http.encoding', 'vendor.answer'].includes(error.code)) return true;
  // 503 says that nothing was done.
  return error instanceof HttpStatusError && error.status >= 500 && error.status !== 503;
}
