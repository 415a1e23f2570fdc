import { isoOr } from '../../../language/basics/instant.ts';
import type { OpenRun } from '../../../store/contract/store.ts';
import { formatPlace } from '../../../language/basics/place.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { RunContext } from '../../context/context.ts';
import { sumObjects } from '../../../store/window/tally.ts';
import { sumNotes, sumRecords, type Counter } from '../../context/ledger.ts';
import type { RunOptions } from '../run-options.ts';
import type { WindowsEnd } from '../windows-run.ts';
import type { RunRow, Standing, StoredRow } from '../../context/run-row.ts';
import { mappingNotes } from './mapping-notes.ts';
import { whatWasSeen } from './what-was-seen.ts';

export interface SummaryParts {
  readonly context: RunContext;
  readonly run: OpenRun;
  readonly end: WindowsEnd;
  readonly notes: Counter;
  readonly options: RunOptions;
  readonly duration: number;
}

/** The run as one row; secrets are masked in whatever text it holds. */
export function summarize({ context, run, end, notes, options, duration }: SummaryParts): RunRow {
  const { plan, services } = context;
  const ledgers = [...end.done.map(({ ledger }) => ledger), ...[end.failed, end.held?.ledger].filter((one) => one !== undefined)];
  const { attributes, ...objects } = sumObjects(end.done.map((window) => window.objects));
  // What this process sent, and what was sent for the windows that were done before it.
  const sent = [
    services.http.stats(),
    ...run.done.map(({ ledger: { requests } }) => ({ ...requests, requests: requests.count })),
  ];
  const mapping = context.mapping.rows();
  const drift = context.drift.findings();
  if (drift.more > 0) notes.note('changes of shape that are not listed', drift.more);
  const sumSent = (of: 'requests' | 'retried' | 'bytes'): number => sent.reduce((sum, one) => sum + one[of], 0);
  return {
    run: run.id,
    feed: `${plan.pack.name}/${plan.feed.name}`,
    status: statusOf(end),
    windows: plan.windows.map(({ since, until }, index) => ({
      since: isoOr(since, null),
      until: isoOr(until, null),
      status: windowStatus(index, end),
      ...(plan.partition === undefined ? {} : { partition: plan.partition }),
    })),
    requests: { count: sumSent('requests'), retried: sumSent('retried'), bytes: sumSent('bytes'), logins: context.auth.logins() },
    records: sumRecords(ledgers.map(({ records }) => records)),
    objects,
    attributes,
    duration_ms: Math.round(duration),
    stop_reason: services.redact(end.stopReason),
    notes: sumNotes([...ledgers.map((ledger) => ledger.notes), Object.fromEntries(notes.notes), mappingNotes(mapping)]),
    mapping,
    seen: whatWasSeen({ ...context, plan: end.context.plan }, end),
    drift: drift.listed,
    ...(end.held === undefined ? {} : { held: { why: end.held.why, words: heldWords(run.id) } }),
    dry_run: options.dryRun,
    error: end.error === undefined ? null : describe(end.error, services.redact),
  };
}

/** What is kept of it: the notes say what is wrong with the mapping. */
export const storedRow = (row: RunRow, standing: Standing | undefined): StoredRow => {
  const { mapping: _, ...kept } = row;
  return { ...kept, ...(standing === undefined ? {} : { standing }) };
};

const statusOf = ({ error, held }: WindowsEnd): RunRow['status'] => {
  if (error === undefined) return held === undefined ? 'succeeded' : 'held';
  return error.code === 'run.interrupted' ? 'interrupted' : 'failed';
};

const heldWords = (run: string): string => `feedwright review ${run}, then feedwright apply ${run} or feedwright discard ${run}`;

function windowStatus(index: number, end: WindowsEnd): RunRow['windows'][number]['status'] {
  if (index < end.done.length) return 'done';
  if (index === end.done.length && end.held !== undefined) return 'held';
  return index === end.done.length && end.error !== undefined ? 'failed' : 'pending';
}

function describe(error: EngineError, redact: (text: string) => string): NonNullable<RunRow['error']> {
  const status = answeredBy(error);
  return {
    code: error.code,
    message: redact(error.message),
    ...(error.hint === undefined ? {} : { hint: redact(error.hint) }),
    ...(error.place === undefined ? {} : { place: formatPlace(error.place) }),
    ...(status === undefined ? {} : { status }),
  };
}

/** Of the answer that it comes from, a login's among them. */
function answeredBy(error: unknown): number | undefined {
  let one = error;
  for (let depth = 0; depth < 5 && one instanceof Error; depth++) {
    if (one instanceof EngineError && one.status !== undefined) return one.status;
    one = one.cause;
  }
  return undefined;
}
