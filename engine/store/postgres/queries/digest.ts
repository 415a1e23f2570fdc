import { createHash } from 'node:crypto';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { CONTENT_MARK } from '../../../object/versions.ts';
import type { PostgresPool, Session } from '../database/pool.ts';
import { WHOLE } from '../database/snapshot.ts';

/** In this order since the first digest; a field that comes later follows them. */
const FIRST: readonly string[] = ['published_at', 'happened_at', 'expires_at', 'status', 'tlp', 'title', 'description'];
const FIELDS = [...FIRST, ...OBJECT_FIELDS.map(({ column }) => column).filter((column) => !FIRST.includes(column))].map(
  (column) => `l.${column}`,
);

/** A value as JSON, to the byte as `JSON.stringify` and SQLite's functions write it. */
const json = (value: string): string => `coalesce(to_json(${value})::text, 'null')`;
const list = (...texts: readonly string[]): string => `'[' || ${texts.join(` || ',' || `)} || ']'`;
const values = (...columns: readonly string[]): string => list(...columns.map(json));
/** What rows say as one list, in this order, or in that of their texts. */
const listOf = (text: string, from: string, order?: string): string =>
  order === undefined
    ? `(SELECT ${aggregate('x.text', 'x.text COLLATE "C"')} FROM (SELECT ${text} AS text FROM ${from}) AS x)`
    : `(SELECT ${aggregate(text, order)} FROM ${from})`;
const aggregate = (text: string, order: string): string =>
  `'[' || coalesce(string_agg(${text}, ',' ORDER BY ${order}), '') || ']'`;

const INSTANCE = ['i.feed', 'i.instance', 'i.partition'].map(json);
const LISTING = list(
  ...INSTANCE,
  json('s.name'),
  json('(l.withdrawn_at IS NOT NULL)::integer'),
  ...['l.version', ...FIELDS].map(json),
);
const RELATION = ['k.type', 'k.subtype', 'r.to_key', 'w.word', 's.name'];
const nullsFirst = (columns: readonly string[]): string => columns.map((column) => `${column} NULLS FIRST`).join(', ');

/** One object with all that hangs on it, as JSON; ids, fingerprints, numbers of changes and times of runs are left out. */
const OBJECT = list(
  ...['o.key', 'coalesce(o.value, o.key)', 'o.status', 'o.published_at'].map(json),
  listOf(
    LISTING,
    `listings AS l JOIN instances AS i ON i.id = l.instance_id JOIN sources AS s ON s.id = i.source_id WHERE l.object_id = o.id`,
  ),
  listOf(
    values('a.name', 'a.value', 'a.sensitive', 's.name'),
    'attributes AS a JOIN sources AS s ON s.id = a.source_id WHERE a.object_id = o.id',
  ),
  listOf(
    values('w.word', 's.name'),
    'tags AS t JOIN words AS w ON w.id = t.word_id JOIN sources AS s ON s.id = t.source_id WHERE t.object_id = o.id',
    'w.word, s.name',
  ),
  listOf(
    values(...RELATION),
    `relations AS r JOIN kinds AS k ON k.id = r.to_kind_id JOIN sources AS s ON s.id = r.source_id
      LEFT JOIN words AS w ON w.id = r.as_id WHERE r.object_id = o.id`,
    nullsFirst(RELATION),
  ),
  listOf(
    values('f.ref', 's.name'),
    'refs AS f JOIN sources AS s ON s.id = f.source_id WHERE f.object_id = o.id',
    'f.ref, s.name',
  ),
  `coalesce((SELECT ${values('c.sha256', 'c.size', 'c.media_type')} FROM attachments AS c WHERE c.object_id = o.id), 'null')`,
  listOf(
    list(...INSTANCE, json('w.fulfillment')),
    'wanted_files AS w JOIN instances AS i ON i.id = w.instance_id WHERE w.object_id = o.id',
    'i.feed, i.instance, i.partition',
  ),
);
const OBJECTS = `SELECT ${OBJECT} AS text FROM objects AS o WHERE o.kind_id = $1 ORDER BY o.key`;

/** What stands beside the objects, each in an order of its own. */
const REST = [
  `SELECT ${list(`'"relation"'`, ...['s.name', 'r.from_ref', 'r.to_ref', 'w.word'].map(json))} AS text
    FROM ref_relations AS r JOIN sources AS s ON s.id = r.source_id LEFT JOIN words AS w ON w.id = r.as_id
    ORDER BY ${nullsFirst(['s.name', 'r.from_ref', 'r.to_ref', 'w.word'])}`,
  // Place and hash of a record are those of the form that it was sent in: the same rows as CSV and as JSON say the same.
  `SELECT x.text FROM (SELECT ${list(
    `'"quarantine"'`,
    ...INSTANCE,
    json(`CASE WHEN starts_with(q.key, '${CONTENT_MARK}') THEN NULL ELSE q.key END`),
    ...['q.code', 'q.error'].map(json),
  )} AS text FROM quarantine AS q JOIN instances AS i ON i.id = q.instance_id) AS x ORDER BY x.text COLLATE "C"`,
];

/** An instance of which nothing but failed runs came says nothing: what else it says stands with what it is said of. */
const STATE = `SELECT ${list(`'"state"'`, ...INSTANCE, ...['s.name', 'i.state'].map(json))} AS text
  FROM instances AS i JOIN sources AS s ON s.id = i.source_id WHERE i.state IS NOT NULL ORDER BY i.feed, i.instance, i.partition`;

/**
 * One sha256 (hex) over objects, attributes, relations, attachments, tags, sources, quarantine and state: two stores that say the same
 * have the same, whatever database they are in. `state` false: where the next runs begin is left out. All of it is of one moment.
 */
export const digestOf = (db: PostgresPool, options?: { readonly state?: boolean }): Promise<string> =>
  db.transaction((session) => digestIn(session, options), WHOLE);

/** The same inside of a transaction that reads of one moment. */
export const digestIn = async (session: Session, { state = true }: { readonly state?: boolean } = {}): Promise<string> => {
  const digest = createHash('sha256');
  const kinds = await session.all<{ id: number; type: string; subtype: string }>(
    'SELECT id, type, subtype FROM kinds ORDER BY type, subtype',
  );
  for (const { id, type, subtype } of kinds) {
    let first = true;
    for await (const { text } of session.iterate<{ text: string }>(OBJECTS, [id])) {
      if (first) digest.update(`${JSON.stringify([type, subtype])}\n`);
      digest.update(`${text}\n`);
      first = false;
    }
  }
  for (const sql of state ? [...REST, STATE] : REST)
    for await (const { text } of session.iterate<{ text: string }>(sql)) digest.update(`${text}\n`);
  return digest.digest('hex');
};
