import type { Json } from '../../../language/basics/json.ts';
import { jsonOf, wordsIn } from '../answers.ts';
import type { RemoteContext, SinkAnswer, SinkRequest } from '../sink.ts';

export interface Credentials {
  readonly client_id: string;
  readonly email?: string | undefined;
  readonly password?: string | undefined;
  readonly client_secret?: string | undefined;
}

export interface Call extends Omit<SinkRequest, 'url' | 'body'> {
  /** Behind `/api/`. */
  readonly path: string;
  readonly json?: Json | undefined;
  readonly body?: Uint8Array;
}

/** What an answer says: its data, or the words of a refusal, which may come with any status. */
export type Said = { readonly data: Json } | { readonly refused: string; readonly status: number };

/** Statuses that say what is wrong with what was sent. */
const REFUSALS = [400, 404, 409, 413, 422];
const UNAUTHORIZED = 401;
/** Seconds before its end from which on a token is not used any more, at most. */
const MARGIN = 60;

interface Token {
  readonly text: string;
  /** ms since epoch */
  readonly until: number;
}

/** The REST API, with a token that is taken anew before it ends, and once where it counts no longer. */
export class ThreatqApi {
  readonly #base: string;
  readonly #credentials: Credentials;
  readonly #context: RemoteContext;
  #token: Promise<Token> | undefined;

  constructor(url: string, credentials: Credentials, context: RemoteContext) {
    this.#base = `${url.replace(/\/+$/, '')}/api/`;
    this.#credentials = credentials;
    this.#context = context;
  }

  async call({ path, json, body, headers = {}, ...request }: Call): Promise<Said> {
    const sent: SinkRequest = {
      ...request,
      url: `${this.#base}${path}`,
      headers: { ...headers, ...(json === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(json === undefined ? (body === undefined ? {} : { body }) : { body: JSON.stringify(json) }),
    };
    const token = await this.#current();
    const first = await this.#send(sent, token, [...REFUSALS, UNAUTHORIZED]);
    if (first.status !== UNAUTHORIZED) return saidIn(first);
    // Another one may have taken a new token by now.
    if ((await this.#token) === token) this.#token = undefined;
    return saidIn(await this.#send(sent, await this.#current(), REFUSALS));
  }

  #send(request: SinkRequest, { text }: Token, expects: readonly number[]): Promise<SinkAnswer> {
    return this.#context.client.send({
      ...request,
      headers: { ...request.headers, authorization: `Bearer ${text}` },
      expects,
    });
  }

  async #current(): Promise<Token> {
    const asked = this.#token;
    const known = await asked;
    if (known !== undefined && known.until > this.#context.clock()) return known;
    if (this.#token === asked) this.#token = this.#login();
    return this.#token as Promise<Token>;
  }

  async #login(): Promise<Token> {
    const { client_id, client_secret, email, password } = this.#credentials;
    const answer = await this.#context.client.send({
      method: 'POST',
      url: `${this.#base}token`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        client_secret === undefined
          ? { grant_type: 'password', client_id, email, password }
          : { grant_type: 'client_credentials', client_id, client_secret },
      ),
      label: 'log in',
      judge: (said) => (tokenIn(said) === undefined ? { kind: 'failed', because: wordsIn(said) } : undefined),
    });
    const { access_token: text, expires_in: seconds = MARGIN } = tokenIn(answer) as TokenBody;
    this.#context.secret(text);
    const margin = Math.min(MARGIN, seconds / 10);
    return { text, until: this.#context.clock() + (seconds - margin) * 1000 };
  }
}

interface TokenBody {
  readonly access_token: string;
  readonly expires_in?: number;
}

const tokenIn = (answer: SinkAnswer): TokenBody | undefined => {
  const body = jsonOf(answer) as Partial<TokenBody> | null | undefined;
  return typeof body?.access_token === 'string' ? (body as TokenBody) : undefined;
};

/** Errors come as `errors: [text, …]` or as `data: { errors: { field: [text, …] } }`, with a success's status too. */
const saidIn = (answer: SinkAnswer): Said => {
  const body = (jsonOf(answer) ?? {}) as { readonly data?: Json; readonly errors?: Json };
  const { data = null } = body;
  const inData = (data as { readonly errors?: Json } | null)?.errors;
  const errors = textsIn(body.errors ?? inData);
  if (errors.length === 0 && answer.status < 300) return { data };
  return { refused: errors.length === 0 ? wordsIn(answer) : errors.join('; '), status: answer.status };
};

const textsIn = (node: Json | undefined): readonly string[] => {
  if (node === undefined || node === null || node === '') return [];
  if (typeof node !== 'object') return [String(node)];
  return Object.entries(node).flatMap(([name, one]) =>
    textsIn(one as Json).map((text) => (Array.isArray(node) ? text : `${name}: ${text}`)),
  );
};
