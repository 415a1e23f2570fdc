import { EngineError } from '../../../language/basics/errors.ts';
import type { Json } from '../../../language/basics/json.ts';
import type { ActionEnd, ActionIntent, ActionQuery, ActionRun } from '../../contract/action-runs.ts';
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

interface Row {
  readonly run: string;
  readonly action: string;
  readonly object: string;
  readonly who: string | null;
  readonly request: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly status: ActionRun['status'];
  readonly answer: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** The latest first. */
export function* queryActions(db: Database, { action, object, status, limit }: ActionQuery): Generator<ActionRun, void> {
  const used = Object.entries({ action, object, status }).filter(([, value]) => value !== undefined);
  const where = used.length === 0 ? '' : `WHERE ${used.map(([column]) => `${column} = ?`).join(' AND ')}`;
  const values: Bindable[] = used.map(([, value]) => value ?? null);
  for (const row of db.iterate<Row>(
    `SELECT * FROM action_runs ${where} ORDER BY id DESC LIMIT ?`,
    ...values,
    limit ?? Number.MAX_SAFE_INTEGER,
  )) {
    yield {
      id: row.run,
      action: row.action,
      object: row.object,
      who: row.who ?? undefined,
      request: JSON.parse(row.request) as Json,
      startedAt: row.started_at,
      endedAt: row.ended_at ?? undefined,
      status: row.status,
      answer: row.answer === null ? undefined : (JSON.parse(row.answer) as Json),
      error: row.error_code === null ? undefined : { code: row.error_code, message: row.error_message ?? '' },
    };
  }
}
