import { iso } from '../../../language/basics/instant.ts';
import type { StepOutcome } from '../../expect/compare-step.ts';
import type { Change } from '../changes/change.ts';
import type { Hidden } from './hide.ts';
import { objectChanges } from './object-changes.ts';
import { pairObjects } from './pair-objects.ts';
import type { RecordsSeen } from './records-seen.ts';
import { requestChanges } from './request-changes.ts';
import { resultChanges } from './result-changes.ts';

export interface StepParts {
  /** The feed or action. */
  readonly of: string;
  /** The step, in a few words. */
  readonly where: string;
  readonly hidden: Hidden;
  /** What the records of the whole case became, with the old definition and with the new one. */
  readonly records: readonly [RecordsSeen, RecordsSeen];
}

/** What a step asked for and left behind, with both definitions. */
export const stepChanges = (
  [old, latest]: readonly [StepOutcome, StepOutcome],
  { of, where, hidden, records: [first, second] }: StepParts,
): readonly Change[] => {
  const pairing = pairObjects({ views: old.views, records: first }, { views: latest.views, records: second });
  return [
    ...requestChanges(old.result.requests, latest.result.requests, { of, where, hidden }),
    ...objectChanges(pairing, of, hidden),
    ...resultChanges(old.result.acted, latest.result.acted, of, hidden),
    ...(old.checkpoint === latest.checkpoint ? [] : [checkpointChange(old.checkpoint, latest.checkpoint, of, where)]),
  ];
};

const checkpointChange = (before: number | undefined, after: number | undefined, of: string, where: string): Change => {
  const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : iso(ms));
  return { id: 'checkpoint.changed', of, what: 'checkpoint', where, before: time(before), after: time(after) };
};
