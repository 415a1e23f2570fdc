import type { Instance, RunPlan } from '../../store/contract/store.ts';
import { Counter } from '../context/ledger.ts';
import type { RunRow } from '../context/run-row.ts';
import { NOTHING_SEEN } from './summary/what-was-seen.ts';

export interface GonePartition {
  /** `pack/feed`. */
  readonly feed: string;
  readonly partition: string;
  readonly now: number;
  /** Of the run, where it begins. */
  readonly id: string;
}

/** No run that fetches has it, so that none goes on with this one, or this one with it. */
const FINGERPRINT = 'gone';

/**
 * Withdraws all that a partition lists, in a run of its own that lists nothing, and forgets where it stood. A run of this that was
 * cut off before its seal begins again; after it, what is left was done when the instance was opened, and it is only ended.
 */
export async function withdrawPartition(instance: Instance, { feed, partition, now, id }: GonePartition): Promise<RunRow> {
  const cut = await instance.interrupted();
  const run = cut?.plan.fingerprint === FINGERPRINT ? await instance.resume(cut) : await instance.begin(planAt(now), id);
  const reason = `no longer among the values of the partition`;
  const { records, notes } = { records: new Counter().counts(), notes: {} };
  const requests = { count: 0, retried: 0, bytes: 0 };
  let [counts] = run.done.map(({ objects }) => objects);
  if (counts === undefined) {
    const window = await instance.window(run, 0);
    try {
      for (const document of (await instance.documents()).without([])) window.document(document, undefined, 'gone');
      for (const key of (await instance.quarantined()).keys()) window.putThrough(key);
      const checkpoint = { until: undefined, state: undefined };
      await window.seal({ ledger: { records, requests, notes, stopReason: reason }, checkpoint, keepSeenUntil: undefined, now });
      counts = await window.apply();
    } finally {
      await window.discard();
    }
  }
  const { attributes, ...objects } = counts;
  const row: RunRow = {
    run: run.id,
    feed,
    status: 'succeeded',
    windows: [{ since: null, until: null, status: 'done', partition }],
    requests: { ...requests, logins: 0 },
    records,
    objects,
    attributes,
    drift: [],
    duration_ms: 0,
    stop_reason: reason,
    mapping: [],
    notes: objects.withdrawn === 0 ? {} : { [`objects withdrawn with "${partition}", ${reason}`]: objects.withdrawn },
    seen: NOTHING_SEEN,
    dry_run: false,
    error: null,
  };
  await instance.end(run, { status: 'succeeded', now, summary: JSON.parse(JSON.stringify(row)), error: undefined });
  return row;
}

/** A snapshot with nothing in it. */
const planAt = (now: number): RunPlan => ({
  since: undefined,
  until: undefined,
  now,
  windows: [{ since: undefined, until: undefined }],
  fingerprint: FINGERPRINT,
  manual: false,
  snapshot: { floor: 0, maxShare: 1 },
  forgetsSeen: true,
});
