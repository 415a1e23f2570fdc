import type { Clock } from '../clock.ts';
import type { FeedsDesk, KeptFeed } from '../desk/feed-desk.ts';
import { decide, type Decision, type Missed, type Standing, type Start, turnBehind } from '../schedule/decide.ts';
import type { ProjectInstance } from '../tasks/load-project.ts';
import type { StoredFeed } from '../tasks/read/runs.ts';
import type { Ended, StartRun } from './start-run.ts';

/** How long something that holds an instance is waited for, ms. */
const HELD = 5000;
/** The first wait after a run took its process with it, ms; each further one is twice as long. */
const FELL = 60_000;
const MOST_FELL = 6;

export interface RunnerParts {
  readonly clock: Clock;
  readonly desk: FeedsDesk;
  /** Runs at once. */
  readonly atOnce: number;
  /** Hands a run out. */
  readonly start: StartRun;
  readonly onMissed: (name: string, missed: Missed, madeUp: boolean) => void;
  readonly onChange: (name: string) => void;
}

/** What somebody asked for beside its being run. */
export interface Wish {
  readonly job: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Entry {
  readonly standing: Mutable<Standing>;
  instance: ProjectInstance;
  kept: KeptFeed;
  falls: number;
  wishes: Wish[];
}

/** Runs what is due: looks when something has changed or the next turn comes, never in between. */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #entries = new Map<string, Entry>();
  #waiting: readonly string[] = [];
  #underWay = 0;
  #takeBack = (): void => undefined;
  #isEnding = false;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  get running(): number {
    return this.#underWay;
  }

  get waiting(): readonly string[] {
    return this.#waiting;
  }

  /** The instances that there are from now on. Those that stay keep their standing; one whose schedule is another is met anew. */
  take(instances: readonly ProjectInstance[], stored: readonly StoredFeed[]): void {
    const now = this.#parts.clock.now();
    const names = new Set(instances.map(({ name }) => name));
    for (const [name, { standing }] of this.#entries) if (!names.has(name) && !standing.isUnderWay) this.#entries.delete(name);
    for (const instance of instances) {
      const known = this.#entries.get(instance.name);
      if (known === undefined) this.#meet(instance, stored, now);
      else this.#renew(known, instance, now);
    }
    this.look();
  }

  /** Runs it as soon as there is room, whether it is due or paused. False where there is none of that name. */
  ask(name: string, wish: Wish): boolean {
    const entry = this.#entries.get(name);
    if (entry === undefined) return false;
    entry.wishes.push(wish);
    entry.standing.asked ??= this.#parts.clock.now();
    this.look();
    return true;
  }

  /** What was asked for is not wanted any more. */
  takeBack(name: string, job: string): boolean {
    const entry = this.#entries.get(name);
    const index = entry?.wishes.findIndex((one) => one.job === job) ?? -1;
    if (entry === undefined || index < 0) return false;
    entry.wishes.splice(index, 1);
    if (entry.wishes.length === 0) entry.standing.asked = undefined;
    return true;
  }

  pause(name: string, by: string | undefined): boolean {
    const entry = this.#entries.get(name);
    if (entry === undefined) return false;
    const now = this.#parts.clock.now();
    const paused = by === undefined ? undefined : { since: now, by };
    this.#parts.desk.pause(name, paused);
    entry.kept = { ...entry.kept, paused };
    entry.standing.isPaused = paused !== undefined;
    if (paused === undefined) entry.standing.open = now;
    this.#parts.onChange(name);
    this.look();
    return true;
  }

  hold(name: string, hold: boolean): boolean {
    const entry = this.#entries.get(name);
    if (entry === undefined) return false;
    this.#parts.desk.hold(name, hold);
    entry.kept = { ...entry.kept, hold };
    this.#parts.onChange(name);
    return true;
  }

  /** Another server has changed what is kept of it. */
  reread(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    const now = this.#parts.clock.now();
    entry.kept = this.#parts.desk.meet(name, now);
    const isPaused = entry.kept.paused !== undefined;
    if (entry.standing.isPaused && !isPaused) entry.standing.open = now;
    entry.standing.isPaused = isPaused;
    this.#parts.onChange(name);
    this.look();
  }

  /** When the feed's next run begins, where nothing else happens; and what is kept of it. */
  of(name: string): { readonly kept: KeptFeed; readonly next: number | undefined; readonly isUnderWay: boolean } | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const { standing, kept } = entry;
    return { kept, next: turnBehind(standing), isUnderWay: standing.isUnderWay };
  }

  /** Nothing begins any more. */
  end(): void {
    this.#isEnding = true;
    this.#takeBack();
  }

  /** Looks what is due, and begins it. */
  look(): void {
    if (this.#isEnding) return;
    const { clock, atOnce } = this.#parts;
    const now = clock.now();
    const standings = [...this.#entries.values()].map(({ standing }) => standing);
    const decision = decide(standings, now, atOnce - this.#underWay);
    this.#pass(decision);
    for (const start of decision.starts) this.#begin(start);
    this.#waiting = decision.waiting;
    this.#takeBack();
    this.#takeBack = decision.next === undefined ? () => undefined : clock.at(decision.next, () => this.look());
  }

  #meet(instance: ProjectInstance, stored: readonly StoredFeed[], now: number): void {
    const { name, feed, schedule } = instance;
    const kept = this.#parts.desk.meet(name, now);
    const before = stored.find((one) => one.feed === feed && one.instance === (instance.instance ?? ''));
    const lastBegun = Math.min(before?.lastBegun ?? 0, now);
    const standing: Standing = {
      name,
      turns: schedule ?? undefined,
      served: Math.max(kept.known, kept.served, lastBegun),
      open: now,
      lastBegun,
      isUnderWay: false,
      isPaused: kept.paused !== undefined,
      notBefore: 0,
      asked: undefined,
      isCut: schedule !== null && before?.isCut === true,
    };
    this.#entries.set(name, { standing, instance, kept, falls: 0, wishes: [] });
  }

  #renew(entry: Entry, instance: ProjectInstance, now: number): void {
    const isSame = entry.instance.schedule?.text === instance.schedule?.text;
    entry.instance = instance;
    if (isSame && JSON.stringify(entry.standing.turns ?? null) === JSON.stringify(instance.schedule)) return;
    // Turns of the new schedule that lie behind were none of its own.
    entry.standing.turns = instance.schedule ?? undefined;
    entry.standing.served = Math.max(entry.standing.served, now);
    entry.standing.open = now;
  }

  #pass({ passed }: Decision): void {
    for (const [name, missed] of passed) {
      const entry = this.#entries.get(name);
      if (entry === undefined) continue;
      entry.standing.served = missed.last;
      this.#parts.desk.served(name, missed.last);
      this.#tellMissed(entry, missed, false);
    }
  }

  #tellMissed(entry: Entry, missed: Missed, madeUp: boolean): void {
    const { name } = entry.instance;
    entry.kept = { ...entry.kept, missed: { ...missed, madeUp } };
    this.#parts.desk.missed(name, entry.kept.missed);
    this.#parts.onMissed(name, missed, madeUp);
  }

  #begin(start: Start): void {
    const entry = this.#entries.get(start.name) as Entry;
    const { standing } = entry;
    const now = this.#parts.clock.now();
    standing.isUnderWay = true;
    standing.asked = undefined;
    standing.lastBegun = now;
    this.#underWay += 1;
    if (start.missed !== undefined) this.#tellMissed(entry, start.missed, true);
    const wishes = entry.wishes.splice(0);
    void this.#parts
      .start({ instance: entry.instance, start, wishes, hold: entry.kept.hold || entry.instance.hold })
      .then((ended) => this.#ended(entry, start, ended));
  }

  #ended(entry: Entry, { serves }: Start, { how, again = [], serves: isWhole = true }: Ended): void {
    const { standing } = entry;
    const now = this.#parts.clock.now();
    this.#underWay -= 1;
    standing.isUnderWay = false;
    standing.open = now;
    entry.falls = how === 'fell' ? Math.min(entry.falls + 1, MOST_FELL) : 0;
    standing.isCut = how === 'fell' || (how !== 'ran' && standing.isCut);
    standing.notBefore = how === 'held' ? now + HELD : how === 'fell' ? now + FELL * 2 ** (entry.falls - 1) : 0;
    // The run that was cut off goes on: its turns are not due once more.
    if ((how === 'ran' || how === 'fell') && isWhole) standing.served = Math.max(standing.served, serves);
    if (how === 'ran' && isWhole) this.#parts.desk.served(standing.name, serves);
    if (again.length > 0) {
      entry.wishes.unshift(...again);
      standing.asked ??= now;
    }
    this.#parts.onChange(standing.name);
    this.look();
  }
}
