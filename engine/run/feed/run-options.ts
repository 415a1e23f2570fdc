import type { Standing } from '../context/run-row.ts';

export interface RunOptions {
  /** Maps and counts, writes nothing. */
  readonly dryRun: boolean;
  /** Stops after so many records were fetched; the checkpoint does not move. */
  readonly limit: number | undefined;
  /** How the feed stood after its last run. */
  readonly before?: Standing | undefined;
}
