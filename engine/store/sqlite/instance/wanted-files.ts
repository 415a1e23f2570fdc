import type { Json } from '../../../language/basics/json.ts';
import type { Database } from '../database/database.ts';
import type { ObjectIdentity } from '../../contract/mapped-object.ts';

interface Row extends ObjectIdentity {
  readonly id: number;
  readonly since: number;
  readonly fulfillment: string;
  readonly args: string;
}

const NEXT = `SELECT w.object_id AS id, w.since, w.fulfillment, w.args, k.type, k.subtype, o.key FROM wanted_files AS w
  JOIN objects AS o ON o.id = w.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE w.instance_id = ? AND (w.since, w.object_id) > (?, ?) ORDER BY w.since, w.object_id LIMIT 200`;

/** Some at a time: they are fulfilled, and so leave the table, while the caller goes through them. */
export function* wantedFiles(
  db: Database,
  instanceId: number,
): Generator<{ readonly identity: ObjectIdentity; readonly fulfillment: string; readonly args: Json }, void> {
  let since = Number.MIN_SAFE_INTEGER;
  let after = 0;
  for (;;) {
    const rows = db.all<Row>(NEXT, instanceId, since, after);
    if (rows.length === 0) return;
    for (const { id, type, subtype, key, fulfillment, args, ...row } of rows) {
      since = row.since;
      after = id;
      yield { identity: { type, subtype, key }, fulfillment, args: JSON.parse(args) as Json };
    }
  }
}
