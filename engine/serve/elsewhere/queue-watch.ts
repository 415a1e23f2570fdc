import type { Listener } from '../../jobs/database/listener.ts';
import type { Lead } from '../../jobs/database/lead.ts';
import { Patience } from '../../jobs/database/away.ts';
import type { JobEvent } from '../../jobs/job.ts';
import type { RunQueue } from '../../jobs/queue/run-queue.ts';
import { workerId } from '../../jobs/worker/run-taken.ts';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is told of a tenant's jobs. */
export interface Watcher {
  readonly onEvent: (told: { readonly job: string; readonly name: string; readonly event: JobEvent }) => void;
  readonly onEnded: (job: string) => void;
  /** What is kept of an instance is another now. */
  readonly onTurn: (name: string) => void;
  /** Something may have been told that nobody heard. */
  readonly onBack: () => void;
  /** This server is the first from here on. */
  readonly onFirst: () => void;
}

type Told =
  | { readonly kind: 'events'; readonly events: readonly (Parameters<Watcher['onEvent']>[0] & { readonly tenant: string })[] }
  | { readonly kind: 'ended'; readonly tenant: string; readonly job: string; readonly name: string }
  | { readonly kind: 'turn'; readonly tenant: string; readonly name: string };

/** How often it is looked for what was not heard, and said that somebody looks on, ms. */
const LOOKS = 5000;

/** The queue as a server sees it: what workers tell, by tenant, and whether PostgreSQL is there. */
export class QueueWatch {
  readonly queue: RunQueue;
  readonly patience: Patience;
  readonly #watchers = new Map<string, Watcher>();
  readonly #listener: Listener;
  readonly #lead: Lead;
  readonly #end = new AbortController();
  readonly #looking: Promise<void>;
  readonly #id = `serve-${workerId()}`;

  constructor(queue: RunQueue, telling: ConstructorParameters<typeof Patience>[0]) {
    this.queue = queue;
    this.patience = new Patience(telling);
    this.#listener = queue.listen('watchers', {
      onHeard: (text) => this.#hear(JSON.parse(text) as Told),
      onBack: () => this.#look(),
    });
    this.#lead = queue.lead(() => {
      for (const { onFirst } of this.#watchers.values()) onFirst();
    });
    this.#looking = this.#keepLooking();
  }

  /** Aborted: the server ends. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Of all servers of the project this one does what must happen once. */
  get isFirst(): boolean {
    return this.#lead.isFirst;
  }

  watch(tenant: string, watcher: Watcher): void {
    this.#watchers.set(tenant, watcher);
  }

  /** Asks the queue until it is there. Rejects once the server ends. */
  ask<T>(work: (queue: RunQueue) => Promise<T>): Promise<T> {
    return this.patience.until(() => work(this.queue), this.#end.signal);
  }

  /** The same; undefined once the server ends: nobody is there any more to whom it matters. */
  askWhileHere<T>(work: (queue: RunQueue) => Promise<T>): Promise<T | undefined> {
    return this.ask(work).catch((error: unknown) => {
      if (this.signal.aborted) return undefined;
      throw error;
    });
  }

  async close(): Promise<void> {
    this.#end.abort(new Error('the server is ending'));
    await Promise.all([this.#looking, this.#listener.close(), this.#lead.close()]);
    await this.queue.leave(this.#id).catch(() => undefined);
    await this.queue.close();
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await this.ask((queue) => queue.beat({ id: this.#id, kind: 'serve', runs: 0, inHand: [] })).catch(() => undefined);
      this.#look();
      await sleep(LOOKS, undefined, { signal }).catch(() => undefined);
    }
  }

  #look(): void {
    for (const { onBack } of this.#watchers.values()) onBack();
  }

  #hear(told: Told): void {
    if (told.kind === 'events') for (const one of told.events) this.#watchers.get(one.tenant)?.onEvent(one);
    else if (told.kind === 'ended') this.#watchers.get(told.tenant)?.onEnded(told.job);
    else this.#watchers.get(told.tenant)?.onTurn(told.name);
  }
}
