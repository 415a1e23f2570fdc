import type { CheckResult } from '../../contract/store-info.ts';
import type { AttachmentArea } from '../../attachments/area.ts';
import { checkContent } from '../../attachments/look-after.ts';
import type { Database } from '../../../disk/database.ts';

/** Rows that belong to nothing, each with what it says. */
const ORPHANS: readonly (readonly [string, string])[] = [
  [
    'attribute values of objects that are not there',
    'SELECT count(*) AS n FROM attribute_sets WHERE object_id NOT IN (SELECT id FROM objects)',
  ],
  ['lists of attributes that cannot be read', 'SELECT count(*) AS n FROM attribute_sets WHERE NOT json_valid(members)'],
  [
    'listings of objects that are not there',
    'SELECT count(*) AS n FROM listings WHERE object_id NOT IN (SELECT id FROM objects)',
  ],
  [
    'listings of feeds that are not there',
    'SELECT count(*) AS n FROM listings WHERE instance_id NOT IN (SELECT id FROM instances)',
  ],
  ['objects that no feed lists', 'SELECT count(*) AS n FROM objects WHERE id NOT IN (SELECT object_id FROM listings)'],
  ['objects without a type', 'SELECT count(*) AS n FROM objects WHERE abs(kind_id) NOT IN (SELECT id FROM kinds)'],
  ['tags of objects that are not there', 'SELECT count(*) AS n FROM tags WHERE object_id NOT IN (SELECT id FROM objects)'],
  [
    'relations of objects that are not there',
    'SELECT count(*) AS n FROM relations WHERE object_id NOT IN (SELECT id FROM objects)',
  ],
  [
    'attachments of objects that are not there',
    'SELECT count(*) AS n FROM attachments WHERE object_id NOT IN (SELECT id FROM objects)',
  ],
  [
    'documents of feeds that are not there',
    'SELECT count(*) AS n FROM documents WHERE instance_id NOT IN (SELECT id FROM instances)',
  ],
  [
    'lists of documents that are not there',
    'SELECT count(*) AS n FROM document_objects WHERE document_id NOT IN (SELECT id FROM documents) OR object_id NOT IN (SELECT id FROM objects)',
  ],
  ['windows of runs that are not there', 'SELECT count(*) AS n FROM windows WHERE run_id NOT IN (SELECT id FROM runs)'],
  ['kept changes of runs that are not there', 'SELECT count(*) AS n FROM undo_rows WHERE run_id NOT IN (SELECT id FROM runs)'],
  [
    'changes numbered beyond the counter',
    `SELECT count(*) AS n FROM objects WHERE seq > (SELECT value FROM counter WHERE name = 'changes')`,
  ],
];

/** Is the file intact, does every row belong to something, is every attachment what it was? Changes nothing. */
export const checkStore = async (db: Database, attachments: AttachmentArea): Promise<CheckResult> => {
  const problems: string[] = [];
  for (const { integrity_check: line } of db.all<{ integrity_check: string }>('PRAGMA integrity_check(20)')) {
    if (line !== 'ok') problems.push(`The database file is damaged: ${line}.`);
  }
  for (const [what, sql] of ORPHANS) {
    const count = db.get<{ n: number }>(sql)?.n ?? 0;
    if (count > 0) problems.push(`There are ${count} ${what}.`);
  }
  for (const row of db.iterate<{ sha256: string; size: number }>(
    'SELECT DISTINCT sha256, size FROM attachments ORDER BY sha256',
  )) {
    const problem = await checkContent(attachments, row);
    if (problem !== undefined) problems.push(problem);
  }
  return { ok: problems.length === 0, problems };
};
