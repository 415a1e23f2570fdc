import type { Component } from '../component.ts';
import { described, list, object, text, type Shape } from '../../language/basics/shape.ts';
import { percentEncode } from '../../http/request/percent-encode.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../http/http.ts';
import type { RequestSpec } from '../../language/model.ts';
import type { TreeMap } from '../../language/basics/value.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What an auth may use: evaluation of its options and the connection's client. Nothing else. */
export interface AuthContext {
  /** Evaluates a scalar option with `$user` (and `variables`) in sight; text, or undefined where missing. A secret: masked from then on. */
  text(value: unknown, variables?: Variables, context?: unknown): string | undefined;
  /** The same for what is no secret: a user name, a text that is signed. */
  plain(value: unknown, variables?: Variables, context?: unknown): string | undefined;
  /** Evaluates members to texts, such as query parameters. */
  texts(tree: TreeMap, variables: Variables): Readonly<Record<string, string>>;
  /** The same for headers: names in lower case; their values are secrets. */
  headers(tree: TreeMap, variables: Variables): Readonly<Record<string, string>>;
  /** Builds a request from its definition (login, token endpoint): same rules as an endpoint's. */
  request(spec: RequestSpec, variables?: Variables): HttpRequest;
  /** Reads a small JSON answer, after the connection's outcomes and `success_when`. Throws EngineError. */
  json(response: HttpResponse): Promise<unknown>;
  /** ` (it says: …)`, where an answer that was read, or a page's text, explains itself; else nothing. */
  quote(answer: unknown): string;
  readonly client: HttpClient;
  /** Host and port of the connection's base address: what gets the credentials. */
  readonly host: string;
  /** Secrets found on the way (a token) are registered here before they are used. */
  secret(text: string): void;
  /** Reads the options again where they came from (a secret's file may have changed); true where one has another value now. */
  readonly reread?: (() => Promise<boolean>) | undefined;
  /** The run's clock, ms since epoch. */
  now(): number;
}

/** One for each connection and run: what it learns (a token) is shared by the requests of that run. */
export interface AuthSession {
  /** The request with credentials on it. Concurrent calls share one login. */
  apply(request: HttpRequest): Promise<HttpRequest>;
  /** The request as it would go out, for people: without a login, with every secret masked. */
  preview(request: HttpRequest): HttpRequest;
  /** Statuses that may only mean that the session has ended. */
  readonly renewOn: readonly number[];
  /** After such a refusal of `request`, as `apply` gave it: true when it should be sent once more with new credentials. */
  renew(response: HttpResponse, request: HttpRequest): Promise<boolean>;
  /** The credentials of `request`, as `apply` gave it, were accepted. */
  accepted(request: HttpRequest): void;
  /** Logins made, for the summary. */
  logins(): number;
}

export interface Auth<Options = unknown> extends Component<Options> {
  open(options: Options, context: AuthContext): AuthSession;
}

type Shapes = Readonly<Record<string, Shape<unknown>>>;

/** The options of a scheme, and those that all schemes have. */
export const authOptions = <R extends Shapes, O extends Shapes>(required: R, optional: O) =>
  object(required, {
    ...optional,
    hosts: described(
      list(text({ minLength: 1 })),
      "Hosts (`name` or `name:port`) of the connection that get the credentials as well; without it the base address's own alone.",
    ),
  });

/** Behind the parameters that are there. */
export const withQuery = (request: HttpRequest, parameters: Readonly<Record<string, string>>): HttpRequest => {
  const pairs = Object.entries(parameters).map(([name, text]) => `${percentEncode(name)}=${percentEncode(text)}`);
  if (pairs.length === 0) return request;
  const url = new URL(request.url);
  url.search = [...(url.search.length > 1 ? [url.search.slice(1)] : []), ...pairs].join('&');
  return { ...request, url };
};

export const withHeaders = (request: HttpRequest, headers: Readonly<Record<string, string>>): HttpRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});
