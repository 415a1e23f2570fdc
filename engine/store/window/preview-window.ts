import { typeOf } from '../../object/object-codec.ts';
import { itemReader } from '../../staging/staged-item.ts';
import type { Segment } from '../../staging/segment-file.ts';
import type { StagedFrame } from '../../staging/frame.ts';
import { MergedStaging } from '../../staging/merge-segments.ts';
import type { BackendInstance } from '../contract/backend.ts';
import type { ObjectCounts, RunPlan } from '../contract/store.ts';
import { decide } from './decide.ts';
import { checkSnapshot } from './snapshot-limits.ts';
import { Tally } from './tally.ts';

const BATCH = 2000;

/** Calls `visit` with all that is staged, some at a time; the staging stays. */
export const eachBatch = async (
  path: string,
  segments: readonly Segment[],
  visit: (groups: readonly StagedFrame[]) => Promise<void>,
): Promise<void> => {
  if (segments.length === 0) return;
  const merged = new MergedStaging(path, segments);
  try {
    for (let group = merged.next(), groups: StagedFrame[] = []; group !== undefined || groups.length > 0; group = merged.next()) {
      if (group !== undefined) groups.push(group);
      if (group !== undefined && groups.length < BATCH) continue;
      await visit(groups);
      merged.release();
      groups = [];
    }
  } finally {
    merged.close();
  }
};

interface Vanishing {
  /** Objects that this window stages. */
  readonly staged: number;
  /** Objects that the instance lists now. */
  readonly standing: number;
  /** Those of them that neither this window nor an earlier one of the run lists again. */
  readonly byType: ReadonlyMap<string, number>;
}

const vanishing = async (backend: BackendInstance, segments: readonly Segment[]): Promise<Vanishing> => {
  const { all, left } = await backend.standing();
  const byType = new Map(left);
  let staged = 0;
  await eachBatch(backend.files.objects, segments, async (groups) => {
    staged += groups.length;
    const known = await backend.reads.find(groups.map(({ identity }) => identity));
    const standing = groups.flatMap(({ identity }, at) => {
      const found = known[at];
      return found === undefined || found.fingerprint === null ? [] : [{ identity, id: found.id }];
    });
    const listed = await backend.listed(standing.map(({ id }) => id));
    for (const { identity, id } of standing) {
      if (listed.has(id)) continue;
      const type = typeOf(identity);
      byType.set(type, (byType.get(type) ?? 0) - 1);
    }
  });
  return { staged, standing: all, byType };
};

const total = (counts: ReadonlyMap<string, number>): number => counts.values().reduce((sum, count) => sum + count, 0);

/** Throws `store.snapshot-refused` before anything of the run's last window is applied; `fetched`: rows of this window. */
export const refuseSnapshot = async (
  backend: BackendInstance,
  plan: RunPlan,
  segments: readonly Segment[],
  { run, fetched }: { readonly run: string; readonly fetched: number },
): Promise<void> => {
  if (plan.snapshot === undefined) return;
  const earlier = await backend.windows(run);
  const rows = earlier.reduce((sum, { ledger }) => sum + ledger.records.fetched, fetched);
  const listed = earlier.reduce((sum, { objects }) => sum + new Tally(objects).total, 0);
  const gone = await vanishing(backend, segments);
  const found = { rows, listed: listed + gone.staged, standing: gone.standing, vanishing: total(gone.byType) };
  checkSnapshot(plan.snapshot, found);
};

/** What applying would do. Windows of a dry run don't see each other, so a snapshot of several says nothing of what vanishes. */
export const previewWindow = async (
  backend: BackendInstance,
  plan: RunPlan,
  segments: readonly Segment[],
): Promise<ObjectCounts> => {
  const tally = new Tally();
  const item = itemReader(plan.fingerprint);
  await eachBatch(backend.files.objects, segments, async (groups) => void (await decide(groups.map(item), backend.reads, tally)));
  if (plan.snapshot === undefined || plan.windows.length > 1) return tally.counts();
  const gone = await vanishing(backend, segments);
  checkSnapshot(plan.snapshot, {
    rows: tally.total,
    rowsUnknown: true,
    listed: gone.staged,
    standing: gone.standing,
    vanishing: total(gone.byType),
  });
  for (const [type, count] of gone.byType) for (let n = 0; n < count; n++) tally.add('withdrawn', type, 0);
  return tally.counts();
};
