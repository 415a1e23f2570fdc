/** The client's contract: one exchange is one request with its retries and redirects, and what was made of its body. */
import type { Place } from '../language/basics/place.ts';
import type { RateLimit, RetryPolicy, SizeLimits, Timeouts } from '../language/model.ts';

export interface HttpRequest {
  readonly method: string;
  /** Complete, query included; may hold secrets: never shown but through the redactor. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
  readonly idempotent: boolean;
  /**
   * It changes something at the vendor: no status shows that nothing was done (a gateway may answer 429 or 503 after it has
   * passed the request on), so only what was never sent is repeated.
   */
  readonly changes?: boolean;
  /** The YAML line that asks for it. */
  readonly place: Place | undefined;
  /** What it is for, in error messages: the endpoint's name. */
  readonly label: string;
  readonly limits?: Partial<SizeLimits>;
}

export interface HttpResponse {
  readonly status: number;
  /** The first value of the header, undefined where it is missing. */
  header(name: string): string | undefined;
  /** Every line of a header that may come several times. */
  headerLines(name: string): readonly string[];
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The address that answered, after redirects. */
  readonly url: URL;
  readonly contentType: string | undefined;
  /** Content-Encoding is undone; size and idle limits hold. Reading it may throw a retryable EngineError. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body, at most `limit` bytes (default 64 MiB). */
  bytes(limit?: number): Promise<Uint8Array>;
}

/** PEM texts; `passphrase` where the key is encrypted. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string;
}

/** How a connection behaves; settings already evaluated. */
export interface HttpPolicy {
  /** Hosts (`name` or `name:port`) that may be reached, the base address's among them. */
  readonly hosts: readonly string[];
  readonly allowHttp: boolean;
  readonly verifyTls: boolean;
  /** Certificates that vouch for servers, as PEM text, in the place of the usual ones. */
  readonly ca?: string | undefined;
  /** Shown to servers that ask for one; PEM texts. */
  readonly clientCertificate?: ClientCertificate | undefined;
  /** A proxy's address from the environment, by scheme; undefined: straight. Loopback never goes through it. */
  readonly proxy: { readonly http?: string; readonly https?: string; readonly no?: string } | undefined;
  readonly timeouts: Timeouts;
  readonly sizes: SizeLimits;
  readonly retry: RetryPolicy;
  readonly rateLimit: RateLimit | undefined;
  readonly concurrency: number;
  /** A mock vendor's origin: every request goes there instead, with the Host header and path that the vendor would get. */
  readonly mockOrigin: URL | undefined;
}

export interface HttpStats {
  /** Requests sent, repetitions included. */
  readonly requests: number;
  readonly retried: number;
  /** Body bytes received, as sent. */
  readonly bytes: number;
}

/** What `decide` makes of a response's status, before its body is read. */
export type StatusVerdict = 'consume' | 'retry' | 'fail';

export interface ExchangeOptions<T> {
  readonly request: HttpRequest;
  /**
   * Called with the final response (redirects followed). It must be ready to be called again: a body that breaks off is
   * started again from its first byte, never resumed, where the request is idempotent.
   */
  readonly consume: (response: HttpResponse, attempt: number) => Promise<T>;
  /** Overrides what a status means, by the definition's outcomes; undefined: the client's own rule (2xx consume, 429/502/503/504 retry, else fail). */
  readonly onStatus?: (response: HttpResponse) => StatusVerdict | undefined;
  /** Just before each attempt is sent; an auth adds or signs here. Gives the request to send. */
  readonly prepare?: (request: HttpRequest, attempt: number) => Promise<HttpRequest>;
  /** Other exchanges wait for this one (a login): it waits for none of them to end. */
  readonly urgent?: boolean;
  /** `answer`: a redirect is not followed but consumed as any other answer. */
  readonly redirects?: 'follow' | 'answer';
}

/** What a client does, in texts without secrets; `what` is `label: METHOD scheme://host/path`. Times in ms. */
export type HttpEvent =
  | { readonly kind: 'sent'; readonly what: string }
  | { readonly kind: 'answered'; readonly what: string; readonly status: number; readonly took: number }
  | { readonly kind: 'redirect'; readonly what: string; readonly to: string }
  | { readonly kind: 'retry'; readonly what: string; readonly wait: number; readonly because: string };

/**
 * A request as it was sent; what follows a redirect, and each repetition, is one of its own. Secrets stand in it in clear: it is for this
 * process alone, and whatever is shown of it goes through the redactor first.
 */
export interface SentRequest {
  /** Of the client's requests, from 1: several may be under way at once. */
  readonly number: number;
  /** The endpoint's name. */
  readonly label: string;
  /** The YAML line that asks for it. */
  readonly place: Place | undefined;
  readonly method: string;
  /** Complete, query included. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpRequest['body'];
  /** From 0. */
  readonly attempt: number;
}

/** A request with what came of it, once its body has been read or let go. */
export interface Exchange extends SentRequest {
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  readonly responseHeaders: HttpResponse['headers'];
  /** Of the answer's body, as sent. */
  readonly bytes: number;
  /** Ms of waiting for the vendor, the body's bytes among it; not what its reader took for its own work. */
  readonly took: number;
  /** Where the client goes on from here. */
  readonly redirectedTo?: string;
  /** Why there was no answer, or not the whole of it. */
  readonly failure?: string;
}

/** What goes over the wire, with secrets in clear. */
export type WireEvent =
  | ({ readonly kind: 'request' } & SentRequest)
  | ({ readonly kind: 'exchange' } & Exchange)
  /** `wait` in ms; `because` has no secrets. */
  | { readonly kind: 'retry'; readonly label: string; readonly wait: number; readonly because: string };

export interface HttpClient {
  /**
   * Throws EngineError: `http.refused`, `http.timeout`, `http.tls`, `http.dns`, `http.proxy`, `http.reset`, `http.protocol`, `http.encoding`,
   * `http.request` (it can't be sent as it is), `http.status` (an HttpStatusError with `status`), `http.too-large`, `http.host-not-allowed`,
   * `http.redirect`, `http.partial` (a part that nobody asked for), `http.uncertain` (a non-idempotent request may have reached the vendor), `http.aborted`; and whatever `consume` throws.
   */
  exchange<T>(options: ExchangeOptions<T>): Promise<T>;
  stats(): HttpStats;
  close(): Promise<void>;
}
