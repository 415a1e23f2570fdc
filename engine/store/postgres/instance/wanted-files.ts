import type { Json } from '../../../language/basics/json.ts';
import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { WantedRow } from '../../contract/backend.ts';
import type { Queryable } from '../database/query.ts';

interface Row extends ObjectIdentity {
  readonly id: number;
  readonly since: number;
  readonly fulfillment: string;
  readonly args: string;
}

const NEXT = `SELECT w.object_id AS id, w.since, w.fulfillment, w.args, k.type, k.subtype, o.key FROM wanted_files AS w
  JOIN objects AS o ON o.id = w.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE w.instance_id = $1 AND (w.since, w.object_id) > ($2::bigint, $3::bigint) ORDER BY w.since, w.object_id LIMIT 200`;

/** Wanted files after the one given, oldest first, some of them. */
export const nextWantedFiles = async (
  db: Queryable,
  instanceId: number,
  after: WantedRow | undefined,
): Promise<readonly WantedRow[]> => {
  const rows = await db.all<Row>(NEXT, [instanceId, after?.since ?? Number.MIN_SAFE_INTEGER, after?.id ?? 0]);
  return rows.map(({ id, since, type, subtype, key, fulfillment, args }) => ({
    id,
    since,
    identity: { type, subtype, key },
    fulfillment,
    args: JSON.parse(args) as Json,
  }));
};
