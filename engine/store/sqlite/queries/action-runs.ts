import { EngineError } from '../../../language/basics/errors.ts';
import type { ActionEnd, ActionIntent, ActionQuery, ActionRun } from '../../contract/action-runs.ts';
import { actionOf, type ActionRow } from '../../rows/history-rows.ts';
import type { Bindable, Database } from '../../../disk/database.ts';

/** On the disk when it returns: only then may the request be sent. */
export const beginAction = (db: Database, { id, action, object, who, request, now }: ActionIntent): void => {
  const values = [id, action, object, who ?? null, JSON.stringify(request), now] as const;
  db.transaction(
    () =>
      db.run(
        `INSERT INTO action_runs (run, action, object, who, request, started_at, status) VALUES (?, ?, ?, ?, ?, ?, 'intent')`,
        ...values,
      ),
    true,
  );
};

export const endAction = (db: Database, id: string, { status, now, answer, error }: ActionEnd): void => {
  const values = [status, now, JSON.stringify(answer), error?.code ?? null, error?.message ?? null, id] as const;
  const sql = 'UPDATE action_runs SET status = ?, ended_at = ?, answer = ?, error_code = ?, error_message = ? WHERE run = ?';
  const changes = db.transaction(() => db.run(sql, ...values).changes, true);
  if (changes === 0) throw new EngineError('store.unknown-run', `The store has no action run ${id}.`);
};

/** The latest first. */
export function* queryActions(db: Database, { action, object, status, limit }: ActionQuery): Generator<ActionRun, void> {
  const used = Object.entries({ action, object, status }).filter(([, value]) => value !== undefined);
  const where = used.length === 0 ? '' : `WHERE ${used.map(([column]) => `${column} = ?`).join(' AND ')}`;
  const values: Bindable[] = used.map(([, value]) => value ?? null);
  const sql = `SELECT * FROM action_runs ${where} ORDER BY id DESC LIMIT ?`;
  for (const row of db.iterate<ActionRow>(sql, ...values, limit ?? Number.MAX_SAFE_INTEGER)) yield actionOf(row);
}
