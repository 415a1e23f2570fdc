import { isoOr } from '../../language/basics/instant.ts';
import type { AuthContext, AuthSession } from '../../components/auth/auth.ts';
import { openAuth } from '../../components/auth/registry.ts';
import type { PageVariables } from '../../components/paginators/paginator.ts';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { buildRequest } from '../../http/request/build-request.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../http/http.ts';
import { pageWords, wordsOf } from '../../http/answer/vendor-words.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Endpoint, Pack, RequestSpec } from '../../language/model.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { fieldGroups } from '../../plan/field-groups.ts';
import { endpointOf } from '../../plan/plan-feed.ts';
import type { OpenRun } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import { bindEndpoint } from '../endpoint/call-endpoint.ts';
import type { BoundEndpoint } from '../context/bound-endpoint.ts';
import { bindOutcomes, type BoundOutcomes } from '../endpoint/outcomes.ts';
import { inFieldGroups } from '../endpoint/field-groups.ts';
import { asJob } from '../endpoint/job.ts';
import { openRunState } from '../context/run-state.ts';
import type { Services } from '../context/services.ts';
import { baseAddress, connectionOf } from '../context/connection-settings.ts';
import { Echoes } from '../report/echoes.ts';
import { MappingCounts } from '../report/mapping-counts.ts';
import { UnreadableText } from '../context/unreadable.ts';
import { wantedOf } from '../wanted/wanted-of.ts';

/** What of a run hangs on the connection and the definition alone. */
type Opened = Omit<RunContext, 'drift'>;

/** The connection of a run: credentials that are shared, endpoints that are bound once. */
export function openContext(plan: FeedPlan, run: OpenRun, services: Services, evaluator: Evaluator, dryRun: boolean): Opened {
  const { pack, options } = plan;
  const base = baseAddress(pack, options, evaluator);
  const auth = openConnectionAuth({
    pack,
    base,
    options,
    evaluator,
    client: services.http,
    secret: services.addSecret,
    redact: services.redact,
    now: services.clock,
    reread: services.reread,
  });
  const scope = runScope(plan, run);
  const bound = new Map<string, BoundEndpoint>();
  const unreadable = new UnreadableText();
  const echoes = new Echoes(services.secretData);
  const requestFor = bindRequests(plan, base, evaluator);
  return {
    plan,
    services,
    evaluator,
    auth,
    scope,
    seenUnder: plan.manual ? run.id : plan.fingerprint.slice(0, 12),
    state: openRunState(plan, services.instance.checkpoint().state, dryRun),
    transfer: { from: 0, expected: undefined },
    unreadable,
    wanted: wantedOf(plan, evaluator, scope),
    echoes,
    mapping: new MappingCounts(),
    endpoint: (name) => {
      const known = bound.get(name);
      if (known !== undefined) return known;
      const endpoint = endpointOf(pack, name);
      const calls = {
        http: services.http,
        auth,
        evaluator,
        signal: services.signal,
        redact: services.redact,
        unreadable,
        echoes,
      };
      const single = asJob(bindEndpoint(endpoint, pack.connection, calls), {
        connection: pack.connection,
        calls,
        services,
        build: (spec, inner) => requestFor(endpoint, inner, spec),
      });
      const made =
        endpoint.fields === undefined ? single : inFieldGroups(single, (inner) => requestFor(endpoint, inner), evaluator);
      bound.set(name, made);
      return made;
    },
    request: (endpoint: Endpoint, inner: Scope, page?: PageVariables, address?: URL) => {
      const request = requestFor(endpoint, page === undefined ? inner : { ...inner, page });
      return address === undefined ? request : { ...request, url: address };
    },
  };
}

const runScope = (plan: FeedPlan, run: OpenRun): Scope => ({
  user: plan.options,
  run: {
    id: run.id,
    since: isoOr(plan.since, undefined),
    until: isoOr(plan.until, undefined),
    now: isoOr(plan.now, undefined),
  },
  partition: plan.partition,
});

/** Builds an endpoint's request; that of a job which is not ordered yet is the one that orders it. */
const bindRequests =
  ({ pack }: FeedPlan, base: URL, evaluator: Evaluator) =>
  (
    endpoint: Endpoint,
    inner: Scope,
    spec: RequestSpec = endpoint.job !== undefined && !('job' in inner) ? endpoint.job.create : endpoint.request,
  ): HttpRequest =>
    buildRequest(spec, {
      base,
      evaluator,
      scope: endpoint.fields === undefined || 'fields' in inner ? inner : { ...inner, fields: fieldGroups(endpoint)[0] },
      label: endpoint.name,
      headers: [pack.connection?.headers, endpoint.headers],
      limits: pack.connection?.sizes,
    });

export interface ConnectionAuthParts {
  readonly pack: Pack;
  readonly base: URL;
  readonly options: Readonly<Record<string, unknown>>;
  readonly evaluator: Evaluator;
  readonly client: HttpClient;
  readonly secret: (text: string) => void;
  readonly redact: (text: string) => string;
  readonly now: () => number;
  /** The options, read again where they came from. */
  readonly reread?: (() => Promise<Readonly<Record<string, unknown>>>) | undefined;
}

/** The connection's credentials, for feeds and actions alike. */
export function openConnectionAuth({
  pack,
  base,
  options,
  evaluator,
  client,
  secret,
  redact,
  now,
  reread,
}: ConnectionAuthParts): AuthSession {
  const connection = connectionOf(pack);
  let scope: Scope = { user: options };
  const outcomes = bindOutcomes(connection.outcomes, connection.successWhen, evaluator, redact);
  const plain: AuthContext['plain'] = (value, variables, over) => {
    const given = evaluator.option(value).evaluate(over, { ...scope, ...variables });
    if (given === undefined) return undefined;
    if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean')
      throw new EngineError('auth.option', 'An option of the authentication gave no text.');
    return String(given);
  };
  const texts: AuthContext['texts'] = (tree, variables) => {
    const given = evaluator.tree(tree)(undefined, { ...scope, ...variables }) as Readonly<Record<string, unknown>>;
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  };
  const quote = quoteWith(redact);
  const context: AuthContext = {
    client,
    secret,
    now,
    host: base.host,
    reread:
      reread === undefined
        ? undefined
        : async () => {
            const before = JSON.stringify(scope['user']);
            scope = { user: await reread() };
            return JSON.stringify(scope['user']) !== before;
          },
    plain,
    text: (value, variables, over) => {
      const text = plain(value, variables, over);
      if (text !== undefined) secret(text);
      return text;
    },
    request: (spec, variables) =>
      buildRequest(spec, {
        base,
        evaluator,
        scope: { ...scope, ...variables },
        label: 'login',
        headers: [connection.headers],
        limits: connection.sizes,
      }),
    texts,
    headers: (tree, variables) =>
      Object.fromEntries(Object.entries(texts(tree, variables)).map(([name, text]) => [name.toLowerCase(), text])),
    json: (response) => smallJson(response, outcomes, scope, quote),
    quote,
  };
  return openAuth(connection.auth, context);
}

const quoteWith =
  (redact: (text: string) => string): AuthContext['quote'] =>
  (answer) => {
    const words = typeof answer === 'string' ? pageWords(answer, redact) : wordsOf(answer, redact);
    return words === undefined ? '' : ` (it says: ${redact(words)})`;
  };

/** A small JSON answer, held to the connection's outcomes. Throws EngineError `vendor.failure` or `vendor.answer`. */
async function smallJson(
  response: HttpResponse,
  outcomes: BoundOutcomes,
  scope: Scope,
  quote: AuthContext['quote'],
): Promise<unknown> {
  const text = new TextDecoder().decode(await response.bytes(1024 * 1024));
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new EngineError(
      'vendor.answer',
      `${response.url.host} answered ${response.status} with ${response.contentType ?? 'something'} that is no JSON${quote(text)}.`,
    );
  }
  outcomes.byBody({
    status: response.status,
    envelope: body,
    scope: { ...scope, response: { status: response.status } },
    label: 'login',
  });
  return body;
}
