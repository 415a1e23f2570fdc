import { createHash } from 'node:crypto';
import type { Database } from '../../../disk/database.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { CONTENT_MARK } from '../../../object/versions.ts';

/** In this order since the first digest; a field that comes later follows them. */
const FIRST: readonly string[] = ['published_at', 'happened_at', 'expires_at', 'status', 'tlp', 'title', 'description'];
const FIELDS = [...FIRST, ...OBJECT_FIELDS.map(({ column }) => column).filter((column) => !FIRST.includes(column))]
  .map((column) => `l.${column}`)
  .join(', ');

const INSTANCE = 'i.feed, i.instance, i.partition';

/**
 * One object with all that hangs on it, as JSON; ids, fingerprints, numbers of changes and times of runs are left out. What is
 * read of views is gathered one query further out, which LIMIT keeps apart: an aggregate would have SQLite make the whole view.
 */
const OBJECT = `SELECT json_array(
  o.key, coalesce(o.value, o.key), o.status, o.published_at,
  (SELECT json_group_array(json(text) ORDER BY text) FROM (SELECT json_array(${INSTANCE}, s.name, l.withdrawn_at IS NOT NULL, l.version,
      ${FIELDS}) AS text
    FROM listings AS l JOIN instances AS i ON i.id = l.instance_id JOIN sources AS s ON s.id = i.source_id WHERE l.object_id = o.id LIMIT -1)),
  (SELECT json_group_array(json(text) ORDER BY text) FROM (SELECT json_array(a.name, a.value, a.sensitive, s.name) AS text
    FROM attributes AS a JOIN sources AS s ON s.id = a.source_id WHERE a.object_id = o.id LIMIT -1)),
  (SELECT json_group_array(json_array(w.word, s.name) ORDER BY w.word, s.name)
    FROM tags AS t JOIN words AS w ON w.id = t.word_id JOIN sources AS s ON s.id = t.source_id WHERE t.object_id = o.id),
  (SELECT json_group_array(json_array(k.type, k.subtype, r.to_key, w.word, s.name) ORDER BY k.type, k.subtype, r.to_key, w.word, s.name)
    FROM relations AS r JOIN kinds AS k ON k.id = r.to_kind_id JOIN sources AS s ON s.id = r.source_id LEFT JOIN words AS w ON w.id = r.as_id
    WHERE r.object_id = o.id),
  (SELECT json_group_array(json_array(f.ref, s.name) ORDER BY f.ref, s.name) FROM refs AS f JOIN sources AS s ON s.id = f.source_id WHERE f.object_id = o.id),
  (SELECT json_array(c.sha256, c.size, c.media_type) FROM attachments AS c WHERE c.object_id = o.id),
  (SELECT json_group_array(json_array(${INSTANCE}, w.fulfillment) ORDER BY ${INSTANCE})
    FROM wanted_files AS w JOIN instances AS i ON i.id = w.instance_id WHERE w.object_id = o.id)
) AS text FROM objects AS o WHERE o.kind_id = ? ORDER BY o.key`;

/** What stands beside the objects, each in an order of its own. */
const REST = [
  `SELECT json_array('relation', s.name, r.from_ref, r.to_ref, w.word) AS text FROM ref_relations AS r JOIN sources AS s ON s.id = r.source_id
    LEFT JOIN words AS w ON w.id = r.as_id ORDER BY s.name, r.from_ref, r.to_ref, w.word`,
  // Place and hash of a record are those of the form that it was sent in: the same rows as CSV and as JSON say the same.
  `SELECT json_array('quarantine', ${INSTANCE}, iif(q.key LIKE '${CONTENT_MARK}%', NULL, q.key), q.code, q.error) AS text
    FROM quarantine AS q JOIN instances AS i ON i.id = q.instance_id ORDER BY text`,
];

/** An instance of which nothing but failed runs came says nothing: what else it says stands with what it is said of. */
const STATE = `SELECT json_array('state', ${INSTANCE}, s.name, i.state) AS text FROM instances AS i JOIN sources AS s ON s.id = i.source_id
    WHERE i.state IS NOT NULL ORDER BY ${INSTANCE}`;

/**
 * One sha256 (hex) over objects, attributes, relations, attachments, tags, sources, quarantine and state: two stores that say
 * the same have the same, whatever runs have made them. `state` false: where the next runs begin is left out.
 */
export const digestOf = (db: Database, { state = true }: { readonly state?: boolean } = {}): string => {
  const digest = createHash('sha256');
  for (const { id, type, subtype } of db.all<{ id: number; type: string; subtype: string }>(
    'SELECT id, type, subtype FROM kinds ORDER BY type, subtype',
  )) {
    let first = true;
    for (const { text } of db.iterate<{ text: string }>(OBJECT, id)) {
      if (first) digest.update(`${JSON.stringify([type, subtype])}\n`);
      digest.update(`${text}\n`);
      first = false;
    }
  }
  for (const sql of state ? [...REST, STATE] : REST)
    for (const { text } of db.iterate<{ text: string }>(sql)) digest.update(`${text}\n`);
  return digest.digest('hex');
};
