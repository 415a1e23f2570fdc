import type { Clock } from '../clock.ts';
import type { HealthView } from '../contract/feeds.ts';
import type { Pool } from '../pool/pool.ts';
import { TaskError } from '../pool/task-error.ts';
import type { HealthFigures } from '../tasks/read/health.ts';

/** Time alone changes how a feed is as well: it is looked at so often, ms. */
const LOOKS = 60_000;
/** After a run it is looked at a little later, once for all runs that have ended until then, ms. */
const LATER = 2000;

/** The name under which the store itself is told of; no feed has it. */
export const STORE = 'the store';

export interface Changed {
  readonly name: string;
  /** The state that was told last; undefined: none ever was. */
  readonly before: string | undefined;
  readonly health: HealthView;
}

export interface HealthWatchParts {
  readonly clock: Clock;
  readonly pool: Pool;
  /** The states that were told last, by name; kept over starts. */
  readonly told: Told;
  /** False: another server tells of changes. */
  readonly tells: () => boolean;
}

export interface Told {
  /** By name. */
  readonly states: () => Promise<ReadonlyMap<string, string>>;
  readonly tell: (changed: Changed) => Promise<void>;
}

/** Knows how each feed is, and tells of each change of it once. */
export class HealthWatch {
  readonly #parts: HealthWatchParts;
  #instances: Readonly<Record<string, HealthView>> = {};
  #figures: Readonly<Record<string, HealthFigures>> = {};
  #store: HealthView | null = null;
  #takeBack = (): void => undefined;
  /** When it looks next. */
  #next = Infinity;
  #looking: Promise<void> | undefined;
  #isEnding = false;

  constructor(parts: HealthWatchParts) {
    this.#parts = parts;
  }

  of(name: string): HealthView | null {
    return this.#instances[name] ?? null;
  }

  get figures(): Readonly<Record<string, HealthFigures>> {
    return this.#figures;
  }

  get store(): HealthView | null {
    return this.#store;
  }

  /** A run has ended. */
  soon(): void {
    this.#lookIn(LATER);
  }

  /** Looks now; what is wrong with looking itself is no state of a feed. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  end(): void {
    this.#isEnding = true;
    this.#takeBack();
  }

  #lookIn(ms: number): void {
    const { clock } = this.#parts;
    const time = clock.now() + ms;
    if (this.#isEnding || this.#next <= time) return;
    this.#takeBack();
    this.#next = time;
    this.#takeBack = clock.at(time, () => void this.look());
  }

  async #look(): Promise<void> {
    this.#next = Infinity;
    try {
      const { instances, figures, store } = await this.#parts.pool.ask('health', {});
      this.#instances = instances;
      this.#figures = figures;
      this.#store = store;
      if (!this.#isEnding && this.#parts.tells()) await this.#tell();
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
    }
    this.#lookIn(LOOKS);
  }

  async #tell(): Promise<void> {
    const { told } = this.#parts;
    const before = await told.states();
    const all = Object.entries(this.#instances);
    if (this.#store !== null || before.has(STORE))
      all.push([STORE, this.#store ?? { ...WELL, words: 'The store is well again.' }]);
    for (const [name, health] of all) {
      if (before.get(name) === health.state) continue;
      if (this.#isEnding) return;
      await told.tell({ name, before: before.get(name), health });
    }
  }
}

const WELL: HealthView = {
  state: 'up to date',
  words: '',
  since: null,
  last_good: null,
  place: null,
  remedy: null,
  acts: false,
};
