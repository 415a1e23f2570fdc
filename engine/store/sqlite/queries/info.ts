import { statSync } from 'node:fs';
import type { Database } from '../../../disk/database.ts';
import type { InstanceInfo, StoreInfo } from '../../contract/store-info.ts';
import { instanceOf, type InstanceRow } from '../../rows/history-rows.ts';
import { heldRuns } from './held-runs.ts';
import { waitingRelations } from './waiting-relations.ts';
import { schemaVersion } from '../database/migrate.ts';
import { isMockStore } from '../database/mock-mark.ts';

/** Of `instances AS i`: something is known of it. One that has nothing but runs that failed is none yet. */
const BEGAN = `(i.until_at IS NOT NULL OR i.state IS NOT NULL
  OR EXISTS (SELECT 1 FROM runs AS r WHERE r.instance_id = i.id AND (r.status = 'succeeded'
    OR EXISTS (SELECT 1 FROM windows AS w WHERE w.run_id = r.id AND w.status = 'done')))
  OR EXISTS (SELECT 1 FROM listings AS l WHERE l.instance_id = i.id))`;

/** Those of feeds that have begun, and those that were renamed but for what they have said. */
const SOURCES = `SELECT s.name FROM sources AS s WHERE NOT EXISTS (SELECT 1 FROM instances AS i WHERE i.source_id = s.id)
  OR EXISTS (SELECT 1 FROM instances AS i WHERE i.source_id = s.id AND ${BEGAN}) ORDER BY s.name`;

/** `all`: those as well of which nothing but failed runs is known. */
export const listInstances = (db: Database, { all }: { readonly all: boolean }): InstanceInfo[] =>
  db
    .all<InstanceRow>(
      `SELECT i.feed, i.instance, i.partition, s.name AS source, i.until_at, i.state FROM instances AS i JOIN sources AS s ON s.id = i.source_id
       WHERE ${all ? 1 : BEGAN} ORDER BY i.feed, i.instance, i.partition`,
    )
    .map(instanceOf);

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Of the database and its log. */
export const bytesOf = (path: string): number => sizeOf(path) + sizeOf(`${path}-wal`);

export const infoOf = (db: Database): StoreInfo => {
  const count = (sql: string): number => db.get<{ n: number }>(sql)?.n ?? 0;
  const rows = (table: string): number => count(`SELECT count(*) AS n FROM ${table}`);
  const waiting = waitingRelations(db);
  const types = db.all<{ type: string; n: number }>(
    'SELECT k.type, count(*) AS n FROM objects AS o JOIN kinds AS k ON k.id = o.kind_id GROUP BY k.type ORDER BY k.type',
  );
  return {
    path: db.path,
    schema: schemaVersion(db),
    mock: isMockStore(db),
    bytes: {
      database: bytesOf(db.path),
      attachments: count('SELECT coalesce(sum(size), 0) AS n FROM (SELECT DISTINCT sha256, size FROM attachments)'),
    },
    // Those that were taken back are there for destinations only.
    objects: count('SELECT count(*) AS n FROM objects WHERE kind_id > 0'),
    by_type: Object.fromEntries(types.map(({ type, n }) => [type, n])),
    attributes: rows('attributes'),
    tags: rows('tags'),
    relations: rows('relations') + rows('ref_relations'),
    unresolved: waiting.count,
    unresolved_since: waiting.since,
    attachments: rows('attachments'),
    wanted_files: rows('wanted_files'),
    sources: db.all<{ name: string }>(SOURCES).map(({ name }) => name),
    instances: listInstances(db, { all: false }),
    runs: rows('runs'),
    held: heldRuns(db),
    quarantined: rows('quarantine'),
    changes: count(`SELECT value AS n FROM counter WHERE name = 'changes'`),
  };
};
