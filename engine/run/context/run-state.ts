import { openState } from '../../components/states/registry.ts';
import type { StateSession } from '../../components/states/state.ts';
import type { Json } from '../../language/basics/json.ts';
import type { ComponentUse } from '../../language/model.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import type { PausedPages } from '../source/read-pages.ts';

/** The feed's `state:` while it runs. */
export class RunState {
  readonly #use: ComponentUse;
  readonly #plan: FeedPlan;
  #previous: Json | undefined;
  #session: StateSession | undefined;
  #commitsOnce: boolean;
  /** What the run began with. */
  readonly #first: Json | undefined;
  #rested = false;
  /** The pages of the source behind the last commit. */
  #paused: PausedPages | undefined;
  /** Sure to stay the only one. */
  readonly #oneWindow: boolean;

  constructor(use: ComponentUse, plan: FeedPlan, previous: Json | undefined, dryRun: boolean) {
    this.#use = use;
    this.#plan = plan;
    this.#previous = this.#first = previous;
    this.#oneWindow = plan.windows.length === 1 && plan.feed.window?.halve === undefined;
    const stretches = !this.#oneWindow || plan.manual || plan.feed.source.kind !== 'call';
    this.#commitsOnce = dryRun || stretches || plan.snapshot !== undefined;
  }

  /**
   * May the run commit what has come and go on from there? Only where its one window is all there is: what a snapshot does
   * not list is known at its end alone, and a stretch of history must not move the state.
   */
  get mayRest(): boolean {
    return !this.#commitsOnce && this.session.resting !== undefined;
  }

  get session(): StateSession {
    const { now, fingerprint } = this.#plan;
    this.#session ??= openState(this.#use, { previous: this.#previous, now, fingerprint, oneWindow: this.#oneWindow });
    return this.#session;
  }

  /** At the end of a page: the state to commit before the run goes on. */
  resting(): Json | undefined {
    return this.#commitsOnce ? undefined : this.session.resting?.();
  }

  /** Keeps the pages that are read on once the state is committed. */
  pause(pages: PausedPages | undefined): void {
    this.#paused = pages;
  }

  takePaused(): PausedPages | undefined {
    const paused = this.#paused;
    this.#paused = undefined;
    return paused;
  }

  /**
   * It was committed. The session looks on at the pages that follow, so that it sees where their order is broken; without such
   * pages the rest of the run begins at the state.
   */
  moveTo(state: Json): void {
    this.#previous = state;
    this.#rested = true;
    if (this.#paused === undefined) this.#session = undefined;
    else this.#session?.rested?.();
  }

  /** The source is read again: from the state that was committed last. */
  restart(): void {
    this.#paused = undefined;
    if (this.#rested) this.#session = undefined;
    else this.#session?.restart();
  }

  /** The state to go back to, once, where what was committed of this run would leave records out; nothing more is committed before its end. */
  takenBack(): { readonly state: Json | undefined } | undefined {
    if (this.#commitsOnce || this.#session?.takesBack?.() !== true) return undefined;
    this.#commitsOnce = true;
    this.#previous = this.#first;
    return { state: this.#first };
  }
}

export const openRunState = (plan: FeedPlan, previous: Json | undefined, dryRun: boolean): RunState | undefined =>
  plan.feed.state === undefined ? undefined : new RunState(plan.feed.state, plan, previous, dryRun);
