/** What a store tells of its runs, and of the records that were set aside. */
import type { Json } from '../../language/basics/json.ts';
import type { QuarantineEntry } from '../../staging/staged-rows.ts';
import type { InstanceKey, ObjectCounts, RunSummaryRow, WindowLedger } from './store.ts';

export interface HistoryQuery {
  readonly feed?: string | undefined;
  readonly instance?: string | undefined;
  readonly partition?: string | undefined;
  /** Of a run. */
  readonly run?: string | undefined;
  readonly limit?: number | undefined;
}

/** `held`: it waits for `apply` or `discard`. */
export type WindowStatus = 'sealed' | 'held' | 'done' | 'discarded' | 'undone';

export interface WindowRow {
  readonly number: number;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly status: WindowStatus;
  readonly ledger: WindowLedger;
  readonly objects: ObjectCounts;
}

export interface RunView extends RunSummaryRow {
  readonly partition: string;
  /** How many windows it has to fetch in all, and over which range; `manual`: that was asked for. */
  readonly plan: {
    readonly windows: number;
    readonly since: number | undefined;
    readonly until: number | undefined;
    readonly manual: boolean;
  };
  readonly windows: readonly WindowRow[];
}

export interface QuarantineView extends QuarantineEntry {
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly run: string;
  /** Of its window. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly at: number;
}

/** A run without its windows. */
export interface RunHead {
  readonly run: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Null of one that was cut off. */
  readonly summary: Json;
}

export interface LastRuns extends Pick<InstanceKey, 'feed' | 'instance' | 'partition'> {
  readonly last: RunHead | undefined;
  /** The last that succeeded or failed, undone since or not: neither cut off, interrupted nor given up. */
  readonly ended: RunHead | undefined;
  /** Records that are set aside, since when the oldest is, and why the latest is. */
  readonly aside: { readonly count: number; readonly since: number; readonly reason: string } | undefined;
}

/** A run of which a window waits to be applied or discarded. */
export interface HeldView {
  readonly run: string;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  /** Ms since epoch. */
  readonly since: number;
  readonly why: string;
}
