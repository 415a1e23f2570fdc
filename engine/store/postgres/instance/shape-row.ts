import type { Json } from '../../../language/basics/json.ts';
import type { Queryable } from '../database/query.ts';

/** What an instance remembers of the shape of what came. */
export const readShape = async (db: Queryable, instanceId: number): Promise<Json | undefined> => {
  const row = await db.get<{ shape: string }>('SELECT shape FROM shapes WHERE instance_id = $1', [instanceId]);
  return row === undefined ? undefined : (JSON.parse(row.shape) as Json);
};

/** Inside the transaction of a window's last commit. */
export const keepShape = async (db: Queryable, instanceId: number, shape: Json): Promise<void> => {
  const sql = 'INSERT INTO shapes VALUES ($1, $2) ON CONFLICT (instance_id) DO UPDATE SET shape = excluded.shape';
  await db.run(sql, [instanceId, JSON.stringify(shape)]);
};
