import type { AuthContext } from '../../components/auth/auth.ts';
import { openAuth } from '../../components/auth/registry.ts';
import { MASK } from '../../http/redactor/redactor.ts';
import type { HttpRequest, HttpResponse } from '../../http/http.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { TreeMap, Value } from '../../language/basics/value.ts';
import type { ComponentUse, RequestSpec } from '../../language/model.ts';
import { render, textOf, type Header, type Means, type Rendered } from './render.ts';

/** What the authentication adds to requests, and the login that it takes. */
export interface Credentials {
  readonly headers: readonly Header[];
  /** Behind the request's own query. */
  readonly query: string;
  readonly login: Rendered | undefined;
}

export const NO_CREDENTIALS: Credentials = { headers: [], query: '', login: undefined };

/** Asks the authentication itself, with marks in the place of every secret and a vendor that says yes to any login. */
export const credentialsOf = async (use: ComponentUse, base: string, means: Means): Promise<Credentials> => {
  let login: Rendered | undefined;
  const context = contextFor(base, means, (request) => {
    login ??= plainRequest(request);
  });
  try {
    const session = openAuth(use, context);
    const bare = requestTo('GET', base);
    const sent = await session.apply(bare);
    const shown = session.preview(bare);
    return {
      headers: Object.entries(sent.headers).flatMap(([name, value]) => headerOf(name, value, shown.headers[name], means)),
      query: sent.url.search.slice(1),
      login,
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { ...NO_CREDENTIALS, login };
  }
};

/** A value that is made of secrets, such as a signature, is told by a mark of its own. */
const headerOf = (name: string, value: string, shown: string | undefined, { holes }: Means): readonly Header[] => {
  const title = titled(name);
  const pair = basicPair(value);
  if (pair !== undefined && holes.has(pair)) return [{ name: title, value: `Basic ${pair}` }];
  if (holes.has(value) || shown?.includes(MASK) !== true) return [{ name: title, value }];
  return [
    { name: title, value: shown.replaceAll(MASK, holes.mark('signature', 'made by the authentication', { isSecret: true })) },
  ];
};

/** `name:password` of basic credentials. */
const basicPair = (value: string): string | undefined => {
  const encoded = /^Basic (\S+)$/.exec(value)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
};

/** As people write the name of a header. */
export const titled = (name: string): string => name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());

const requestTo = (method: string, address: string): HttpRequest => ({
  method,
  url: new URL(address),
  headers: {},
  body: undefined,
  idempotent: true,
  place: undefined,
  label: 'guide',
});

const plainRequest = ({ method, url, headers, body }: HttpRequest): Rendered => ({
  method,
  url: url.href,
  headers: Object.entries(headers).map(([name, value]) => ({ name: titled(name), value })),
  body:
    body === undefined
      ? undefined
      : { kind: headers['content-type']?.includes('json') === true ? 'json' : 'form', text: String(body) },
});

const contextFor = (base: string, means: Means, onLogin: (request: HttpRequest) => void): AuthContext => {
  const { holes, evaluator, scope } = means;
  const token = holes.mark('session_token', 'the token that the login gave', { isSecret: true });
  const plain: AuthContext['text'] = (value, variables = {}, over) => {
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || !('kind' in value)) return String(value);
    // What is taken from the answer of a login is a token.
    if (over !== undefined) return token;
    return textOf(value as Value, 'value', { ...means, scope: { ...scope, ...variables } });
  };
  const texts: AuthContext['texts'] = (tree, variables) => {
    const given = evaluator.tree(tree)(undefined, { ...scope, ...variables }) as Readonly<Record<string, unknown>>;
    return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
  };
  return {
    text: plain,
    plain,
    texts,
    headers: (tree: TreeMap, variables) =>
      Object.fromEntries(Object.entries(texts(tree, variables)).map(([name, text]) => [name.toLowerCase(), text])),
    request: (spec: RequestSpec, variables = {}) => {
      const { method, url, headers, body } = render(spec, base, [], { ...means, scope: { ...scope, ...variables } });
      const named = Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]));
      return { ...requestTo(method, url), headers: named, body: body?.text };
    },
    json: async () => ({ access_token: token }),
    quote: () => '',
    client: {
      exchange: async ({ request, consume }) => {
        onLogin(request);
        return consume(yes(request, token), 0);
      },
      stats: () => ({ requests: 0, retried: 0, bytes: 0 }),
      close: async () => undefined,
    },
    host: new URL(base).host,
    secret: () => undefined,
    now: () => 0,
  };
};

/** An answer of a login that let someone in. */
const yes = ({ url }: HttpRequest, token: string): HttpResponse => ({
  status: 200,
  header: () => undefined,
  headerLines: () => [],
  headers: { 'set-cookie': [`session=${token}`] },
  url,
  contentType: 'application/json',
  body: (async function* () {})(),
  bytes: async () => new Uint8Array(),
});
