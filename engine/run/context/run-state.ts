import { openState } from '../../components/states/registry.ts';
import type { StateSession } from '../../components/states/state.ts';
import type { Json } from '../../language/basics/json.ts';
import type { ComponentUse } from '../../language/model.ts';
import type { FeedPlan } from '../../plan/plan.ts';

/** The feed's `state:` while it runs. */
export class RunState {
  readonly #use: ComponentUse;
  readonly #plan: FeedPlan;
  #previous: Json | undefined;
  #session: StateSession | undefined;
  readonly #commitsOnce: boolean;
  /** Sure to stay the only one. */
  readonly #oneWindow: boolean;

  constructor(use: ComponentUse, plan: FeedPlan, previous: Json | undefined, dryRun: boolean) {
    this.#use = use;
    this.#plan = plan;
    this.#previous = previous;
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

  /** It was committed: the rest of the run begins there. */
  moveTo(state: Json): void {
    this.#previous = state;
    this.#session = undefined;
  }
}

export const openRunState = (plan: FeedPlan, previous: Json | undefined, dryRun: boolean): RunState | undefined =>
  plan.feed.state === undefined ? undefined : new RunState(plan.feed.state, plan, previous, dryRun);
