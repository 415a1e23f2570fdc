import type { AttachmentArea } from '../../attachments/area.ts';
import { checkContent } from '../../attachments/look-after.ts';
import type { CheckResult } from '../../contract/store-info.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import { INDEXES } from '../database/schema.ts';

const without = (table: string, condition: string): string => `FROM ${table} AS t WHERE NOT EXISTS (SELECT 1 FROM ${condition})`;
const ofObjects = (table: string): string => without(table, 'objects AS o WHERE o.id = t.object_id');

/** Rows that belong to nothing, each with what it says. */
const ORPHANS: readonly (readonly [string, string])[] = [
  ['attribute values of objects that are not there', ofObjects('attribute_sets')],
  ['listings of objects that are not there', ofObjects('listings')],
  ['listings of feeds that are not there', without('listings', 'instances AS i WHERE i.id = t.instance_id')],
  ['objects that no feed lists', without('objects', 'listings AS l WHERE l.object_id = t.id')],
  ['objects without a type', without('objects', 'kinds AS k WHERE k.id = abs(t.kind_id)')],
  ['objects without a number of their latest change', without('objects', 'changes AS c WHERE c.object_id = t.id')],
  ['numbers of changes of objects that are not there', ofObjects('changes')],
  ['tags of objects that are not there', ofObjects('tags')],
  ['relations of objects that are not there', ofObjects('relations')],
  ['attachments of objects that are not there', ofObjects('attachments')],
  ['documents of feeds that are not there', without('documents', 'instances AS i WHERE i.id = t.instance_id')],
  [
    'lists of documents that are not there',
    `${without('document_objects', 'documents AS d WHERE d.id = t.document_id')} OR NOT EXISTS (SELECT 1 FROM objects AS o WHERE o.id = t.object_id)`,
  ],
  ['windows of runs that are not there', without('windows', 'runs AS r WHERE r.id = t.run_id')],
  ['kept changes of runs that are not there', without('undo_rows', 'runs AS r WHERE r.id = t.run_id')],
  ['changes numbered beyond the counter', `FROM changes WHERE seq > (SELECT value FROM counter WHERE name = 'changes')`],
];

const UNREADABLE = `SELECT count(*) AS n FROM attribute_sets WHERE json_typeof(members::json) <> 'array'`;

/** PostgreSQL says no more of a list that is no JSON than that there is one. */
const unreadable = async (db: Queryable): Promise<readonly string[]> => {
  try {
    const n = (await db.get<{ n: number }>(UNREADABLE))?.n ?? 0;
    return n === 0 ? [] : [`There are ${n} lists of attributes that cannot be read.`];
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code !== '22P02') throw cause;
    return ['There are lists of attributes that cannot be read.'];
  }
};

const BROKEN = `SELECT c.relname AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND NOT i.indisvalid ORDER BY c.relname`;
const THERE = `SELECT c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('i', 'I')`;

/** Indexes that are not there, or of no use: what is asked for then takes very long. Pages are PostgreSQL's own affair. */
const brokenIndexes = async (db: PostgresPool): Promise<readonly string[]> => {
  const names = (rows: readonly { readonly name: string }[]): readonly string[] => rows.map(({ name }) => name);
  const there = new Set(names(await db.all<{ name: string }>(THERE, [db.schema])));
  return [
    ...INDEXES.filter((name) => !there.has(name)).map((name) => `The index ${name} is missing.`),
    ...names(await db.all<{ name: string }>(BROKEN, [db.schema])).map((name) => `The index ${name} is not valid.`),
  ];
};

/** What is wrong with the database, in a few words; undefined: nothing that is seen quickly. */
export const quickCheck = async (db: PostgresPool): Promise<string | undefined> => (await brokenIndexes(db))[0];

/** Are the indexes there, does every row belong to something, is every attachment what it was? Changes nothing. */
export const checkStore = async (db: PostgresPool, area: AttachmentArea): Promise<CheckResult> => {
  const problems = [...(await brokenIndexes(db))];
  for (const [what, from] of ORPHANS) {
    const count = (await db.get<{ n: number }>(`SELECT count(*) AS n ${from}`))?.n ?? 0;
    if (count > 0) problems.push(`There are ${count} ${what}.`);
  }
  problems.push(...(await unreadable(db)));
  const contents = db.iterate<{ sha256: string; size: number }>('SELECT DISTINCT sha256, size FROM attachments ORDER BY sha256');
  for await (const row of contents) {
    const problem = await checkContent(area, row);
    if (problem !== undefined) problems.push(problem);
  }
  return { ok: problems.length === 0, problems };
};
