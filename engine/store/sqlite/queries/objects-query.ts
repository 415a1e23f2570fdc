import type { ObjectParts, ObjectRow } from '../../views/object-parts.ts';
import { viewOf, type ObjectView } from '../../views/object-view.ts';
import type { Bindable, Database } from '../../../disk/database.ts';
import { isMockStore } from '../database/mock-mark.ts';
import { defaultStatus } from '../../../object/object-status.ts';
import { statusAt } from '../../views/status-at.ts';
import type { ObjectQuery } from '../../contract/object-query.ts';
import { inGroups } from './in-groups.ts';
import { READ_TOGETHER, type ObjectPartsReader } from './read-objects.ts';

const conditions = (query: ObjectQuery, status: string): { readonly where: string; readonly values: readonly Bindable[] } => {
  const parts: string[] = [];
  const values: Bindable[] = [];
  const add = (sql: string, ...bound: readonly Bindable[]): void => {
    parts.push(sql);
    values.push(...bound);
  };
  if (query.value !== undefined) add('(o.value = ? OR (o.value IS NULL AND o.key = ?))', query.value, query.value);
  if (query.after !== undefined) add('o.key > ?', query.after.key);
  if (query.text !== undefined) add('instr(lower(coalesce(o.value, o.key)), lower(?)) > 0', query.text);
  if (query.status !== undefined) add(`${status} = ? COLLATE NOCASE`, query.status);
  if (query.since !== undefined) add('o.changed_at >= ?', query.since);
  if (query.changedAfter !== undefined) add('o.seq > ?', query.changedAfter);
  if (query.source !== undefined) {
    add(
      `EXISTS (SELECT 1 FROM listings AS l JOIN instances AS i ON i.id = l.instance_id JOIN sources AS s ON s.id = i.source_id WHERE l.object_id = o.id AND s.name = ?)`,
      query.source,
    );
  }
  if (query.tag !== undefined)
    add(
      'EXISTS (SELECT 1 FROM tags AS t JOIN words AS w ON w.id = t.word_id WHERE t.object_id = o.id AND w.word = ?)',
      query.tag,
    );
  if (query.attribute !== undefined) {
    const { name, value } = query.attribute;
    const sql = 'SELECT 1 FROM attributes AS a WHERE a.object_id = o.id AND a.name = ?';
    if (value === undefined) add(`EXISTS (${sql})`, name);
    else add(`EXISTS (${sql} AND a.value = ?)`, name, value);
  }
  return { where: parts.map((part) => ` AND ${part}`).join(''), values };
};

const kindsOf = (db: Database, { type, subtype, after }: ObjectQuery): { id: number; type: string; subtype: string }[] => {
  const kinds = db.all<{ id: number; type: string; subtype: string }>(
    'SELECT id, type, subtype FROM kinds ORDER BY type, subtype',
  );
  const first = after === undefined ? 0 : kinds.findIndex((kind) => kind.type === after.type && kind.subtype === after.subtype);
  return kinds
    .slice(Math.max(0, first))
    .filter((kind) => (type === undefined || kind.type === type) && (subtype === undefined || kind.subtype === subtype));
};

/** Rows in the order of identities: kind by kind along the unique index, so that nothing has to be sorted. */
export function* objectRows(db: Database, query: ObjectQuery): Generator<ObjectRow, void> {
  const { now } = query;
  const status = `coalesce(${statusAt(now, now !== undefined && isMockStore(db) === true)}, ?2)`;
  let left = query.limit ?? Number.MAX_SAFE_INTEGER;
  for (const { id, type, subtype } of kindsOf(db, query)) {
    if (left <= 0) return;
    const isOfAfter = query.after?.type === type && query.after.subtype === subtype;
    const { where, values } = conditions(isOfAfter ? query : { ...query, after: undefined }, status);
    const sql = `SELECT o.id, o.key, coalesce(o.value, o.key) AS value, ${status} AS status, o.published_at FROM objects AS o
      WHERE o.kind_id = ?1${where} ORDER BY o.key LIMIT ?`;
    for (const row of db.iterate<Omit<ObjectRow, 'type' | 'subtype'>>(sql, id, defaultStatus(type), ...values, left)) {
      left -= 1;
      yield { ...row, type, subtype };
    }
  }
}

/** Streams objects in the order of type, subtype and key. */
export function* queryObjects(db: Database, reader: ObjectPartsReader, query: ObjectQuery): Generator<ObjectView, void> {
  for (const rows of inGroups(objectRows(db, query), READ_TOGETHER)) {
    const parts = reader.read(rows.map(({ id }) => id));
    for (const [index, row] of rows.entries()) yield viewOf(row, parts[index] as ObjectParts);
  }
}

export const countTypes = (db: Database): { readonly type: string; readonly subtype: string; readonly count: number }[] =>
  db.all(
    `SELECT k.type, k.subtype, count(*) AS count FROM objects AS o JOIN kinds AS k ON k.id = o.kind_id
     GROUP BY k.type, k.subtype ORDER BY k.type, k.subtype`,
  );
