import { EngineError } from '../../../language/basics/errors.ts';
import type { ActionEnd, ActionIntent, ActionQuery, ActionRun } from '../../contract/action-runs.ts';
import { actionOf, type ActionRow } from '../../rows/history-rows.ts';
import type { Queryable } from '../database/query.ts';
import { Where } from './where.ts';

const BEGIN = `INSERT INTO action_runs (run, action, object, who, request, started_at, status) VALUES ($1, $2, $3, $4, $5, $6, 'intent')`;
const END = `UPDATE action_runs SET status = $1, ended_at = $2, answer = $3, error_code = $4, error_message = $5 WHERE run = $6`;

/** Durable when it returns: only then may the request be sent. */
export const beginAction = async (db: Queryable, { id, action, object, who, request, now }: ActionIntent): Promise<void> => {
  await db.run(BEGIN, [id, action, object, who ?? null, JSON.stringify(request), now]);
};

export const endAction = async (db: Queryable, id: string, { status, now, answer, error }: ActionEnd): Promise<void> => {
  const values = [status, now, JSON.stringify(answer), error?.code ?? null, error?.message ?? null, id];
  if ((await db.run(END, values)) === 0) throw new EngineError('store.unknown-run', `The store has no action run ${id}.`);
};

/** The latest first. */
export async function* queryActions(
  db: Queryable,
  { action, object, status, limit }: ActionQuery,
): AsyncGenerator<ActionRun, void> {
  const where = new Where();
  where.add(action, (value) => `action = ${value}`);
  where.add(object, (value) => `object = ${value}`);
  where.add(status, (value) => `status = ${value}`);
  const most = limit === undefined ? '' : `LIMIT ${where.value(limit)}`;
  const sql = `SELECT * FROM action_runs ${where.sql} ORDER BY id DESC ${most}`;
  for await (const row of db.iterate<ActionRow>(sql, where.values)) yield actionOf(row);
}
