import type { NewNotice, ToldChange, WaitingNotice } from '../../jobs/queue/notices.ts';
import type { RunQueue } from '../../jobs/queue/run-queue.ts';
import type { KeptNotices } from '../notices/kept-notices.ts';
import type { QueueWatch } from './queue-watch.ts';

/** Of several servers, one of which tells: in the database, so that the next one knows what was told. */
export class SharedNotices implements KeptNotices {
  readonly #watch: QueueWatch;
  readonly #tenant: string;

  constructor(watch: QueueWatch, tenant: string) {
    this.#watch = watch;
    this.#tenant = tenant;
  }

  told(): Promise<ReadonlyMap<string, string>> {
    return this.#ask((queue) => queue.told(this.#tenant), new Map());
  }

  keep(change: ToldChange, notice: NewNotice): Promise<boolean> {
    return this.#ask((queue) => queue.keepTold(this.#tenant, change, notice), false);
  }

  next(webhook: string, since: number): Promise<WaitingNotice | undefined> {
    return this.#ask((queue) => queue.nextNotice(this.#tenant, webhook, since), undefined);
  }

  taken(id: number): Promise<void> {
    return this.#ask((queue) => queue.noticeTaken(id), undefined);
  }

  /** A server that ends has nothing more to tell. */
  #ask<T>(work: (queue: RunQueue) => Promise<T>, otherwise: T): Promise<T> {
    return this.#watch.ask(work).catch((error: unknown) => {
      if (this.#watch.signal.aborted) return otherwise;
      throw error;
    });
  }
}
