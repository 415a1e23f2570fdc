import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineError } from '../../language/basics/errors.ts';
import { isAway, Patience } from '../database/away.ts';
import type { JobEnd, Taken } from '../job.ts';
import type { Fallen } from '../queue/beat.ts';
import { SILENCE } from '../queue/queue-parts.ts';
import type { RunQueue } from '../queue/run-queue.ts';
import type { EventTeller } from './event-teller.ts';
import type { Outcome, RunTaken } from './outcome.ts';
import { InHand } from './in-hand.ts';

/** What a worker tells of itself. */
export interface WorkerTelling {
  readonly begun: (taken: Taken) => void;
  /** `isMine` false: the run was given to another meanwhile, and counts there. */
  readonly ended: (taken: Taken, outcome: Outcome, isMine: boolean) => void;
  /** As many workers as may have died with this run: it is a dead letter. */
  readonly fallen: (run: Fallen) => void;
  readonly away: (error: EngineError) => void;
  readonly back: () => void;
}

export interface WorkerOptions {
  readonly queue: RunQueue;
  /** Of this process alone. */
  readonly id: string;
  /** Runs at once. */
  readonly runs: number;
  readonly run: RunTaken;
  readonly events: EventTeller;
  readonly telling: WorkerTelling;
  /** So long it may say nothing before its runs are given to others, ms; but in tests it is that of the queues. */
  readonly silence?: number | undefined;
}

/** Without having been told it looks so often, ms: a run that waits for its time tells nobody. */
const BACKSTOP = 1000;
/** A run that something else holds is tried again so much later, s. */
const HELD = 5;

/** Takes runs, as many as it has room for, does them, and says that it lives. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #patience: Patience;
  readonly #inHand = new InHand();
  readonly #ended = new Set<Promise<void>>();
  #wake = (): void => undefined;
  #isTold = false;
  /** Since when the database has been there without a break. */
  #steadySince = -Infinity;
  readonly #silence: number;
  readonly #fallen = new Set<string>();

  constructor(options: WorkerOptions) {
    this.#options = options;
    const { telling, silence = SILENCE * 1000 } = options;
    this.#silence = silence;
    this.#patience = new Patience({
      onAway: telling.away,
      onBack: () => {
        this.#steadySince = performance.now();
        telling.back();
      },
    });
  }

  /** Works until the signal is aborted; what is under way then ends at its next safe point, and is given back. */
  async work(signal: AbortSignal): Promise<void> {
    const { queue, id } = this.#options;
    const listener = queue.listen('workers', { onHeard: (text) => this.#hear(text), onBack: () => this.#awake() });
    const awake = (): void => this.#awake();
    signal.addEventListener('abort', awake);
    const ending = new AbortController();
    await this.#patience.until(() => this.#beat(), signal).catch(ignoringAway);
    const beating = this.#keepBeating(ending.signal);
    try {
      while (!signal.aborted) {
        const room = this.#options.runs - this.#inHand.size;
        const taken = room > 0 ? await this.#patience.until(() => queue.take(room), signal).catch(noneIfAway) : [];
        for (const one of taken) this.#begin(one);
        // There may be more of a tenant that had less than it seemed.
        if (taken.length === 0) await this.#wait(signal);
      }
    } finally {
      signal.removeEventListener('abort', awake);
      this.#inHand.stopAll('ending');
      await Promise.all(this.#ended);
      ending.abort();
      await Promise.all([beating, listener.close()]);
      await queue.leave(id).catch(ignoringAway);
    }
  }

  #begin(taken: Taken): void {
    const stop = this.#inHand.add(taken);
    const ended = this.#run(taken, stop).finally(() => {
      this.#ended.delete(ended);
      this.#awake();
    });
    this.#ended.add(ended);
  }

  async #run(taken: Taken, stop: AbortSignal): Promise<void> {
    const { run, telling, events } = this.#options;
    telling.begun(taken);
    const outcome = await run(taken, {
      signal: stop,
      tell: (event) => events.tell(taken, event),
      isWatched: events.isWatched,
    });
    // What is told of a run comes before its end.
    await events.flush();
    // However long the database is away: who asks next must not run it again.
    const isMine = await this.#patience.until(() => this.#settle(taken, outcome));
    this.#inHand.delete(taken);
    telling.ended(taken, outcome, isMine);
  }

  #settle(taken: Taken, outcome: Outcome): Promise<boolean> {
    const { queue } = this.#options;
    switch (outcome.kind) {
      case 'ended':
        return queue.complete(taken, { how: 'ran', row: outcome.row, error: null, looked: outcome.looked });
      case 'interrupted':
        return this.#inHand.whyStopped(taken) === 'asked'
          ? queue.complete({ ...taken, serves: 0 }, stopped(outcome.row))
          : queue.giveBack(taken, 0);
      case 'held':
        return queue.giveBack(taken, HELD);
      case 'impossible':
        return queue.bury(taken, outcome.error);
      default:
        throw outcome satisfies never;
    }
  }

  #hear(text: string): void {
    const heard = JSON.parse(text) as { readonly kind: string; readonly job?: string };
    if (heard.kind === 'stop') this.#inHand.stopJob(heard.job ?? '', 'asked');
    else this.#awake();
  }

  #awake(): void {
    this.#isTold = true;
    this.#wake();
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (!this.#isTold && !signal.aborted) {
      const told = new Promise<void>((resolve) => (this.#wake = resolve));
      const pause = new AbortController();
      await Promise.race([told, sleep(BACKSTOP, undefined, { signal: pause.signal }).catch(() => undefined)]);
      pause.abort();
    }
    this.#isTold = false;
  }

  async #keepBeating(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(this.#silence / 4, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#patience.until(() => this.#beat(), signal);
        await this.#supervise();
      } catch (error) {
        ignoringAway(error);
      }
    }
  }

  async #beat(): Promise<void> {
    const { queue, id, runs, events } = this.#options;
    const { lost, stopped: asked, isWatched } = await queue.beat({ id, kind: 'worker', runs, inHand: this.#inHand.all() });
    events.isWatched = isWatched;
    for (const taken of lost) this.#inHand.stop(taken, 'lost');
    for (const taken of asked) this.#inHand.stop(taken, 'asked');
  }

  /** While the database was away nobody could say that they live. */
  async #supervise(): Promise<void> {
    const { queue, telling } = this.#options;
    if (performance.now() - this.#steadySince < this.#silence) return;
    for (const fallen of await queue.supervise(this.#silence / 1000)) {
      if (!this.#fallen.has(fallen.job)) telling.fallen(fallen);
      this.#fallen.add(fallen.job);
    }
  }
}

const stopped = (row: unknown): JobEnd => ({ how: 'stopped', row, error: null });

const ignoringAway = (error: unknown): void => {
  if (!isAway(error) && (error as Error).name !== 'AbortError') throw error;
};

const noneIfAway = (error: unknown): readonly Taken[] => {
  ignoringAway(error);
  return [];
};
