/** `serve` in a process of its own, over a time that leaps from one turn to the next once all that was due has been run. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Clock } from '../../../engine/serve/clock.ts';
import { openServe, type RunningServe } from '../../../engine/serve/open-serve.ts';

export interface ServeDay {
  readonly cwd: string;
  /** ms since epoch: where its time begins, and ends. */
  readonly from: number;
  readonly until: number;
  readonly atOnce: number;
  /** Where the time is noted down, before it leaps. */
  readonly noted: string;
}

/** What it tells whoever started it. */
export type FromServe =
  | { readonly kind: 'ready'; readonly processes: readonly number[] }
  | {
      readonly kind: 'time';
      readonly now: number;
      readonly blocked: number;
      readonly waited: number;
      readonly memory: number;
      readonly family: number;
    }
  | { readonly kind: 'missed'; readonly name: string; readonly count: number }
  | { readonly kind: 'failed'; readonly name: string; readonly error: unknown }
  | { readonly kind: 'ended' };

const day = JSON.parse(process.argv[2] ?? '{}') as ServeDay;
const tell = (message: FromServe): void => void process.send?.(message);

class LeapingClock implements Clock {
  #now: number;
  readonly #waiting = new Map<symbol, { readonly time: number; readonly call: () => void }>();

  constructor(from: number) {
    this.#now = from;
  }

  readonly now = (): number => this.#now;

  readonly at = (time: number, call: () => void): (() => void) => {
    const key = Symbol('wait');
    this.#waiting.set(key, { time, call });
    return () => void this.#waiting.delete(key);
  };

  get next(): number {
    return Math.min(...[...this.#waiting.values()].map(({ time }) => time));
  }

  leap(to: number): void {
    this.#now = Math.max(this.#now, to);
    for (const [key, { time, call }] of this.#waiting) {
      if (time > this.#now) continue;
      this.#waiting.delete(key);
      call();
    }
  }
}

/** Bytes that these processes hold, where the system tells that in `/proc`. */
const memoryOf = (processes: readonly number[]): number =>
  processes.reduce((sum, pid) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
    } catch {
      return sum;
    }
  }, 0);

const note = (time: number): void => {
  writeFileSync(`${day.noted}.new`, String(time));
  renameSync(`${day.noted}.new`, day.noted);
};

/**
 * How long the loop was kept at most, ms: by what the process did (its own processor time between two ticks of a timer), and by the clock
 * on the wall, for which the machine may have had other things to do.
 */
const watchLoop = (): { blocked: number; waited: number } => {
  const most = { blocked: 0, waited: 0 };
  const used = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let [cpu, wall] = [used(), performance.now()];
  setInterval(() => {
    const [nextCpu, nextWall] = [used(), performance.now()];
    most.blocked = Math.max(most.blocked, nextCpu - cpu);
    most.waited = Math.max(most.waited, nextWall - wall - 5);
    [cpu, wall] = [nextCpu, nextWall];
  }, 5).unref();
  return most;
};

const main = async (): Promise<void> => {
  const clock = new LeapingClock(day.from);
  note(day.from);
  const nothing = (): void => undefined;
  const serve: RunningServe = await openServe({
    cwd: day.cwd,
    env: {},
    now: clock.now,
    clock,
    places: { isFleeting: true },
    atOnce: day.atOnce,
    pushes: true,
    host: '127.0.0.1',
    port: 0,
    names: [],
    files: undefined,
    onMistake: (error) => tell({ kind: 'failed', name: 'serve', error: String(error) }),
    telling: {
      loaded: nothing,
      event: nothing,
      missed: (name, { count }) => tell({ kind: 'missed', name, count }),
      pushed: nothing,
      deed: nothing,
      health: nothing,
      trouble: (message, error) => tell({ kind: 'failed', name: message, error }),
      ran: (job, { instance }, row) => {
        if (row?.status !== 'succeeded') tell({ kind: 'failed', name: instance.name, error: job.view().error ?? row });
      },
    },
  });
  const { core } = serve;
  tell({ kind: 'ready', processes: [] });
  const loop = watchLoop();
  /** Between the end of a run and the beginning of the one that waits for its room nothing is under way for a moment. */
  const settled = async (): Promise<void> => {
    for (let looks = 0; looks < 25; looks++) {
      if (core.runner.running > 0 || core.runner.waiting.length > 0 || core.jobs.open.length > 0) looks = 0;
      await new Promise<void>((resolve) => setTimeout(resolve, 2));
    }
  };
  while (clock.now() < day.until) {
    await settled();
    const next = Math.min(clock.next, day.until);
    note(next);
    const processes = Object.values(core.pools).flatMap((pool) => pool.processes);
    tell({ kind: 'time', now: clock.now(), ...loop, memory: process.memoryUsage().rss, family: memoryOf(processes) });
    clock.leap(next);
  }
  await settled();
  await serve.close();
  tell({ kind: 'ended' });
  process.disconnect();
};

void main();
