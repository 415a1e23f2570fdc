import { iso } from '../../language/basics/instant.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import type { OpenRun, RunPlan } from '../../store/contract/store.ts';

/** What becomes of a run that was cut off, when the next one is asked for. */
export interface Continuation {
  /** What the next run does; undefined: it begins anew, and the one that was cut off is abandoned. */
  readonly plan: FeedPlan | undefined;
  /** The same in a sentence. */
  readonly says: string;
}

export function continuation(cut: OpenRun, planned: FeedPlan): Continuation {
  if (mayResume(cut.plan, planned))
    return { plan: { ...planned, ...pick(cut.plan), clipped: undefined }, says: goesOn(cut, planned) };
  const why =
    cut.plan.fingerprint === planned.fingerprint ? 'another range was asked for' : 'the definition or the options have changed';
  return {
    plan: undefined,
    says: `The run that was cut off is abandoned, since ${why}: this one starts from the last checkpoint.`,
  };
}

function goesOn({ nextWindow, plan: { windows, until } }: OpenRun, { feed, variant }: FeedPlan): string {
  const range = until === undefined ? '' : ` (up to ${iso(until)})`;
  // With a state, or where the vendor has to be told, there may be more to read in the one window that is done.
  if (nextWindow >= windows.length && feed.state === undefined && variant?.afterApplied === undefined)
    return `The run that was cut off${range} had received everything and is now complete: run again for what has come since.`;
  if (nextWindow === 0) return `The run that was cut off${range} begins again from its start.`;
  const where = nextWindow < windows.length ? ` at window ${nextWindow + 1} of ${windows.length}` : ' where it stopped';
  return `The run that was cut off${range} goes on${where}.`;
}

function mayResume(cut: RunPlan, planned: FeedPlan): boolean {
  if (cut.fingerprint !== planned.fingerprint) return false;
  const { since, until } = planned.asked;
  return (since === undefined || since === cut.since) && (until === undefined || until === cut.until);
}

const pick = (plan: RunPlan): Pick<FeedPlan, 'since' | 'until' | 'windows' | 'manual'> => ({
  since: plan.since,
  until: plan.until,
  windows: plan.windows,
  manual: plan.manual,
});
