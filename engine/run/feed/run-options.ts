export interface RunOptions {
  /** Maps and counts, writes nothing. */
  readonly dryRun: boolean;
  /** Stops after so many records were fetched; the checkpoint does not move. */
  readonly limit: number | undefined;
  /** Seals its next window and does not apply it: half a sentence that says why; undefined: it is applied at once. */
  readonly hold?: string | undefined;
}
