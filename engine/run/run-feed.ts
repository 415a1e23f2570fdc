import type { FeedPlan } from '../plan/plan.ts';
import type { RunRow } from './summary.ts';
import type { Services } from './services.ts';

export interface RunOptions {
  /** Maps and counts, writes nothing. */
  readonly dryRun: boolean;
  /** Stops after so many records were fetched; the checkpoint does not move. */
  readonly limit: number | undefined;
}

/** Runs a planned feed to its end; a failure is in the row, only a bug throws. */
export const runFeed = (_plan: FeedPlan, _options: RunOptions, _services: Services): Promise<RunRow> => Promise.reject(new Error('not built yet'));
