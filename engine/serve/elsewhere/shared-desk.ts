import type { TurnChange } from '../../jobs/queue/turns.ts';
import type { RunQueue } from '../../jobs/queue/run-queue.ts';
import type { FeedsDesk, KeptFeed } from '../desk/feed-desk.ts';
import type { QueueWatch } from './queue-watch.ts';

/** What is kept of feeds where several servers decide: in the database, and as last seen here. */
export class SharedDesk implements FeedsDesk {
  readonly #watch: QueueWatch;
  readonly #tenant: string;
  readonly #seen = new Map<string, KeptFeed>();
  /** One change after the other, as they were made. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(watch: QueueWatch, tenant: string) {
    this.#watch = watch;
    this.#tenant = tenant;
  }

  async know(names: readonly string[], now: number): Promise<void> {
    for (const { name, missed, ...turn } of await this.#watch.ask((queue) => queue.meetTurns(this.#tenant, names, now)))
      this.#seen.set(name, { ...turn, missed: missed as KeptFeed['missed'] });
  }

  meet(name: string): KeptFeed {
    const kept = this.#seen.get(name);
    if (kept === undefined) throw new Error(`nothing is known of ${name}`);
    return kept;
  }

  /** A worker has written it down already. */
  noteServed(name: string, until: number): void {
    const kept = this.meet(name);
    this.#seen.set(name, { ...kept, served: Math.max(kept.served, until) });
  }

  served(name: string, until: number): void {
    if (this.meet(name).served >= until) return;
    this.noteServed(name, until);
    this.#change(name, { served: until });
  }

  missed(name: string, missed: KeptFeed['missed']): void {
    this.#seen.set(name, { ...this.meet(name), missed });
    this.#change(name, { missed });
  }

  pause(name: string, paused: KeptFeed['paused']): void {
    this.#seen.set(name, { ...this.meet(name), paused });
    this.#change(name, { paused: paused ?? null });
    // What waits for a worker is not begun either: its turn comes again once it goes on.
    if (paused !== undefined) this.#write((queue) => queue.takeBackTurn({ tenant: this.#tenant, name }));
  }

  hold(name: string, hold: boolean): void {
    this.#seen.set(name, { ...this.meet(name), hold });
    this.#change(name, { hold });
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  #change(name: string, change: TurnChange): void {
    this.#write((queue) => queue.changeTurn({ tenant: this.#tenant, name }, change));
  }

  #write(work: (queue: RunQueue) => Promise<unknown>): void {
    this.#writing = this.#writing.then(() => this.#watch.askWhileHere(work));
  }
}
