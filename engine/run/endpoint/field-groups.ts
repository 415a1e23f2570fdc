import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { HttpRequest, HttpResponse } from '../../http/http.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import { fieldGroups } from '../../plan/field-groups.ts';
import type { Answer, BoundEndpoint, EndpointCall } from './call-endpoint.ts';

/** An endpoint whose fields take several calls: what they give for one key is one record, in the order of the first call. */
export function inFieldGroups(
  bound: BoundEndpoint,
  requestFor: (scope: Scope) => HttpRequest,
  evaluator: Evaluator,
): BoundEndpoint {
  const { endpoint } = bound;
  const groups = fieldGroups(endpoint);
  const parts = endpoint.key.map((part) => evaluator.expr(part));

  const keyOf = (record: JsonRecord, scope: Scope): string => {
    const values = parts.map((part) => part.evaluate(record, scope));
    if (values.some((value) => value !== undefined)) return JSON.stringify(values.map((value) => value ?? null));
    throw new EngineError('call.fields', `A record of "${endpoint.name}" came without the key by which its calls are merged.`, {
      place: endpoint.fields?.place,
      hint: 'Have every call ask for the members of the key as well.',
    });
  };

  const call = async (given: EndpointCall): Promise<Answer> => {
    const merged = new Map<string, JsonRecord>();
    let first: { answer: Answer; response: HttpResponse | undefined } | undefined;
    for (const fields of groups) {
      const scope = { ...given.scope, fields };
      const records: JsonRecord[] = [];
      let response: HttpResponse | undefined;
      const own = requestFor(scope);
      const answer = await bound.call({
        request: { ...own, headers: { ...own.headers, ...given.request.headers } },
        scope,
        receiver: {
          begin: (_, began) => {
            response = began;
            records.length = 0;
          },
          batch: async (batch) => void records.push(...batch.records),
          note: (because, times) => given.receiver.note?.(because, times),
        },
      });
      first ??= { answer, response };
      if (answer.verdict.kind !== 'records') return answer;
      for (const record of records) {
        const key = keyOf(record, scope);
        merged.set(key, { ...merged.get(key), ...record });
      }
    }
    if (first?.response === undefined) throw new Error('an endpoint with fields has a group of them');
    const records = [...merged.values()];
    given.receiver.begin(0, first.response);
    if (records.length > 0)
      await given.receiver.batch({ records, ordinals: records.map((_, index) => index), place: (index) => `record ${index}` });
    return first.answer;
  };
  // Without `within`: what a job orders depends on the fields.
  return { endpoint, bytes: bound.bytes, call };
}
