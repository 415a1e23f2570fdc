import { attempt, headersOf, type Attempt } from './attempt.ts';
import { CallBudget } from './call-budget.ts';
import { Dispatchers } from '../connection/dispatchers.ts';
import { createWording, type Wording } from './failure.ts';
import type {
  ExchangeOptions,
  HttpClient,
  HttpEvent,
  HttpPolicy,
  HttpRequest,
  HttpResponse,
  HttpStats,
  StatusVerdict,
  WireEvent,
} from '../http.ts';
import { Limiter, type Turn } from './limiter.ts';
import { unaskedPart } from '../answer/partial.ts';
import { AgainError, AskAgain, defaultVerdict, finalError, reasonOf, refused, waitBeforeNext } from './retry.ts';
import { budgetPause, retryAfter } from './server-limits.ts';
import type { HttpTap } from './tap.ts';
import { vendorWords } from '../answer/vendor-words.ts';
import { Wire } from './wire.ts';

export type { HttpEvent } from '../http.ts';

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
  /** Each request and what came of it, with secrets in clear. */
  readonly onWire?: ((event: WireEvent) => void) | undefined;
  /** A budget shared with other clients of the same account; by default the client has its own. */
  readonly limiter?: Limiter;
  /** Is given every exchange whole, secrets in clear. */
  readonly tap?: HttpTap | undefined;
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
  readonly #wording: Wording;
  #requests = 0;
  #retried = 0;
  #bytes = 0;

  constructor(policy: HttpPolicy, services: ClientServices) {
    this.#policy = policy;
    this.#services = services;
    this.#dispatchers = new Dispatchers(policy);
    this.#limiter = services.limiter ?? new Limiter(policy.concurrency, policy.rateLimit, services);
    this.#wording = createWording(services.redact);
  }

  stats(): HttpStats {
    return { requests: this.#requests, retried: this.#retried, bytes: this.#bytes };
  }

  close(): Promise<void> {
    return this.#dispatchers.close();
  }

  async exchange<T>(options: ExchangeOptions<T>): Promise<T> {
    const { request } = options;
    const { retry, timeouts } = this.#policy;
    const budget = new CallBudget(timeouts.call, this.#services.ticks);
    const signal = AbortSignal.any([this.#services.signal, budget.signal]);
    for (let number = 0; ; number++) {
      try {
        return await this.#once(options, number, budget, signal);
      } catch (error) {
        this.#throwIfAborted(request, error);
        if (budget.signal.aborted) throw this.#outOfTime(request, error);
        await this.#heed(error);
        const wait =
          number + 1 < retry.attempts
            ? waitBeforeNext(error, { request, number, retry, random: this.#services.random })
            : undefined;
        if (wait === undefined) throw finalError(error, { request, number, retry, wording: this.#wording });
        await this.#pause(wait, error, request);
      }
    }
  }

  /** Every exchange of the connection waits as long as the server says, not this one alone, which may have no further try. */
  async #heed(error: unknown): Promise<void> {
    if (!(error instanceof AgainError) || error.asked === undefined) return;
    if (error.asked <= this.#policy.retry.maxRetryAfter) await this.#limiter.closeFor(error.asked);
  }

  async #pause(wait: number, because: unknown, request: HttpRequest): Promise<void> {
    this.#retried++;
    const reason = reasonOf(because);
    this.#tell({ kind: 'retry', what: this.#wording.describe(request), wait, because: reason });
    this.#services.onWire?.({ kind: 'retry', label: request.label, wait, because: reason });
    try {
      await this.#services.sleep(wait, this.#services.signal);
    } catch (error) {
      this.#throwIfAborted(request, error);
      throw error;
    }
  }

  async #once<T>(options: ExchangeOptions<T>, number: number, budget: CallBudget, signal: AbortSignal): Promise<T> {
    const turn = await this.#limiter.acquire(options.urgent);
    const { onWire } = this.#services;
    const wire = onWire && new Wire(onWire, budget, number);
    try {
      // At the last moment: what is signed must not grow old in a queue.
      const request = options.prepare === undefined ? options.request : await options.prepare(options.request, number);
      const sent = await this.#attempt(request, options, { budget, signal, wire });
      try {
        await this.#judge(sent, options, turn);
        await sent.readAhead();
        // The reader may well make requests of its own, and must not wait for a place that it holds itself.
        turn.release();
        return await options.consume(sent.response, number);
      } catch (error) {
        // Whatever its reader made of a body that broke off: this is why.
        const broken = sent.broken();
        if (broken === undefined && error instanceof AskAgain) throw this.#again(sent, error);
        throw broken ?? error;
      } finally {
        sent.discard();
        wire?.end(failureOf(sent.broken()));
      }
    } catch (error) {
      wire?.end(failureOf(error));
      throw error;
    } finally {
      turn.release();
    }
  }

  async #attempt(
    request: HttpRequest,
    { request: plain, redirects }: Pick<ExchangeOptions<unknown>, 'request' | 'redirects'>,
    { budget, signal, wire }: { readonly budget: CallBudget; readonly signal: AbortSignal; readonly wire: Wire | undefined },
  ): Promise<Attempt> {
    const wording = this.#wording;
    const { tap } = this.#services;
    const from = this.#services.ticks();
    const sent = await attempt(request, {
      policy: this.#policy,
      dispatchers: this.#dispatchers,
      wording,
      budget,
      signal,
      follow: redirects !== 'answer',
      onSent: (one) => {
        this.#requests++;
        this.#tell({ kind: 'sent', what: wording.describe(one) });
        wire?.sent(one, headersOf(one), this.#requests);
      },
      onAnswered: wire && ((status, headers) => wire.answered(status, headers)),
      onRedirect: (one, to) => {
        this.#tell({ kind: 'redirect', what: wording.describe(one), to: wording.redact(`${to.url.origin}${to.url.pathname}`) });
        wire?.end({ redirectedTo: to.url.href });
      },
      onBytes: (count) => {
        this.#bytes += count;
        wire?.read(count);
      },
      tap: tap === undefined ? undefined : (one) => tap(one, plain),
    });
    this.#tell({
      kind: 'answered',
      what: wording.describe(sent.request),
      status: sent.response.status,
      took: this.#services.ticks() - from,
    });
    return sent;
  }

  /** Throws where the answer is none to be consumed; what the server says of its budget holds for every exchange. */
  async #judge<T>({ request, response }: Attempt, { onStatus }: ExchangeOptions<T>, turn: Turn): Promise<void> {
    const { retry } = this.#policy;
    const now = this.#services.clock();
    if (response.status === 429) turn.slowDown();
    const pause = budgetPause(response, now);
    if (pause !== undefined) await this.#limiter.closeFor(Math.min(pause, retry.maxRetryAfter));
    const said = onStatus?.(response);
    const verdict: StatusVerdict = said ?? defaultVerdict(response.status);
    if (said === undefined) this.#refusePart(request, response);
    if (verdict === 'consume') return response.status < 400 ? turn.succeeded() : undefined;
    if (verdict === 'fail') throw await refused(request, response, this.#wording);
    const again = { asked: retryAfter(response, now), wanted: said === 'retry', because: undefined };
    throw new AgainError(request, response, again, this.#wording, await vendorWords(response, this.#wording.redact));
  }

  #refusePart(request: HttpRequest, response: HttpResponse): void {
    const part = unaskedPart(request, response);
    if (part === undefined) return;
    throw this.#wording.error('http.partial', request, `answered ${response.status}: ${part}, and no part was asked for.`, {
      hint: 'What is missing must not count as gone: tell the vendor; where it answers in parts by design, ask for one with a `Range` header.',
    });
  }

  #again({ request, response }: Attempt, { wanted, message }: AskAgain): AgainError {
    const asked = retryAfter(response, this.#services.clock());
    return new AgainError(request, response, { asked, wanted, because: wanted ? message : undefined }, this.#wording);
  }

  #outOfTime(request: HttpRequest, cause: unknown): unknown {
    const says = `the whole exchange took longer than ${this.#policy.timeouts.call / 1000} s.`;
    const failure = {
      code: 'http.timeout',
      says,
      hint: 'Raise timeouts.call of the connection if it really takes this long.',
      beforeSent: false,
      retryable: false,
    };
    return finalError(this.#wording.transport(failure, request, cause), {
      request,
      number: 0,
      retry: this.#policy.retry,
      wording: this.#wording,
    });
  }

  #throwIfAborted(request: HttpRequest, cause: unknown): void {
    if (!this.#services.signal.aborted) return;
    throw this.#wording.error('http.aborted', request, 'interrupted.', { cause });
  }

  #tell(event: HttpEvent): void {
    this.#services.onEvent?.(event);
  }
}

const failureOf = (error: unknown): { readonly failure?: string } => (error instanceof Error ? { failure: error.message } : {});
