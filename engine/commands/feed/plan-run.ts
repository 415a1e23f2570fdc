import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { planFeed } from '../../plan/plan-feed.ts';
import { instant } from '../display/units.ts';
import { mockCheckpoint } from './mock-vendor.ts';
import type { Range } from './range.ts';
import type { Target } from './target.ts';

export interface RunAsked extends Pick<Range, 'now' | 'since' | 'until'> {
  readonly target: Target;
  /** Every option; secrets in clear. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly clip: boolean;
  readonly isMock: boolean;
}

/** What a run would be that begins anew. `known`: where the last one ended. */
export const planRun = (
  { target: { pack, feed }, options, now, since, until, clip, isMock }: RunAsked,
  partition: string | undefined,
  known: number | undefined,
  evaluator: Evaluator,
): FeedPlan => {
  const checkpoint = isMock ? mockCheckpoint(known, until ?? now) : known;
  return planFeed({ pack, feed, options, now, partition, since, until, checkpoint, clip }, evaluator);
};

/** A mock's clock stands still, so that its run doesn't go on where the last one ended: undefined where it does. */
export const startsOver = (since: number | undefined, known: number | undefined): string | undefined =>
  known === undefined || since === undefined || since >= known
    ? undefined
    : `The clock of the mock stands still: a run over it starts over at ${instant(since)}, not at ${instant(known)}, where the last one ended.`;
