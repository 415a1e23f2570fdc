/** What may go wrong with an answer, on demand. Milliseconds, bytes, and counts of requests. */
export type FaultKind =
  /** Another status, with `Retry-After` where it is given. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** This answer instead of the route's. */
  | {
      readonly kind: 'answer';
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string | Buffer;
    }
  /** 200 with a page for people. */
  | { readonly kind: 'html' }
  /** 200 with JSON that breaks off. */
  | { readonly kind: 'malformed' }
  /** Half of the body, and a regular end. */
  | { readonly kind: 'truncate' }
  /** Half of the body, then the connection is reset. */
  | { readonly kind: 'reset' }
  /** One bit of the body is the other way round; `at` is its byte as a share of the body, by default a half. */
  | { readonly kind: 'flip'; readonly at?: number }
  /** A gzip file that unfolds to so many MiB, by default 4096. */
  | { readonly kind: 'bomb'; readonly mebibytes?: number }
  /** The answer comes later. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** 302 to another address. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** No answer, ever. */
  | { readonly kind: 'hang' }
  /** Half of the body, and then nothing more. */
  | { readonly kind: 'stall' }
  /** The connection is closed before any answer. */
  | { readonly kind: 'close' }
  /** The connection is reset before any answer. */
  | { readonly kind: 'reset-before' }
  /** The body comes a byte at a time. */
  | { readonly kind: 'drip' }
  /** `Content-Length` says half of what comes. */
  | { readonly kind: 'short-length' }
  /** `Content-Length` says more than what comes before the connection ends. */
  | { readonly kind: 'long-length' }
  /** The body is gzipped on the way, as `Content-Encoding` says: cut off, with a bit the other way round, or as two members, which is valid. */
  | { readonly kind: 'gzip-truncate' | 'gzip-corrupt' | 'gzip-concat' }
  /** Another content type. */
  | { readonly kind: 'type'; readonly contentType: string }
  /** 200 without a body. */
  | { readonly kind: 'empty' }
  /** 302 to the very same address. */
  | { readonly kind: 'redirect-loop' }
  /** All sessions end just before the request. */
  | { readonly kind: 'expire' };

export interface Fault {
  /** As a route is written; `*` stands for any method or path, alone for any request. */
  readonly route: string;
  readonly fault: FaultKind;
  /** How many requests it hits; default 1, `Infinity` for all. */
  readonly times?: number;
  /** How many requests that fit are left alone first. */
  readonly after?: number;
}
