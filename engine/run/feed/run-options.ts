import type { Standing } from '../context/run-row.ts';

export interface RunOptions {
  /** Maps and counts, writes nothing. */
  readonly dryRun: boolean;
  /** Stops after so many records were fetched; the checkpoint does not move. */
  readonly limit: number | undefined;
  /** How the feed stood after its last run. */
  readonly before?: Standing | undefined;
  /** The shape in which the records come is as it should be, whatever it was before. */
  readonly acceptDrift?: boolean | undefined;
  /** Seals its next window and does not apply it: half a sentence that says why; undefined: it is applied at once. */
  readonly hold?: string | undefined;
}
