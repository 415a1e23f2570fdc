export interface RunOptions {
  /** Maps and counts, writes nothing. */
  readonly dryRun: boolean;
  /** Stops after so many records were fetched; the checkpoint does not move. */
  readonly limit: number | undefined;
}
