/**
 * A virtual day of the queue: no clock, no database. Instances with schedules of their own, workers with places, runs that take as long as
 * small and large feeds do; places are shared out between tenants as the queue does. Says how long turns wait.
 */
import { shareOut } from '../../../engine/jobs/queue/share-out.ts';

export interface SimulatedDay {
  readonly instances: number;
  readonly tenants: number;
  readonly workers: number;
  /** Runs at once of a worker. */
  readonly places: number;
  /** Turns are spread over so much of their distance, from 0 (all at once) to 1. */
  readonly spread: number;
  /** ms of a small run; one in fifty takes a hundred times as long. */
  readonly run: number;
  /** One tenant has all of its instances due every minute. */
  readonly storm: boolean;
}

export interface DayFigures extends SimulatedDay {
  readonly runs: number;
  /** Of all places, how much of the day they were taken. */
  readonly load: number;
  /** Turns that came while an earlier run of the instance was queued or under way: one run serves them together. */
  readonly merged: number;
  /** s that a turn waits for its place: the median, of a hundred one, and the longest. */
  readonly wait: { readonly median: number; readonly most: number; readonly longest: number };
  /** The median and the longest of those who have no part in the storm. */
  readonly calm: { readonly median: number; readonly longest: number };
}

const DAY = 86_400_000;
const MINUTE = 60_000;
/** How often instances are due, in minutes: a fifth every five, and so on. */
const EVERY = [5, 15, 15, 60, 60] as const;
const LARGE_ONE_IN = 50;
const LARGE = 100;

/** The same figures each time. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

interface Instance {
  readonly tenant: number;
  readonly every: number;
  next: number;
  isOpen: boolean;
}

/** Times with what happens then, the earliest first. */
class Agenda<T> {
  readonly #heap: (readonly [number, T])[] = [];

  add(at: number, what: T): void {
    let index = this.#heap.push([at, what]) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= at) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  next(): readonly [number, T] | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first === undefined || last === undefined || this.#heap.length === 0) return first;
    this.#heap[0] = last;
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const child = this.#at(right) < this.#at(left) ? right : left;
      if (this.#at(child) >= this.#at(index)) break;
      this.#swap(index, child);
      index = child;
    }
    return first;
  }

  #at(index: number): number {
    return this.#heap[index]?.[0] ?? Infinity;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b] as never, this.#heap[a] as never];
  }
}

interface Turn {
  readonly instance: Instance;
  readonly since: number;
}

/** The turns of a tenant that wait, in their order. */
class Line {
  #all: Turn[] = [];
  #head = 0;

  get length(): number {
    return this.#all.length - this.#head;
  }

  push(turn: Turn): void {
    this.#all.push(turn);
  }

  take(most: number): readonly Turn[] {
    const taken = this.#all.slice(this.#head, this.#head + most);
    this.#head += taken.length;
    if (this.#head > 10_000) [this.#all, this.#head] = [this.#all.slice(this.#head), 0];
    return taken;
  }
}

const instancesOf = ({ instances, tenants, spread, storm }: SimulatedDay, random: () => number): readonly Instance[] =>
  Array.from({ length: instances }, (_, index): Instance => {
    const tenant = index % tenants;
    const every = storm && tenant === 0 ? MINUTE : (EVERY[Math.floor(index / tenants) % EVERY.length] ?? 60) * MINUTE;
    return { tenant, every, next: random() * spread * every, isOpen: false };
  });

const quantile = (sorted: readonly number[], share: number): number =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1000;

export const simulateDay = (day: SimulatedDay): DayFigures => {
  const random = randomFrom(7);
  const agenda = new Agenda<{ readonly instance: Instance; readonly ends: boolean }>();
  for (const instance of instancesOf(day, random)) agenda.add(instance.next, { instance, ends: false });
  const queues = Array.from({ length: day.tenants }, () => new Line());
  const active = Array.from({ length: day.tenants }, () => 0);
  const taken = Array.from({ length: day.tenants }, () => 0);
  const waits: number[] = [];
  const calm: number[] = [];
  let [free, busy, merged, turn] = [day.workers * day.places, 0, 0, 0];
  const begin = (now: number): void => {
    if (free === 0) return;
    const waiting = queues.flatMap((queue, tenant) =>
      queue.length === 0 ? [] : [{ tenant: String(tenant), active: active[tenant] ?? 0, taken: taken[tenant] ?? 0 }],
    );
    if (waiting.length === 0) return;
    for (const [name, most] of shareOut(waiting, free)) {
      const tenant = Number(name);
      for (const { instance, since } of queues[tenant]?.take(most) ?? []) {
        const takes = day.run * (random() < 1 / LARGE_ONE_IN ? LARGE : 0.5 + random());
        waits.push(now - since);
        if (!day.storm || tenant !== 0) calm.push(now - since);
        active[tenant] = (active[tenant] ?? 0) + 1;
        taken[tenant] = ++turn;
        free -= 1;
        busy += takes;
        agenda.add(now + takes, { instance, ends: true });
      }
    }
    // What one tenant had less than its share goes to the others.
    begin(now);
  };
  for (let next = agenda.next(); next !== undefined && next[0] < DAY; next = agenda.next()) {
    const [now, { instance, ends }] = next;
    if (ends) {
      instance.isOpen = false;
      active[instance.tenant] = (active[instance.tenant] ?? 0) - 1;
      free += 1;
    } else {
      agenda.add(now + instance.every, { instance, ends: false });
      if (instance.isOpen) merged += 1;
      else queues[instance.tenant]?.push({ instance, since: now });
      instance.isOpen = true;
    }
    begin(now);
  }
  const sorted = waits.toSorted((a, b) => a - b);
  const ofCalm = calm.toSorted((a, b) => a - b);
  return {
    ...day,
    runs: waits.length,
    load: busy / (DAY * day.workers * day.places),
    merged,
    wait: { median: quantile(sorted, 0.5), most: quantile(sorted, 0.99), longest: quantile(sorted, 1) },
    calm: { median: quantile(ofCalm, 0.5), longest: quantile(ofCalm, 1) },
  };
};

const USUAL = { instances: 10_000, tenants: 10, places: 8, spread: 1, run: 400, storm: false } as const;

/** Ten thousand instances: spread or all at once, on few workers and many, and with one tenant's storm. */
export const simulateDays = (): readonly DayFigures[] =>
  [
    { ...USUAL, workers: 2 },
    { ...USUAL, workers: 4 },
    { ...USUAL, workers: 4, spread: 0 },
    { ...USUAL, workers: 8, spread: 0 },
    { ...USUAL, workers: 4, storm: true },
    { ...USUAL, workers: 8, storm: true },
  ].map(simulateDay);

export const daysTable = (days: readonly DayFigures[]): string =>
  [
    '| workers | turns | runs a day | places taken | merged turns | wait s: median | 99 % | longest | the calm ones: median | longest |',
    '| --: | --- | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...days.map(({ workers, spread, storm, runs, load, merged, wait, calm }) =>
      [
        '',
        workers,
        storm ? 'one tenant every minute' : spread === 0 ? 'all at once' : 'spread',
        runs.toLocaleString('en'),
        `${(load * 100).toFixed(0)} %`,
        merged.toLocaleString('en'),
        ...[wait.median, wait.most, wait.longest, calm.median, calm.longest].map((s) => s.toFixed(1)),
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ].join('\n');
