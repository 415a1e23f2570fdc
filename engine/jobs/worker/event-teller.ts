import { isAway } from '../database/away.ts';
import type { JobEvent, Taken } from '../job.ts';
import type { RunQueue } from '../queue/run-queue.ts';

/** Events are gathered for so long, ms. */
const GATHERED = 500;
/** PostgreSQL takes messages of less than 8000 bytes. */
const MOST_BYTES = 7500;
/** So many are kept for one message round; what is more is told by what comes later. */
const MOST = 200;

/** What a run tells, on its way to those who look on. */
export interface ToldEvent {
  readonly job: string;
  readonly tenant: string;
  readonly name: string;
  readonly event: JobEvent;
}

const isPassing = ({ kind }: JobEvent): boolean => kind === 'progress' || kind === 'applying';

/** Tells what runs tell to those who look on, where somebody does: gathered, and of figures only the last. */
export class EventTeller {
  readonly #queue: Pick<RunQueue, 'tell'>;
  readonly #waiting: ToldEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Somebody looks on. */
  isWatched = false;

  constructor(queue: Pick<RunQueue, 'tell'>) {
    this.#queue = queue;
  }

  tell({ job, tenant, name }: Taken, event: JobEvent): void {
    if (!this.isWatched) return;
    const last = this.#waiting.findLastIndex((one) => one.job === job);
    const before = this.#waiting[last]?.event;
    if (before !== undefined && before.kind === event.kind && isPassing(event)) this.#waiting.splice(last, 1);
    if (this.#waiting.length >= MOST) return;
    this.#waiting.push({ job, tenant, name, event });
    this.#timer ??= setTimeout(() => void this.flush(), GATHERED).unref();
  }

  /** Tells what waits. What can't be told is nobody's loss: the run's row says it all. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const all = this.#waiting.splice(0);
    while (all.length > 0) {
      const events: ToldEvent[] = [];
      for (let bytes = 0; all[0] !== undefined; events.push(all.shift() as ToldEvent)) {
        bytes += Buffer.byteLength(JSON.stringify(all[0])) + 1;
        if (bytes > MOST_BYTES) break;
      }
      // One that is too long by itself is left out.
      if (events.length === 0) all.shift();
      else
        await this.#queue.tell({ kind: 'events', events }).catch((error: unknown) => {
          if (!isAway(error)) throw error;
        });
    }
  }
}
