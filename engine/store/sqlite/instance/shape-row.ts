import type { Database } from '../../../disk/database.ts';
import type { Json } from '../../../language/basics/json.ts';

/** What an instance remembers of the shape of what came. */
export const readShape = (db: Database, instanceId: number): Json | undefined => {
  const text = db.get<{ shape: string }>('SELECT shape FROM shapes WHERE instance_id = ?', instanceId)?.shape;
  return text === undefined ? undefined : (JSON.parse(text) as Json);
};

/** Inside the transaction of a window's last commit. */
export const keepShape = (db: Database, instanceId: number, shape: Json): void => {
  const sql = 'INSERT INTO shapes VALUES (?, ?) ON CONFLICT (instance_id) DO UPDATE SET shape = excluded.shape';
  db.run(sql, instanceId, JSON.stringify(shape));
};
