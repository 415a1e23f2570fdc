import type { Database } from '../database/database.ts';

/** What brings objects of `objects AS o` that stand in their row alone into the other tables, in which more can be said of them. */
const spreading = (which: string): readonly string[] => [
  `INSERT INTO listing_rows (object_id, instance_id, fingerprint, seq)
    SELECT o.id, o.instance_id, o.fingerprint, o.seq FROM objects AS o WHERE ${which} AND o.instance_id IS NOT NULL`,
  `INSERT INTO attribute_set_rows (object_id, source_id, members) SELECT o.id, i.source_id, o.members
    FROM objects AS o JOIN instances AS i ON i.id = o.instance_id WHERE ${which} AND o.members IS NOT NULL`,
  `UPDATE objects AS o SET instance_id = NULL, fingerprint = NULL, members = NULL WHERE ${which} AND o.instance_id IS NOT NULL`,
];
const ONE = spreading('o.id = ?');
const ALL = spreading('o.instance_id = ?');

/** One that is spread already stays as it is. */
export const spread = (db: Database, id: number): void => {
  for (const sql of ONE) db.statement(sql).run(id);
};

/** All that this instance lists alone. */
export const spreadAllOf = (db: Database, instanceId: number): void => {
  for (const sql of ALL) db.run(sql, instanceId);
};
