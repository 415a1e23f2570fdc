/** The two ends of a copy. */
import type { Awaitable, Streamed } from '../contract/awaitable.ts';
import type { CopiedTable } from './copied-tables.ts';

export type Cell = string | number | null;
/** Of a table, in the order of its columns. */
export type CopiedRow = readonly Cell[];

/** What is known of a source before anything is read. */
export interface SourceFacts {
  /** Another one: something else lies there by now. */
  readonly stamp: string;
  /** Rows of each table. */
  readonly rows: ReadonlyMap<string, number>;
  /** Number of the latest change. */
  readonly changes: number;
  /** No number of a listing is higher. */
  readonly listings: number;
  readonly mock: string | undefined;
  /** Names of attributes that have numbers, by these; none where they are written out. */
  readonly names: readonly { readonly id: number; readonly name: string }[];
}

/** All that is read of it is of one moment. */
export interface CopySource {
  readonly shown: string;
  facts(): Awaitable<SourceFacts>;
  /** Ids of runs of which a window waits to be applied: its objects lie in files of that machine. */
  held(): Awaitable<readonly string[]>;
  /** In the order of the key, those behind a row's. */
  rows(table: CopiedTable, after: CopiedRow | undefined): Streamed<CopiedRow>;
  /** Contents of attachments, those that an undo may bring back among them, behind one. */
  contents(after: string | undefined): Streamed<{ readonly sha256: string }>;
  content(sha256: string): AsyncIterable<Uint8Array>;
  digest(): Awaitable<string>;
  close(): Awaitable<void>;
}

/** How far a copy has come; kept in the target, and moved with each batch. */
export interface CopyPosition {
  /** Of the source, for people. */
  readonly from: string;
  readonly stamp: string;
  /** What is being copied, and the key of its row that came last. */
  readonly part: string;
  readonly after: CopiedRow | undefined;
  /** Of this part. */
  readonly rows: number;
}

export interface CopyTarget {
  readonly shown: string;
  /** Undefined: there is nothing in it yet. Throws `store.copy-target` where there is something else. */
  position(): Awaitable<CopyPosition | undefined>;
  /** Empties it, and begins. */
  begin(position: CopyPosition, facts: SourceFacts): Awaitable<void>;
  /** Rows and position together; `store.copy-meanwhile` where another has moved it. */
  write(table: CopiedTable, rows: readonly CopiedRow[], position: CopyPosition, facts: SourceFacts): Awaitable<void>;
  /** Nothing, where it is there already. */
  putContent(bytes: AsyncIterable<Uint8Array>, position: CopyPosition): Awaitable<void>;
  /** All rows are there: what is made next takes numbers behind theirs. */
  settle(facts: SourceFacts): Awaitable<void>;
  counts(): Awaitable<ReadonlyMap<string, number>>;
  digest(): Awaitable<string>;
  /** It is a store like any other from here on. */
  open(): Awaitable<void>;
  close(): Awaitable<void>;
}
