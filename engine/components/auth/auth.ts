import type { Component } from '../component.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../http/http.ts';
import type { RequestSpec } from '../../language/model.ts';

/** What an auth may use: evaluation of its options and the connection's client. Nothing else. */
export interface AuthContext {
  /** Evaluates a scalar option with `$user` (and `variables`) in sight; text, or undefined where missing. A secret: masked from then on. */
  text(value: unknown, variables?: Readonly<Record<string, unknown>>, context?: unknown): string | undefined;
  /** Builds a request from its definition (login, token endpoint): same rules as an endpoint's. */
  request(spec: RequestSpec, variables?: Readonly<Record<string, unknown>>): HttpRequest;
  /** Reads a small JSON answer, after `success_when` and outcomes of the connection. */
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
  /** After a refusal: true when credentials were renewed and the request should be sent once more. */
  renew(response: HttpResponse): Promise<boolean>;
  /** Logins made, for the summary. */
  logins(): number;
}

export interface Auth<Options = unknown> extends Component<Options> {
  open(options: Options, context: AuthContext): AuthSession;
}

