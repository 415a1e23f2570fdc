import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { Value } from '../../language/basics/value.ts';
import type { Endpoint, Pack, UserField } from '../../language/model.ts';
import { shortSource } from '../../language/user-field/option-values.ts';
import { logsIn } from '../../plan/logs-in.ts';
import type { TestCase } from '../../proof/case/read-case.ts';
import { throughWords } from '../mapping/through-words.ts';
import type { GuideRequest, RequestRole } from '../model/guide.ts';
import { loginSamples, sampleTexts, type Sensitive } from '../samples/sample-text.ts';
import { dataPaths, pathText } from '../trace/path-text.ts';
import { strandOf, type TraceScope } from '../trace/strand.ts';
import { traceValue } from '../trace/trace-value.ts';
import { answerNotes, connectionNotes } from './answer-notes.ts';
import { argumentOf, callersOf, type Caller } from './callers.ts';
import { credentialsOf, NO_CREDENTIALS } from './credentials.ts';
import { curlOf } from './curl.ts';
import { Placeholders } from './placeholders.ts';
import { render, textOf, type Means, type Rendered } from './render.ts';
import { fieldsOf, requestScope, runWords } from './request-scope.ts';
import { sentIn } from './sent.ts';

/** What requests are told with. */
export interface RequestParts {
  readonly pack: Pack;
  readonly evaluator: Evaluator;
  readonly cases: readonly TestCase[];
  readonly sensitive: Sensitive;
}

/** Every call of the feeds of a pack once, in the order of the feeds, the login before them. */
export const requestsOf = async (parts: RequestParts): Promise<readonly GuideRequest[]> => {
  const { pack } = parts;
  const callers = [...pack.feeds.values()].flatMap((feed) => callersOf(feed, pack));
  const requests: GuideRequest[] = [];
  for (const [name, own] of Map.groupBy(callers, ({ call }) => call)) {
    const endpoint = pack.endpoints.get(name);
    if (endpoint !== undefined) requests.push(await endpointRequest(endpoint, own, parts));
  }
  return [...(await loginRequest(parts)), ...requests];
};

const endpointRequest = async (endpoint: Endpoint, callers: readonly Caller[], parts: RequestParts): Promise<GuideRequest> => {
  const given = new Map([...endpoint.args.keys()].map((name) => [name, argumentOf(name, callers)]));
  const { holes, means } = meansFor(parts, endpoint, new Map([...given].map(([name, { meaning }]) => [name, meaning])));
  const literals = Object.fromEntries(
    [...given].flatMap(([name, { literal }]) => (literal === undefined ? [] : [[name, literal]])),
  );
  const args = { ...(means.scope['args'] as Readonly<Record<string, unknown>>), ...literals };
  const spec = endpoint.job?.create ?? endpoint.request;
  return {
    ...(await requestOf(spec, [endpoint.headers], { ...means, scope: { ...means.scope, args } }, holes, parts)),
    name: endpoint.name,
    title: endpoint.title ?? endpoint.name,
    role: callers[0]?.role ?? 'source',
    feeds: [...new Set(callers.map(({ feed }) => feed))],
    description: endpoint.description ?? null,
    samples: sampleTexts(endpoint.samples, parts.sensitive),
    notes: answerNotes(endpoint),
  };
};

/** Marks and meanings for one request. */
export const meansFor = (
  { pack, evaluator }: RequestParts,
  endpoint: Endpoint | undefined,
  args: ReadonlyMap<string, string>,
): { readonly holes: Placeholders; readonly means: Means } => {
  const holes = new Placeholders();
  const fields = fieldsOf(pack);
  const scope = requestScope({ fields, args, endpoint }, holes);
  return { holes, means: { evaluator, scope, holes, meaning: (value) => meaningOf(value, fields, args) } };
};

type Told = Pick<GuideRequest, 'method' | 'address' | 'headers' | 'body' | 'placeholders' | 'curl' | 'sent'>;

/** The request with its placeholders, with the credentials of the connection. */
export const requestOf = async (
  spec: Parameters<typeof render>[0],
  headers: Parameters<typeof render>[2],
  means: Means,
  holes: Placeholders,
  { pack, cases }: RequestParts,
): Promise<Told> => {
  const { connection } = pack;
  const base = connection === undefined ? 'https://vendor.invalid' : textOf(connection.baseUrl, 'host', means);
  const bare = render(spec, base, [connection?.headers, ...headers], means);
  const { auth } = connection ?? {};
  const credentials = auth === undefined ? NO_CREDENTIALS : await credentialsOf(auth, base, means);
  const joint = credentials.query === '' ? '' : `${bare.url.includes('?') ? '&' : '?'}${credentials.query}`;
  return told({ ...bare, url: `${bare.url}${joint}`, headers: [...credentials.headers, ...bare.headers] }, bare, holes, cases);
};

const told = (request: Rendered, bare: Rendered, holes: Placeholders, cases: readonly TestCase[]): Told => {
  const { method, url, headers, body } = request;
  const texts = [url, ...headers.map(({ value }) => value), body?.text ?? ''];
  return {
    method,
    address: holes.shown(url).replaceAll(/https?:\/\/(?=<)/g, ''),
    headers: headers.map(({ name, value }) => ({ name, value: holes.shown(value) })),
    body: body === undefined ? null : holes.shown(body.kind === 'json' ? holes.bareNumbers(body.text) : body.text),
    placeholders: holes.within(texts).map(({ name, meaning }) => ({ name, meaning })),
    curl: curlOf(request, holes),
    sent: sentIn(cases, bare, holes),
  };
};

const loginRequest = async (parts: RequestParts): Promise<readonly GuideRequest[]> => {
  const { connection } = parts.pack;
  if (connection?.auth === undefined || !logsIn(connection.auth)) return [];
  const { holes, means } = meansFor(parts, undefined, new Map());
  const { login } = await credentialsOf(connection.auth, textOf(connection.baseUrl, 'host', means), means);
  if (login === undefined) return [];
  return [
    {
      ...told(login, login, holes, parts.cases),
      name: 'login',
      title: 'Login',
      role: 'login' satisfies RequestRole,
      feeds: [...parts.pack.feeds.keys()],
      description: 'Made once before the first call, and again where the session has ended.',
      samples: loginSamples(
        connection.logins.flatMap(({ samples }) => samples),
        parts.sensitive,
      ),
      notes: connectionNotes(connection),
    },
  ];
};

/** What a value of a request is made of, in words. */
const meaningOf = (value: Value, fields: readonly UserField[], args: ReadonlyMap<string, string>): string => {
  const strands = traceValue(value, REQUEST);
  const texts = strands.flatMap((strand) => {
    const { origin } = strand;
    const words = throughWords(strand) ?? [];
    const more = words.length === 0 ? '' : `, ${words.map((text) => text.charAt(0).toLowerCase() + text.slice(1)).join(', ')}`;
    if (origin.kind === 'option')
      return [`the option "${fields.find(({ name }) => name === origin.name)?.label ?? origin.name}"${more}`];
    if (origin.kind !== 'run') return [];
    const [variable, name = ''] = origin.text.split('.');
    return [`${(variable === '$args' ? args.get(name) : runWords(origin.text)) ?? `\`${origin.text}\``}${more}`];
  });
  const data = dataPaths(strands).map((path) => `\`${pathText(path)}\``);
  const all = [...new Set([...texts, ...data])];
  if (all.length > 0) return all.join(' and ');
  return value.kind !== 'expr' || value.source.includes('`') ? 'see the definition' : `\`${shortSource(value)}\``;
};

/** What a request sees, by name alone. */
const REQUEST: TraceScope = {
  context: [],
  root: [],
  variable: (name) => [strandOf({ kind: 'run', text: `$${name}` })],
  binding: () => undefined,
};
