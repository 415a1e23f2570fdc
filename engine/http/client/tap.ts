import type { HttpRequest } from '../http.ts';

/** A whole answer, its Content-Encoding undone. */
export interface TappedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
}

/**
 * Is told of each request as it is sent, redirects and repetitions included, secrets in clear, and of what it was before credentials were
 * put on it; what it returns is told of the answer, once all of it has come.
 */
export type HttpTap = (request: HttpRequest, plain: HttpRequest) => (answer: TappedAnswer) => void;

/** Bytes of an answer that is handed to a tap whole. */
export const MAX_TAPPED = 64 * 1024 * 1024;
