import type { InstanceInfo, StoreInfo } from '../../contract/store-info.ts';
import { instanceOf, type InstanceRow } from '../../rows/history-rows.ts';
import { schemaVersion } from '../database/migrate.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import { waitingRelations } from '../instance/waiting-relations.ts';
import { heldRuns } from './held-runs.ts';
import { isMockStore } from './mock-mark.ts';

/** Of `instances AS i`: something is known of it. One that has nothing but runs that failed is none yet. */
const BEGAN = `(i.until_at IS NOT NULL OR i.state IS NOT NULL
  OR EXISTS (SELECT 1 FROM runs AS r WHERE r.instance_id = i.id AND (r.status = 'succeeded'
    OR EXISTS (SELECT 1 FROM windows AS w WHERE w.run_id = r.id AND w.status = 'done')))
  OR EXISTS (SELECT 1 FROM listings AS l WHERE l.instance_id = i.id))`;

/** Those of feeds that have begun, and those that were renamed but for what they have said. */
const SOURCES = `SELECT s.name FROM sources AS s WHERE NOT EXISTS (SELECT 1 FROM instances AS i WHERE i.source_id = s.id)
  OR EXISTS (SELECT 1 FROM instances AS i WHERE i.source_id = s.id AND ${BEGAN}) ORDER BY s.name`;

/** `all`: those as well of which nothing but failed runs is known. */
export const listInstances = async (db: Queryable, { all }: { readonly all: boolean }): Promise<InstanceInfo[]> => {
  const rows = await db.all<InstanceRow>(
    `SELECT i.feed, i.instance, i.partition, s.name AS source, i.until_at, i.state FROM instances AS i JOIN sources AS s ON s.id = i.source_id
       WHERE ${all ? 'true' : BEGAN} ORDER BY i.feed, i.instance, i.partition`,
  );
  return rows.map(instanceOf);
};

interface Counts {
  readonly objects: number;
  readonly attributes: number;
  readonly tags: number;
  readonly relations: number;
  readonly attachments: number;
  readonly wanted_files: number;
  readonly runs: number;
  readonly quarantined: number;
  readonly changes: number;
  readonly database: number;
  readonly contents: number;
}

const BYTES = `SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND c.relname <> 'contents'`;

/** Those that were taken back are there for destinations only. Contents of attachments may lie elsewhere, and then take nothing here. */
const COUNTS = `SELECT (SELECT count(*) FROM objects WHERE kind_id > 0) AS objects,
  (SELECT coalesce(sum(json_array_length(members::json)), 0) FROM attribute_sets) AS attributes,
  (SELECT count(*) FROM tags) AS tags,
  (SELECT count(*) FROM relations) + (SELECT count(*) FROM ref_relations) AS relations,
  (SELECT count(*) FROM attachments) AS attachments,
  (SELECT count(*) FROM wanted_files) AS wanted_files,
  (SELECT count(*) FROM runs) AS runs,
  (SELECT count(*) FROM quarantine) AS quarantined,
  (SELECT value FROM counter WHERE name = 'changes') AS changes,
  (${BYTES}) AS database,
  pg_total_relation_size('contents') AS contents`;

const TYPES =
  'SELECT k.type, count(*) AS n FROM objects AS o JOIN kinds AS k ON k.id = o.kind_id GROUP BY k.type ORDER BY k.type';

/** Of the database, without what attachments hold. */
export const bytesOf = async (db: PostgresPool): Promise<number> =>
  (await db.get<{ bytes: number }>(`SELECT (${BYTES}) AS bytes`, [db.schema]))?.bytes ?? 0;

export const infoOf = async (db: PostgresPool): Promise<StoreInfo> => {
  const { database, contents, ...counts } = (await db.get<Counts>(COUNTS, [db.schema])) as Counts;
  const waiting = await waitingRelations(db);
  const types = await db.all<{ type: string; n: number }>(TYPES);
  return {
    path: db.shown,
    schema: await schemaVersion(db),
    mock: await isMockStore(db),
    bytes: { database, attachments: contents },
    objects: counts.objects,
    by_type: Object.fromEntries(types.map(({ type, n }) => [type, n])),
    attributes: counts.attributes,
    tags: counts.tags,
    relations: counts.relations,
    unresolved: waiting.count,
    unresolved_since: waiting.since,
    attachments: counts.attachments,
    wanted_files: counts.wanted_files,
    sources: (await db.all<{ name: string }>(SOURCES)).map(({ name }) => name),
    instances: await listInstances(db, { all: false }),
    runs: counts.runs,
    held: await heldRuns(db),
    quarantined: counts.quarantined,
    changes: counts.changes,
  };
};
