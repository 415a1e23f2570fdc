import type { RunView } from '../../store/contract/history.ts';
import { iso } from '../../language/basics/instant.ts';
import type { Standing, StoredRow } from '../../run/context/run-row.ts';
import { standingAfter, standingOf } from '../../run/feed/summary/standing.ts';
import { summaryNow } from '../review/summary-now.ts';

/** It was held when it kept its summary, and has been applied since: what it came to stands with its windows. */
export const isAppliedSince = (status: string, summary: unknown): boolean =>
  status === 'succeeded' && typeof summary === 'object' && summary !== null && (summary as Partial<StoredRow>).status === 'held';

/** How a feed stands after a run, as of now. */
export const standingNow = (run: RunView): Standing | undefined => {
  const kept = standingOf(run.summary);
  const summary = isAppliedSince(run.status, run.summary) ? summaryNow(run) : undefined;
  return summary === undefined ? kept : standingAfter(kept, summary, iso(run.endedAt ?? run.startedAt));
};
