import { EngineError } from '../language/errors.ts';
import { attempt } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { Dispatchers } from './dispatchers.ts';
import type { ExchangeOptions, HttpClient, HttpPolicy, HttpRequest, HttpResponse, StatusVerdict } from './http.ts';
import { Limiter } from './limiter.ts';
import { budgetPause, retryAfter } from './server-limits.ts';
import { HttpStatusError } from './status-error.ts';
import { TransportError } from './transport-errors.ts';

export interface ClientServices {
  readonly redact: (text: string) => string;
  /** Ms since epoch: dates in headers. */
  readonly clock: () => number;
  /** Ms, monotonic. */
  readonly ticks: () => number;
  /** Rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 up to 1: jitter. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** What happens, in texts without secrets. */
  readonly onEvent?: (event: HttpEvent) => void;
}

export type HttpEvent =
  | { readonly kind: 'sent'; readonly what: string }
  | { readonly kind: 'answered'; readonly what: string; readonly status: number }
  /** `wait` in ms. */
  | { readonly kind: 'retry'; readonly what: string; readonly wait: number; readonly because: string };

/** Statuses that are worth another try. */
const AGAIN = new Set([429, 502, 503, 504]);
/** Of these a request that changes something may be repeated too: the server says that it did nothing. */
const REFUSED = new Set([429, 503]);

/** A status that is to be tried again. */
class AgainError extends HttpStatusError {
  readonly response: HttpResponse;
  constructor(message: string, request: HttpRequest, response: HttpResponse) {
    super(response.status, message, { place: request.place });
    this.response = response;
  }
}

/** The connection's client: every exchange shares its budget of requests, its rate and its connections. */
export function createHttpClient(policy: HttpPolicy, services: ClientServices): HttpClient {
  return new Client(policy, services);
}

class Client implements HttpClient {
  readonly #policy: HttpPolicy;
  readonly #services: ClientServices;
  readonly #dispatchers: Dispatchers;
  readonly #limiter: Limiter;
  #requests = 0;
  #retried = 0;
  #bytes = 0;

  constructor(policy: HttpPolicy, services: ClientServices) {
    this.#policy = policy;
    this.#services = services;
    this.#dispatchers = new Dispatchers(policy);
    this.#limiter = new Limiter(policy.concurrency, policy.rateLimit, services);
  }

  stats() {
    return { requests: this.#requests, retried: this.#retried, bytes: this.#bytes };
  }

  close(): Promise<void> {
    return this.#dispatchers.close();
  }

  async exchange<T>(options: ExchangeOptions<T>): Promise<T> {
    const { attempts } = this.#policy.retry;
    for (let number = 0; ; number++) {
      try {
        return await this.#once(options, number);
      } catch (error) {
        const wait = this.#waitBefore(error, options.request, number);
        if (wait === undefined || number + 1 >= attempts) throw this.#final(error, options.request, number);
        this.#services.onEvent?.({ kind: 'retry', what: this.#describe(options.request), wait, because: this.#services.redact((error as Error).message) });
        this.#retried++;
        await this.#pause(wait);
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    try {
      await this.#services.sleep(ms, this.#services.signal);
    } catch (error) {
      this.#throwIfAborted(error);
      throw error;
    }
  }

  async #once<T>(options: ExchangeOptions<T>, number: number): Promise<T> {
    this.#throwIfAborted();
    // Before a place is taken: it may have to log in first.
    const request = options.prepare === undefined ? options.request : await options.prepare(options.request, number);
    const release = await this.#limiter.acquire();
    const timeout = AbortSignal.timeout(this.#policy.timeouts.call);
    const signal = AbortSignal.any([this.#services.signal, timeout]);
    try {
      return await this.#consume(options, request, number, signal, release);
    } catch (error) {
      if (timeout.aborted && !this.#services.signal.aborted) {
        throw new TransportError('http.timeout', `${this.#describe(request)}: the whole exchange took longer than ${this.#policy.timeouts.call / 1000} s.`, { beforeSent: false, retryable: true, request, cause: error });
      }
      this.#throwIfAborted(error);
      throw error;
    } finally {
      release();
    }
  }

  async #consume<T>(options: ExchangeOptions<T>, request: HttpRequest, number: number, signal: AbortSignal, release: () => void): Promise<T> {
    const sent = await this.#attempt(request, signal, release);
    const { response } = sent;
    this.#heed(response);
    const verdict: StatusVerdict = options.onStatus?.(response) ?? defaultVerdict(response.status);
    if (verdict !== 'consume') {
      sent.discard();
      const message = `${this.#describe(request)} answered ${response.status}.`;
      throw verdict === 'retry' ? new AgainError(message, request, response) : new HttpStatusError(response.status, message, { place: request.place, hint: hintFor(response.status) });
    }
    try {
      const result = await options.consume(response, number);
      this.#limiter.succeeded();
      return result;
    } catch (error) {
      // Whatever the reader made of a body that broke off: this is why.
      throw sent.broken() ?? error;
    } finally {
      sent.discard();
    }
  }

  async #attempt(request: HttpRequest, signal: AbortSignal, release: () => void): Promise<Attempt> {
    return attempt(request, {
      policy: this.#policy,
      dispatchers: this.#dispatchers,
      signal,
      describe: (one) => this.#describe(one),
      onSent: (one) => {
        this.#requests++;
        this.#services.onEvent?.({ kind: 'sent', what: this.#describe(one) });
      },
      onBytes: (count) => (this.#bytes += count),
      onLong: release,
    });
  }

  /** What the server says of its budget holds for every exchange of this connection. */
  #heed(response: HttpResponse): void {
    if (response.status === 429) this.#limiter.slowDown();
    const pause = budgetPause(response, this.#services.clock());
    if (pause !== undefined) this.#limiter.closeFor(Math.min(pause, this.#policy.retry.maxRetryAfter));
  }

  /** Milliseconds until another try, or undefined where there must be none. */
  #waitBefore(error: unknown, request: HttpRequest, number: number): number | undefined {
    const { firstDelay, maxDelay, maxRetryAfter } = this.#policy.retry;
    const backoff = this.#services.random() * Math.min(maxDelay, firstDelay * 2 ** number);
    if (error instanceof TransportError) return error.retryable && (request.idempotent || error.beforeSent) ? backoff : undefined;
    if (!(error instanceof AgainError)) return undefined;
    const { status } = error.response;
    if (!request.idempotent && !REFUSED.has(status)) return undefined;
    const asked = retryAfter(error.response, this.#services.clock());
    if (asked === undefined) return backoff;
    if (asked > maxRetryAfter) return undefined;
    // Every exchange of the connection waits, not this one alone.
    if (REFUSED.has(status)) this.#limiter.closeFor(asked);
    return asked;
  }

  #final(error: unknown, request: HttpRequest, number: number): unknown {
    const { redact, clock } = this.#services;
    const times = number === 0 ? '' : ` It was tried ${number + 1} times.`;
    if (error instanceof TransportError && !error.beforeSent && !request.idempotent) {
      return new EngineError('http.uncertain', redact(`${error.message} The request may have reached the vendor: it may have happened.`), {
        place: error.place,
        hint: 'Look at the vendor before you send it again.',
        cause: error,
      });
    }
    if (error instanceof AgainError) {
      const asked = retryAfter(error.response, clock());
      const waits = asked !== undefined && asked > this.#policy.retry.maxRetryAfter ? ` It asks to wait ${Math.ceil(asked / 1000)} s, longer than this connection waits.` : '';
      return new HttpStatusError(error.response.status, redact(`${error.message}${waits}${times}`), { place: error.place, hint: hintFor(error.response.status), cause: error });
    }
    if (error instanceof TransportError) return new EngineError(error.code, redact(`${error.message}${times}`), { place: error.place, hint: error.hint, cause: error.cause });
    return error;
  }

  /** `label: METHOD scheme://host/path`: the query may hold secrets. */
  #describe(request: HttpRequest): string {
    return this.#services.redact(`${request.label}: ${request.method} ${request.url.origin}${request.url.pathname}`);
  }

  #throwIfAborted(cause?: unknown): void {
    if (this.#services.signal.aborted) throw new EngineError('http.aborted', 'The exchange was interrupted.', { cause });
  }
}

const defaultVerdict = (status: number): StatusVerdict => {
  if (status >= 200 && status < 300) return 'consume';
  return AGAIN.has(status) ? 'retry' : 'fail';
};

function hintFor(status: number): string | undefined {
  if (status === 429) return 'The quota is used up: run less often, or ask the vendor for more.';
  if (status === 404) return 'Check the address in the definition and the options that it is made of.';
  if (status >= 500) return 'The vendor has a problem: try again later.';
  return status === 401 || status === 403 ? 'Check the credentials and what they are allowed to read.' : undefined;
}
