import type { Component } from '../component.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../http/http.ts';
import type { RequestSpec } from '../../language/model.ts';
import type { TreeMap } from '../../language/value.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What an auth may use: evaluation of its options and the connection's client. Nothing else. */
export interface AuthContext {
  /** Evaluates a scalar option with `$user` (and `variables`) in sight; text, or undefined where missing. A secret: masked from then on. */
  text(value: unknown, variables?: Variables, context?: unknown): string | undefined;
  /** Evaluates headers; their values are secrets. */
  headers(tree: TreeMap, variables: Variables): Readonly<Record<string, string>>;
  /** Builds a request from its definition (login, token endpoint): same rules as an endpoint's. */
  request(spec: RequestSpec, variables?: Variables): HttpRequest;
  /** Reads a small JSON answer, after the connection's outcomes and `success_when`. Throws EngineError. */
  json(response: HttpResponse): Promise<unknown>;
  readonly client: HttpClient;
  /** Secrets found on the way (a token) are registered here before they are used. */
  secret(text: string): void;
  /** The run's clock, ms since epoch. */
  now(): number;
}

/** One for each connection and run: what it learns (a token) is shared by the requests of that run. */
export interface AuthSession {
  /** The request with credentials on it. Concurrent calls share one login. */
  apply(request: HttpRequest): Promise<HttpRequest>;
  /** The request as it would go out, for people: without a login, what is not known yet is masked. */
  preview(request: HttpRequest): HttpRequest;
  /** Statuses that may only mean that the session has ended. */
  readonly renewOn: readonly number[];
  /** After such a refusal of `request`, as `apply` gave it: true when it should be sent once more with new credentials. */
  renew(response: HttpResponse, request: HttpRequest): Promise<boolean>;
  /** Logins made, for the summary. */
  logins(): number;
}

export interface Auth<Options = unknown> extends Component<Options> {
  open(options: Options, context: AuthContext): AuthSession;
}

/** A session without anything to renew. */
export const steady = (apply: (request: HttpRequest) => HttpRequest): AuthSession => ({
  apply: (request) => Promise.resolve(apply(request)),
  preview: apply,
  renewOn: [],
  renew: () => Promise.resolve(false),
  logins: () => 0,
});

export const withHeaders = (request: HttpRequest, headers: Readonly<Record<string, string>>): HttpRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});
