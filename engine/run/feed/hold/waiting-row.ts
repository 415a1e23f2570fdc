import { EngineError } from '../../../language/basics/errors.ts';
import { iso } from '../../../language/basics/instant.ts';
import type { HeldRun } from '../../../store/contract/store.ts';
import { Counter } from '../../context/ledger.ts';
import type { RunRow } from '../../context/run-row.ts';
import { NOTHING_SEEN } from '../summary/what-was-seen.ts';

/** `run.held`: another run would fetch behind what waits, and what of it is discarded would be lost or come twice. */
export const isWaiting = ({ run, since, why }: HeldRun, feed: string): EngineError =>
  new EngineError('run.held', `Nothing was fetched: run ${run} of ${feed} is held since ${iso(since)} (${why}).`, {
    hint: `\`feedwright review ${run}\` shows what it would change; then \`feedwright apply ${run}\` or \`feedwright discard ${run}\`.`,
  });

/** Of a partition that fetched nothing because an earlier run of it is held: the others run in any case. */
export const waitingRow = ({ run }: HeldRun, feed: string, { code, message, hint }: EngineError): RunRow => ({
  run,
  feed,
  status: 'failed',
  windows: [],
  requests: { count: 0, retried: 0, bytes: 0, logins: 0 },
  records: new Counter().counts(),
  objects: { created: 0, updated: 0, unchanged: 0, withdrawn: 0, by_type: {} },
  attributes: 0,
  duration_ms: 0,
  stop_reason: 'an earlier run is held',
  mapping: [],
  notes: {},
  drift: [],
  seen: NOTHING_SEEN,
  dry_run: false,
  error: { code, message, ...(hint === undefined ? {} : { hint }) },
});
