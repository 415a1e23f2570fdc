import { defaultStatus } from '../../../object/object-status.ts';
import type { ObjectQuery } from '../../contract/object-query.ts';
import type { ObjectParts, ObjectRow } from '../../views/object-parts.ts';
import { viewOf, type ObjectView } from '../../views/object-view.ts';
import { statusAt } from '../../views/status-at.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import { isMockStore } from './mock-mark.ts';
import { READ_TOGETHER, readParts } from './read-objects.ts';
import { Where } from './where.ts';

/** Small: whoever wants one object only need not wait for many. */
const FIRST_PAGE = 16;

const LISTED = `EXISTS (SELECT 1 FROM listings AS l JOIN instances AS i ON i.id = l.instance_id JOIN sources AS s ON s.id = i.source_id
  WHERE l.object_id = o.id AND s.name =`;
const TAGGED = 'EXISTS (SELECT 1 FROM tags AS t JOIN words AS w ON w.id = t.word_id WHERE t.object_id = o.id AND w.word =';
const SAID = 'EXISTS (SELECT 1 FROM attributes AS a WHERE a.object_id = o.id AND a.name =';

/** Capitals are those of ASCII, as everywhere: texts have the collation C. */
const addConditions = (where: Where, query: ObjectQuery, status: string): void => {
  where.add(query.value, (value) => `(o.value = ${value} OR (o.value IS NULL AND o.key = ${value}))`);
  where.add(query.text, (text) => `strpos(lower(coalesce(o.value, o.key)), lower(${text}::text COLLATE "C")) > 0`);
  where.add(query.status, (wanted) => `lower(${status}) = lower(${wanted}::text COLLATE "C")`);
  where.add(query.since, (since) => `o.changed_at >= ${since}`);
  where.add(query.changedAfter, (seq) => `(SELECT c.seq FROM changes AS c WHERE c.object_id = o.id) > ${seq}`);
  where.add(query.source, (source) => `${LISTED} ${source})`);
  where.add(query.tag, (tag) => `${TAGGED} ${tag})`);
  const { name, value } = query.attribute ?? {};
  where.add(name, (wanted) => `${SAID} ${wanted}${value === undefined ? '' : ` AND a.value = ${where.value(value)}`})`);
};

interface Kind {
  readonly id: number;
  readonly type: string;
  readonly subtype: string;
}

const kindsOf = async (db: Queryable, { type, subtype, after }: ObjectQuery): Promise<readonly Kind[]> => {
  const kinds = await db.all<Kind>('SELECT id, type, subtype FROM kinds ORDER BY type, subtype');
  const first = after === undefined ? 0 : kinds.findIndex((kind) => kind.type === after.type && kind.subtype === after.subtype);
  return kinds
    .slice(Math.max(0, first))
    .filter((kind) => (type === undefined || kind.type === type) && (subtype === undefined || kind.subtype === subtype));
};

/**
 * Rows in the order of identities, page by page: kind by kind along the unique index, so that nothing has to be sorted, and no
 * transaction stays open while somebody reads.
 */
async function* objectPages(db: Queryable, query: ObjectQuery): AsyncGenerator<readonly ObjectRow[], void> {
  const { now } = query;
  const isMock = now !== undefined && (await isMockStore(db)) === true;
  const status = `coalesce(${statusAt(now, isMock)}, $2::text)`;
  let left = query.limit ?? Number.MAX_SAFE_INTEGER;
  let page = FIRST_PAGE;
  for (const { id, type, subtype } of await kindsOf(db, query)) {
    const isOfAfter = query.after?.type === type && query.after.subtype === subtype;
    let after = isOfAfter ? query.after?.key : undefined;
    while (left > 0) {
      const limit = Math.min(left, page);
      const where = new Where(id, defaultStatus(type));
      addConditions(where, query, status);
      where.add(after, (key) => `o.key > ${key}`);
      const rows = await db.all<Omit<ObjectRow, 'type' | 'subtype'>>(
        `SELECT o.id, o.key, coalesce(o.value, o.key) AS value, ${status} AS status, o.published_at
          FROM (SELECT * FROM objects WHERE kind_id = $1) AS o ${where.sql} ORDER BY o.key LIMIT ${limit}`,
        where.values,
      );
      if (rows.length > 0) yield rows.map((row) => ({ ...row, type, subtype }));
      left -= rows.length;
      page = READ_TOGETHER;
      if (rows.length < limit) break;
      after = rows.at(-1)?.key;
    }
  }
}

/** Streams objects in the order of type, subtype and key. */
export async function* queryObjects(db: PostgresPool, query: ObjectQuery): AsyncGenerator<ObjectView, void> {
  for await (const rows of objectPages(db, query)) {
    const parts = await readParts(
      db,
      rows.map(({ id }) => id),
    );
    for (const [index, row] of rows.entries()) yield viewOf(row, parts[index] as ObjectParts);
  }
}

export const countTypes = (
  db: Queryable,
): Promise<{ readonly type: string; readonly subtype: string; readonly count: number }[]> =>
  db.all(
    `SELECT k.type, k.subtype, count(*) AS count FROM objects AS o JOIN kinds AS k ON k.id = o.kind_id
     GROUP BY k.type, k.subtype ORDER BY k.type, k.subtype`,
  );
