import type { DriftFinding } from '../../drift/told/finding.ts';
import type { MappingRow } from '../report/mapping-row.ts';
import type { ObjectCounts, RecordCounts } from '../../store/contract/store.ts';
import type { FirstAside, Lack } from '../../store/contract/window-seen.ts';

/** What `run --json` prints: the shape is stable. Times are ISO 8601. */
export interface RunRow {
  readonly run: string;
  readonly feed: string;
  /** `held`: a window of it is sealed and waits to be applied or discarded. */
  readonly status: 'succeeded' | 'failed' | 'interrupted' | 'held';
  readonly windows: readonly {
    readonly since: string | null;
    readonly until: string | null;
    readonly status: 'done' | 'failed' | 'pending' | 'held';
    readonly partition?: string;
  }[];
  /** Only with `partition:`: the run of each value; the figures of the row are their sums. */
  readonly partitions?: readonly {
    readonly partition: string;
    readonly run: string;
    readonly status: RunRow['status'];
    readonly error: RunRow['error'];
  }[];
  readonly requests: { readonly count: number; readonly retried: number; readonly bytes: number; readonly logins: number };
  readonly records: RecordCounts;
  readonly objects: Omit<ObjectCounts, 'attributes'>;
  /** Values that the feed's source had not given of these objects before. */
  readonly attributes: number;
  /** Milliseconds. */
  readonly duration_ms: number;
  readonly stop_reason: string;
  /** Anomalies and reasons by name. */
  readonly notes: Readonly<Record<string, number>>;
  /** Of the records that this process mapped: rows that are known from the last run are not asked. */
  readonly mapping: readonly MappingRow[];
  /** Only where records were set aside: does the next run ask for them again, and what to do if not. */
  readonly set_aside?: { readonly next_run: 'yes' | 'no' | 'in part'; readonly words: string };
  /** What tells whether the feed is well. */
  readonly seen: {
    /** The time of the newest record that the filters left. */
    readonly newest_record: string | null;
    /** That nothing came is what the vendor says: all is as it was, it has nothing of the time, or no time was to be asked for yet. */
    readonly nothing_new: 'unchanged' | 'empty' | 'no_range' | null;
    /** What should have come and has not. */
    readonly lacks: readonly Lack[];
    readonly first_aside: FirstAside | null;
  };
  /** Where records come in another shape than before; what something hangs on first. */
  readonly drift: readonly DriftFinding[];
  /** Only of a run that is held: why, and what to do next. */
  readonly held?: { readonly why: string; readonly words: string };
  readonly dry_run: boolean;
  readonly error: ErrorRow | null;
}

export interface ErrorRow {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly place?: string;
  /** Where it comes from an answer: its HTTP status. */
  readonly status?: number;
}

/** What a run came to: something new; the same as before; nothing, as the vendor says; or what went wrong. */
export type StandingOutcome = 'new' | 'same' | 'nothing' | 'partial' | 'blocked' | 'refused' | 'failing' | 'store';

/** How a feed stands after a run: what all its runs come to, kept with the last one. Times are ISO 8601. */
export interface Standing {
  readonly outcome: StandingOutcome;
  /** The first of the runs in a row that came to this ended then. */
  readonly since: string;
  /** The last run that brought all there was and could use it. */
  readonly last_good: { readonly run: string; readonly at: string } | null;
  /** Of all runs. */
  readonly newest_record: string | null;
  /** A run changed an object last. */
  readonly changed: string | null;
  /** The first run ended. */
  readonly began: string;
  /** The first record that the last run which set any aside could not map. */
  readonly first_aside: FirstAside | null;
}

/** What the store keeps of it; rows of earlier versions say nothing of the shape. */
export type StoredRow = Omit<RunRow, 'mapping' | 'drift'> & Partial<Pick<RunRow, 'drift'>> & { readonly standing?: Standing };
