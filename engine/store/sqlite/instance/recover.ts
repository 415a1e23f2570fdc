import { existsSync } from 'node:fs';
import { EngineError } from '../../../language/basics/errors.ts';
import type { RunRows } from './run-rows.ts';
import type { SealedWindow } from '../../../staging/sealed-window.ts';
import { LAYOUT } from '../../object/object-codec.ts';
import type { StoreFiles } from '../database/store-files.ts';
import type { Recovered } from '../../contract/store.ts';
import { WindowApply, type ApplyContext } from '../apply/apply-window.ts';

type RecoverContext = Omit<ApplyContext, 'plan' | 'place'> & {
  readonly files: StoreFiles;
  readonly hash: string;
  readonly runs: RunRows;
};

interface Row {
  readonly run_id: number;
  readonly number: number;
  readonly sealed: string;
}

const SEALED = `SELECT w.run_id, w.number, w.sealed FROM windows AS w JOIN runs AS r ON r.id = w.run_id
  WHERE r.instance_id = ? AND w.status = 'sealed' ORDER BY w.run_id, w.number`;

export const sealedWindows = ({ db, scope }: Pick<ApplyContext, 'db' | 'scope'>): readonly Row[] =>
  db.all<Row>(SEALED, scope.instanceId);

/** Its files are there, and of this Feedwright's layout: it may have been updated in between. */
export const isReadable = (sealed: SealedWindow, context: Pick<RecoverContext, 'staging' | 'side'>): boolean =>
  sealed.layout === LAYOUT &&
  (sealed.segments.length === 0 || existsSync(context.staging)) &&
  (!sealed.side || existsSync(context.side));

const rollForward = async (row: Row, context: RecoverContext): Promise<boolean> => {
  const sealed = JSON.parse(row.sealed) as SealedWindow;
  const { run, plan } = context.runs.byRow(row.run_id);
  const range = plan.windows[row.number] ?? { since: undefined, until: undefined };
  const place = { runRow: row.run_id, run, index: row.number, range, isLast: row.number === plan.windows.length - 1 };
  try {
    if (isReadable(sealed, context)) {
      await new WindowApply({ ...context, plan, place }, sealed, { checks: true }).run();
      return true;
    }
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.code !== 'store.staging-damaged') throw cause;
  }
  // Its file was taken away or damaged, or is of another layout: the window is fetched again, and what of it was applied is found unchanged.
  context.db.run('DELETE FROM windows WHERE run_id = ? AND number = ?', row.run_id, row.number);
  return false;
};

/** Applies what a crash left sealed, without asking the vendor, and throws away what it left unsealed. */
export const recover = async (context: RecoverContext): Promise<Recovered> => {
  const rows = sealedWindows(context);
  const left = existsSync(context.staging) || existsSync(context.side);
  let rolledForward = 0;
  for (const row of rows) if (await rollForward(row, context)) rolledForward += 1;
  context.files.discardStaging(context.hash);
  return { rolledForward, discarded: rows.length > rolledForward || (left && rows.length === 0) };
};
