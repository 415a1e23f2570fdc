import type { Order, Queued } from '../../jobs/job.ts';
import type { QueueWatch } from './queue-watch.ts';

interface Waiting {
  readonly order: Order;
  readonly resolve: (queued: Queued) => void;
  readonly reject: (error: unknown) => void;
}

/** Orders in one transaction at most. */
const MOST = 1000;

/** Queues what is decided at one moment in one transaction. */
export class OrderBatch {
  readonly #watch: QueueWatch;
  #waiting: Waiting[] = [];
  #isSending = false;

  constructor(watch: QueueWatch) {
    this.#watch = watch;
  }

  /** Rejects once the server ends. */
  add(order: Order): Promise<Queued> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, resolve, reject });
      // All that is decided in this turn of the loop comes before.
      if (!this.#isSending) queueMicrotask(() => void this.#send());
    });
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST);
      try {
        const results = await this.#watch.ask((queue) => queue.enqueue(batch.map(({ order }) => order)));
        for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Queued);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isSending = false;
  }
}
