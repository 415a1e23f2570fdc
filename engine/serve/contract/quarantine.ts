export interface QuarantineQuery {
  readonly feed?: string;
  readonly run?: string;
  readonly limit?: string;
}

export interface QuarantineView {
  readonly entries: readonly QuarantineEntry[];
  readonly is_cut: boolean;
  /** A line for each feed: what becomes of its records. */
  readonly advice: readonly string[];
}

/** A record that could not be mapped; never its content. */
export interface QuarantineEntry {
  /** `pack/feed`. */
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly key: string;
  /** In the answer. */
  readonly place: string;
  readonly code: string;
  /** With the YAML line in it. */
  readonly error: string;
  readonly run: string;
  readonly since: string | null;
  readonly until: string | null;
  readonly at: string;
  /** Does the next run ask for it again? */
  readonly next_run: string;
}
