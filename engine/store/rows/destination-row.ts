import type { DestinationStanding } from '../contract/outbox.ts';

/** Its far side says no more of one object: what a reason is cut to. */
export const MAX_REASON = 2000;

/** What a store keeps of a destination. */
export interface DestinationRow {
  readonly id: number;
  readonly name: string;
  readonly fingerprint: string;
  readonly change: number;
  readonly ended: number;
  readonly confirmed_at: number | null;
  readonly failing_since: number | null;
  readonly failed_at: number | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

export const standingOf = (row: DestinationRow): DestinationStanding => ({
  name: row.name,
  fingerprint: row.fingerprint,
  change: row.change,
  ended: row.ended,
  confirmedAt: row.confirmed_at ?? undefined,
  failure:
    row.failing_since === null
      ? undefined
      : {
          since: row.failing_since,
          at: row.failed_at ?? row.failing_since,
          code: row.error_code ?? '',
          message: row.error_message ?? '',
        },
});
