import { createDefinitionEvaluator } from '../../../engine/expression/definition/definition-evaluator.ts';
import type { AuthSession } from '../../../engine/components/auth/auth.ts';
import { buildRequest } from '../../../engine/http/request/build-request.ts';
import type { HttpPolicy, HttpRequest } from '../../../engine/http/http.ts';
import { bindEndpoint } from '../../../engine/run/endpoint/call-endpoint.ts';
import { openConnectionAuth } from '../../../engine/run/feed/open-context.ts';
import { endpointOf } from '../../../engine/plan/plan-feed.ts';
import { packWith } from '../../contracts/pack-with.ts';
import { bench } from '../../http/bench.ts';
import type { Bench, Vendor } from '../../http/bench.ts';

export const options = {
  name: 'somebody',
  method: 'key',
  password: 'correct horse',
  key: 'my-api-key-1',
  secret: 'my-shared-secret',
  token: 'my-token-1',
  refresh_token: 'my-refresh-token',
  client_id: 'client-7',
  client_secret: 'my client secret',
};

export interface Rig extends Bench {
  readonly auth: AuthSession;
  readonly evaluator: ReturnType<typeof createDefinitionEvaluator>;
  readonly time: { now: number };
  request(path?: string): HttpRequest;
  /** The body of one call of the endpoint, as a run makes it: with credentials, renewed where they were refused. */
  call(path?: string): Promise<string>;
}

const block = (text: string): string => (text.startsWith('{') ? ` ${text}` : `\n${text.replaceAll(/^(?=.)/gm, '  ')}`);

/** `auth:` as a definition writes it. */
export const authOf = (text: string): { readonly http: string } => ({ http: `auth:${block(text)}` });

/** A connection to a vendor with these credentials. */
export function rig(
  vendor: Vendor,
  text: string,
  given: Readonly<Record<string, unknown>> = options,
  policy: Partial<HttpPolicy> = {},
  reread?: () => Readonly<Record<string, unknown>>,
  http = '',
): Rig {
  const pack = packWith({ http: `${authOf(text).http}\n${http}` });
  const time = { now: Date.UTC(2026, 0, 1) };
  const evaluator = createDefinitionEvaluator(() => time.now);
  const base = new URL(vendor.origin);
  const made = bench([vendor], policy);
  for (const [name, secret] of Object.entries(options))
    if (!['name', 'method', 'client_id'].includes(name)) made.redactor.add(secret);
  const auth = openConnectionAuth({
    pack,
    base,
    options: given,
    evaluator,
    client: made.client,
    secret: made.redactor.learn,
    redact: made.redactor.redact,
    now: () => time.now,
    reread: reread && (async () => reread()),
  });
  const endpoint = endpointOf(pack, 'items');
  const request = (path = '/items'): HttpRequest => ({
    ...buildRequest(endpoint.request, { base, evaluator, scope: {}, label: 'items', headers: [], limits: undefined }),
    url: new URL(path, base),
  });
  const bound = bindEndpoint(endpoint, pack.connection, {
    http: made.client,
    auth,
    evaluator,
    signal: new AbortController().signal,
    redact: made.redactor.redact,
  });
  const call = async (path?: string): Promise<string> =>
    (await bound.bytes({ request: request(path), scope: {} }, async (response) =>
      Buffer.from(await response.bytes()).toString(),
    )) ?? '';
  return { ...made, auth, evaluator, time, request, call };
}
