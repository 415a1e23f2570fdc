import type { Judgement, SinkAnswer, SinkClient, SinkRequest } from '../../../components/sinks/sink.ts';
import { lineOf } from '../../../http/answer/vendor-words.ts';
import { AskAgain } from '../../../http/client/retry.ts';
import { HttpStatusError } from '../../../http/client/status-error.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../../http/http.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import { connectionClient } from '../../runs/connection-client.ts';
import type { World } from '../../world.ts';
import type { HttpWay } from '../destination/http-way.ts';
import { MAX_ANSWER, type Named, wayPolicy } from './way-policy.ts';

/** The engine's client for a destination: its hosts and no others. Throws UsageError where an address, or what it is reached by, is none. */
export const openSinkClient = (
  world: World,
  way: HttpWay,
  addresses: readonly string[],
  { name, place }: Named,
): SinkClient & { close(): Promise<void> } => {
  const client = connectionClient(world, wayPolicy(world, way, addresses, { name, place }), world.note);
  return {
    send: (request) => exchange(client, request, { place, redact: world.redact }),
    close: () => client.close(),
  };
};

interface Surroundings {
  readonly place: Named['place'];
  readonly redact: World['redact'];
}

const exchange = async (client: HttpClient, request: SinkRequest, around: Surroundings): Promise<SinkAnswer> => {
  const { method, url, headers = {}, body, label, idempotent = true, expects = [], prepare, judge } = request;
  const sent: HttpRequest = {
    method,
    url: new URL(url),
    headers,
    body,
    idempotent,
    changes: !idempotent,
    place: around.place,
    label,
  };
  try {
    return await client.exchange({
      request: sent,
      redirects: 'answer',
      onStatus: ({ status }) => (expects.includes(status) ? 'consume' : undefined),
      consume: async (response) => {
        const answer = await answerOf(response);
        const judgement = judge?.(answer);
        if (judgement !== undefined) throw failureOf(judgement, sent, around);
        return answer;
      },
      ...(prepare === undefined
        ? {}
        : {
            prepare: async (one, attempt) => {
              const own = prepare(attempt);
              return { ...one, headers: { ...one.headers, ...own.headers }, body: own.body ?? one.body };
            },
          }),
    });
  } catch (error) {
    if (!(error instanceof HttpStatusError)) throw error;
    throw new HttpStatusError(
      error.status,
      error.message,
      { place: error.place, hint: hintFor(error.status), cause: error },
      error.nothingDone,
    );
  }
};

const answerOf = async (response: HttpResponse): Promise<SinkAnswer> => ({
  status: response.status,
  header: (name) => response.header(name),
  text: Buffer.from(await response.bytes(MAX_ANSWER)).toString('utf8'),
});

const failureOf = (judgement: Judgement, { label, method, url }: HttpRequest, { place, redact }: Surroundings): Error => {
  const says = lineOf(judgement.because, redact);
  if (judgement.kind === 'again') return new AskAgain(says);
  const { code = 'output.refused', hint } = judgement;
  return new EngineError(code, `${redact(`${label}: ${method} ${url.origin}${url.pathname}`)}: it says: ${says}.`, {
    place,
    hint,
  });
};

/** What to do about a status, said of a destination. */
const hintFor = (status: number): string => {
  if (status < 400) return 'Give the address that it leads to: what is sent goes to no other than the configuration names.';
  if (status === 401 || status === 403) return 'Check the credentials of the destination, and what they are allowed to do.';
  if (status === 404 || status === 410) return 'Check the address of the destination.';
  if (status === 407) return "Put the proxy's user name and password into its address.";
  if (status === 429) return 'Push less often, or ask for a higher quota; what was not confirmed goes out with the next push.';
  if (status >= 500) return 'The far side has a problem: what was not confirmed goes out with the next push.';
  return 'Look at the options of the destination: the far side does not accept what it is sent.';
};
