import type { Json } from '../../language/basics/json.ts';

export interface WindowRange {
  readonly since: number | undefined;
  readonly until: number | undefined;
}

export interface Checkpoint {
  readonly until: number | undefined;
  /** `$state` of the next run. */
  readonly state: Json | undefined;
}

export interface ObjectCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly withdrawn: number;
  /** Withdrawals of what this source has never listed: no objects, and not among the others. Absent where there were none. */
  readonly nothing_to_withdraw?: number;
  /** Objects created, updated, unchanged or withdrawn, by type. */
  readonly by_type: Readonly<Record<string, number>>;
  /** Attribute values that the run's source had not given of these objects before. */
  readonly attributes: number;
}
