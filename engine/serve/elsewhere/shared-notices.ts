import type { NewNotice, ToldChange, WaitingNotice } from '../../jobs/queue/notices.ts';
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

  async told(): Promise<ReadonlyMap<string, string>> {
    return (await this.#watch.askWhileHere((queue) => queue.told(this.#tenant))) ?? new Map();
  }

  async keep(change: ToldChange, notice: NewNotice): Promise<boolean> {
    return (await this.#watch.askWhileHere((queue) => queue.keepTold(this.#tenant, change, notice))) ?? false;
  }

  next(webhook: string, since: number): Promise<WaitingNotice | undefined> {
    return this.#watch.askWhileHere((queue) => queue.nextNotice(this.#tenant, webhook, since));
  }

  taken(id: number): Promise<void> {
    return this.#watch.askWhileHere((queue) => queue.noticeTaken(id));
  }
}
