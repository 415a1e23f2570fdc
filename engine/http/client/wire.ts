import type { Exchange, HttpRequest, SentRequest, WireEvent } from '../http.ts';
import type { CallBudget } from './call-budget.ts';

interface Under {
  readonly sent: SentRequest;
  /** What the exchange had spent on waiting by then, ms. */
  readonly spent: number;
}

type Answered = Pick<Exchange, 'status' | 'responseHeaders'>;

/** Tells of the requests of one attempt, its redirects among them: each when it is sent, and once more when its body has ended. */
export class Wire {
  readonly #tell: (event: WireEvent) => void;
  readonly #budget: CallBudget;
  readonly #attempt: number;
  #under: Under | undefined;
  #answered: Answered | undefined;
  #bytes = 0;

  /** `attempt`: from 0. */
  constructor(tell: (event: WireEvent) => void, budget: CallBudget, attempt: number) {
    this.#tell = tell;
    this.#budget = budget;
    this.#attempt = attempt;
  }

  /** `number`: of the client's requests, from 1. */
  sent({ label, place, method, url, body }: HttpRequest, headers: SentRequest['headers'], number: number): void {
    const sent: SentRequest = { number, label, place, method, url: url.href, headers, body, attempt: this.#attempt };
    this.#under = { sent, spent: this.#budget.spent };
    this.#answered = undefined;
    this.#bytes = 0;
    this.#tell({ kind: 'request', ...sent });
  }

  answered(status: number, responseHeaders: Exchange['responseHeaders']): void {
    this.#answered = { status, responseHeaders };
  }

  read(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The request that is under way is over. */
  end(how: Pick<Exchange, 'redirectedTo' | 'failure'> = {}): void {
    if (this.#under === undefined) return;
    const { sent, spent } = this.#under;
    this.#under = undefined;
    const answered = this.#answered ?? { status: undefined, responseHeaders: {} };
    this.#tell({ kind: 'exchange', ...sent, ...answered, bytes: this.#bytes, took: this.#budget.spent - spent, ...how });
  }
}
