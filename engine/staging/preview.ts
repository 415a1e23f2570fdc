import { ObjectApplier } from '../store/sqlite/apply/apply-objects.ts';
import { ObjectReader } from '../store/sqlite/apply/object-reader.ts';
import { checkSnapshot, isListed, standing } from '../store/sqlite/apply/snapshot.ts';
import { itemReader } from './staged-item.ts';
import type { Segment } from './segment-file.ts';
import type { StagedFrame } from './frame.ts';
import { MergedStaging } from './merge-segments.ts';
import type { ObjectCounts, WindowLedger } from '../store/contract/store.ts';
import { Tally } from '../store/object/tally.ts';
import type { ApplyContext } from '../store/sqlite/apply/apply-window.ts';

const BATCH = 2000;

/** Calls `visit` with all that is staged, some at a time; the staging stays. */
const eachBatch = (staging: string, segments: readonly Segment[], visit: (groups: readonly StagedFrame[]) => void): void => {
  if (segments.length === 0) return;
  const merged = new MergedStaging(staging, segments);
  try {
    for (let group = merged.next(), groups: StagedFrame[] = []; group !== undefined || groups.length > 0; group = merged.next()) {
      if (group !== undefined) groups.push(group);
      if (group !== undefined && groups.length < BATCH) continue;
      visit(groups);
      merged.release();
      groups = [];
    }
  } finally {
    merged.close();
  }
};

const typeOf = (identity: string): string => identity.slice(0, identity.indexOf('\0'));

/** Objects by type that the instance lists now and that neither this window nor an earlier one of the run lists again. */
const vanishing = (
  context: ApplyContext,
  segments: readonly Segment[],
): { readonly staged: number; readonly standing: number; readonly byType: ReadonlyMap<string, number> } => {
  const { db, dictionaries, scope } = context;
  const { all, left } = standing(db, scope.instanceId);
  const reader = new ObjectReader(db, dictionaries, scope);
  let staged = 0;
  eachBatch(context.staging, segments, (groups) => {
    staged += groups.length;
    const known = reader.lookUp(groups.map(({ identity }) => identity));
    for (const [at, { identity }] of groups.entries()) {
      const found = known[at];
      if (found === undefined || found.fingerprint === null || isListed(db, scope.instanceId, found.id)) continue;
      const type = typeOf(identity);
      left.set(type, (left.get(type) ?? 0) - 1);
    }
  });
  return { staged, standing: all, byType: left };
};

const total = (counts: ReadonlyMap<string, number>): number => counts.values().reduce((sum, count) => sum + count, 0);

/** Throws `store.snapshot-refused` before anything of the run's last window is applied. */
export const refuseSnapshot = (context: ApplyContext, segments: readonly Segment[], fetched: number): void => {
  const { plan, db, place } = context;
  if (plan.snapshot === undefined) return;
  const earlier = db.all<{ ledger: string; objects: string }>(
    'SELECT ledger, objects FROM windows WHERE run_id = ?',
    place.runRow,
  );
  const listed = earlier.reduce((sum, { objects }) => sum + new Tally(JSON.parse(objects) as ObjectCounts).total, 0);
  const rows = earlier.reduce((sum, { ledger }) => sum + (JSON.parse(ledger) as WindowLedger).records.fetched, fetched);
  const gone = vanishing(context, segments);
  const found = { rows, listed: listed + gone.staged, standing: gone.standing, vanishing: total(gone.byType) };
  checkSnapshot(plan.snapshot, found);
};

/** What applying would do. Windows of a dry run don't see each other, so a snapshot of several says nothing of what vanishes. */
export const previewWindow = (context: ApplyContext, segments: readonly Segment[]): ObjectCounts => {
  const { db, dictionaries, scope, plan } = context;
  const tally = new Tally();
  const applier = new ObjectApplier(db, dictionaries, scope, { now: plan.now, keepsList: false });
  const item = itemReader(plan.fingerprint);
  eachBatch(context.staging, segments, (groups) => applier.preview(groups.map(item), tally));
  if (plan.snapshot === undefined || plan.windows.length > 1) return tally.counts();
  const gone = vanishing(context, segments);
  const found = {
    rows: tally.total,
    rowsUnknown: true,
    listed: gone.staged,
    standing: gone.standing,
    vanishing: total(gone.byType),
  };
  checkSnapshot(plan.snapshot, found);
  for (const [type, count] of gone.byType) for (let n = 0; n < count; n++) tally.add('withdrawn', type, 0);
  return tally.counts();
};
