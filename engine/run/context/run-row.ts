import type { ObjectCounts, RecordCounts } from '../../store/contract/store.ts';

/** A line of the feed's mapping: a value, a condition, a `let`, a call, a relation. */
export interface MappingRow {
  /** Of the report; null: the feed's own. */
  readonly entry: string | null;
  /** As the definition calls it, such as `attribute`, `title`, `let` or `when`. */
  readonly part: string;
  /** Of the attribute, `let`, call, member or related entry. */
  readonly name: string | null;
  /** `file:line:column`. */
  readonly place: string;
  readonly expression: string | null;
  /** So often it gave something; of a condition: so often it was true. */
  readonly given: number;
  /** So often it was asked: once for a record, within `each` once for an element. */
  readonly of: number;
  /**
   * What the notes say of it, where it gave nothing at all. `never there`: no record had a member that it reads, so it may be
   * misspelt; `never given`: such a member was there, or there is no telling. Null as well where that may be meant so: by an
   * option, by a condition that was not met.
   */
  readonly finding: 'never there' | 'never given' | null;
}

/** What `run --json` prints: the shape is stable. Times are ISO 8601. */
export interface RunRow {
  readonly run: string;
  readonly feed: string;
  readonly status: 'succeeded' | 'failed' | 'interrupted';
  readonly windows: readonly {
    readonly since: string | null;
    readonly until: string | null;
    readonly status: 'done' | 'failed' | 'pending';
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
  readonly dry_run: boolean;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string; readonly place?: string } | null;
}

/** What the store keeps of it. */
export type StoredRow = Omit<RunRow, 'mapping'>;
