import type { InstanceName } from '../../contract/opened-store.ts';
import type { InstanceKey } from '../../contract/store.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { PostgresPool, Session } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import type { SourceScope } from './fenced-database.ts';

interface Row {
  readonly id: number;
  readonly source_id: number;
}

interface Taken extends Row {
  readonly fence: number;
  readonly source: string;
}

/** No row has this number: what a dry run knows of an instance that never ran. */
const NONE = -1;
const OF = 'feed = $1 AND instance = $2 AND partition = $3';
const FENCE = `UPDATE instances AS i SET fence = i.fence + 1, holder = $4 FROM sources AS s
  WHERE s.id = i.source_id AND i.feed = $1 AND i.instance = $2 AND i.partition = $3
  RETURNING i.id, i.source_id, i.fence, s.name AS source`;
const MAKE = `INSERT INTO instances (feed, instance, partition, source_id, fence) VALUES ($1, $2, $3, $4, 0)
  ON CONFLICT (feed, instance, partition) DO NOTHING`;

const nameOf = ({ feed, instance, partition }: InstanceName): readonly string[] => [feed, instance, partition];

export const findInstance = (db: Queryable, name: InstanceName): Promise<Row | undefined> =>
  db.get<Row>(`SELECT id, source_id FROM instances WHERE ${OF}`, nameOf(name));

export const knownScope = async (db: Queryable, key: InstanceKey): Promise<SourceScope> => {
  const found = await findInstance(db, key);
  return { instanceId: found?.id ?? NONE, sourceId: found?.source_id ?? NONE };
};

/** A source that only this instance has is renamed with it; otherwise the instance goes over to the other source. */
const moveSource = async (session: Session, row: Row, name: string): Promise<number> => {
  const users = await session.get<{ n: number }>('SELECT count(*) AS n FROM instances WHERE source_id = $1', [row.source_id]);
  const taken = await session.get<{ id: number }>('SELECT id FROM sources WHERE name = $1', [name]);
  if (users?.n === 1 && taken === undefined) {
    await session.run('UPDATE sources SET name = $1 WHERE id = $2', [name, row.source_id]);
    return row.source_id;
  }
  const made = taken ?? (await session.get<{ id: number }>('INSERT INTO sources (name) VALUES ($1) RETURNING id', [name]));
  await session.run('UPDATE instances SET source_id = $1 WHERE id = $2', [made?.id, row.id]);
  return made?.id ?? NONE;
};

interface Parts {
  readonly pool: PostgresPool;
  readonly dictionaries: Dictionaries;
  /** Who takes it, as JSON. */
  readonly holder: string;
}

/** Counts up the instance's fence, so that nobody who has taken it before writes any more; makes it where it is new. */
export const takeInstance = async (
  { pool, dictionaries, holder }: Parts,
  key: InstanceKey,
): Promise<SourceScope & { readonly fence: number }> => {
  const values = [...nameOf(key), holder];
  let taken = await pool.get<Taken>(FENCE, values);
  if (taken === undefined) {
    const words = await dictionaries.resolve({ sources: [key.source] });
    await pool.run(MAKE, [...nameOf(key), words.source(key.source)]);
    taken = await pool.get<Taken>(FENCE, values);
  }
  const { id, source_id, fence, source } = taken as Taken;
  if (source === key.source) return { instanceId: id, sourceId: source_id, fence };
  const sourceId = await pool.transaction((session) => moveSource(session, { id, source_id }, key.source));
  return { instanceId: id, sourceId, fence };
};

/** Who took the instance last, for a message. */
export const holderOf = async (db: Queryable, name: InstanceName): Promise<string | undefined> =>
  (await db.get<{ holder: string | null }>(`SELECT holder FROM instances WHERE ${OF}`, nameOf(name)))?.holder ?? undefined;
