import type { Json } from '../../../language/basics/json.ts';
import type { InstanceName } from '../../contract/opened-store.ts';
import type { Checkpoint } from '../../contract/store.ts';
import type { Queryable } from '../database/query.ts';

const OF = `FROM instances AS i WHERE i.feed = $1 AND i.instance = $2 AND i.partition = $3`;
const STANDING = `SELECT count(*) AS n FROM listings AS l WHERE l.withdrawn_at IS NULL AND l.instance_id = (SELECT i.id ${OF})`;

const valuesOf = ({ feed, instance, partition }: InstanceName): readonly string[] => [feed, instance, partition];

/** How many objects the instance lists. */
export const standingOf = async (db: Queryable, name: InstanceName): Promise<number> =>
  (await db.get<{ n: number }>(STANDING, valuesOf(name)))?.n ?? 0;

/** Where its next run begins; undefined where it never ran. */
export const checkpointOf = async (db: Queryable, name: InstanceName): Promise<Checkpoint | undefined> => {
  const row = await db.get<{ until_at: number | null; state: string | null }>(`SELECT i.until_at, i.state ${OF}`, valuesOf(name));
  return row && { until: row.until_at ?? undefined, state: row.state === null ? undefined : (JSON.parse(row.state) as Json) };
};

/** What it remembers of the shape of what came. */
export const shapeOf = async (db: Queryable, name: InstanceName): Promise<Json | undefined> => {
  const sql = `SELECT s.shape FROM shapes AS s WHERE s.instance_id = (SELECT i.id ${OF})`;
  const row = await db.get<{ shape: string }>(sql, valuesOf(name));
  return row && (JSON.parse(row.shape) as Json);
};
