/** What applying a held run would change. */
export interface ReviewView {
  readonly run: string;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  /** Since when it is held, and why. */
  readonly since: string;
  readonly why: string;
  readonly objects: {
    readonly created: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly withdrawn: number;
  };
  /** By kind of change: how many. */
  readonly kinds: Readonly<Record<string, number>>;
  /** The first of each kind; sensitive values are hidden. */
  readonly shown: readonly unknown[];
}

/** What became of a run that was decided on, as `feedwright apply --json`, `discard --json` and `undo --json` have it. */
export type DecidedView = Readonly<Record<string, unknown>>;
