/** What a store tells of itself, and how long it keeps things. */
import type { Json } from '../../language/basics/json.ts';
import type { HeldView } from './history.ts';

export interface InstanceInfo {
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly source: string;
  /** Where the next run starts, ms since epoch. */
  readonly until: number | undefined;
  readonly state: Json | undefined;
}

export interface StoreInfo {
  readonly path: string;
  readonly schema: number;
  /** Undefined: no run yet. */
  readonly mock: boolean | undefined;
  /** Of the database and its log, and of the attachments that objects have. */
  readonly bytes: { readonly database: number; readonly attachments: number };
  readonly objects: number;
  readonly by_type: Readonly<Record<string, number>>;
  readonly attributes: number;
  readonly tags: number;
  readonly relations: number;
  /** Relations whose other end has not come. */
  readonly unresolved: number;
  /** Since when the oldest of them wait, ms since epoch: the end that has come is there since then. */
  readonly unresolved_since: number | undefined;
  readonly attachments: number;
  readonly wanted_files: number;
  readonly sources: readonly string[];
  readonly instances: readonly InstanceInfo[];
  readonly runs: number;
  /** Those that wait to be applied or discarded. */
  readonly held: readonly HeldView[];
  readonly quarantined: number;
  /** Number of the latest change. */
  readonly changes: number;
}

export interface CheckResult {
  readonly ok: boolean;
  /** One sentence each. */
  readonly problems: readonly string[];
}

/** How long things are kept, in ms; undefined: for ever. */
export interface RetentionPolicy {
  /** Ended runs with their ledger; each feed's latest run is kept. */
  readonly runs?: number | undefined;
  readonly quarantine?: number | undefined;
  readonly actions?: number | undefined;
  /** What runs have replaced: later they can't be undone. */
  readonly changes?: number | undefined;
}

export interface Pruned {
  readonly runs: number;
  readonly quarantine: number;
  readonly actions: number;
  /** Runs that can't be undone any more. */
  readonly changes: number;
}
