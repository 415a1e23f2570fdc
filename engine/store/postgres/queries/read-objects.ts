import { EngineError } from '../../../language/basics/errors.ts';
import { FIELD_COLUMNS, gatherAttributes, gatherListings, type Cell, type InstanceNames } from '../../views/gather-parts.ts';
import type { FileRow, ObjectParts, RelatedRow } from '../../views/object-parts.ts';
import type { PostgresPool, Session } from '../database/pool.ts';

/** Objects that are read together: enough for a round trip not to be felt. */
export const READ_TOGETHER = 256;

const AMONG = '= ANY($1::bigint[])';
const COLUMNS = FIELD_COLUMNS.map((column) => `l.${column}`).join(', ');
const LISTINGS = `SELECT l.object_id, l.instance_id, l.withdrawn_at, l.seq, ${COLUMNS} FROM listings AS l WHERE l.object_id ${AMONG}`;
const INSTANCES = `SELECT i.id, i.feed, s.name AS source FROM instances AS i JOIN sources AS s ON s.id = i.source_id WHERE i.id ${AMONG}`;
const ATTRIBUTES = `SELECT a.object_id, a.source_id, a.members FROM attribute_sets AS a WHERE a.object_id ${AMONG}`;
const SOURCES = `SELECT id, name FROM sources WHERE id ${AMONG}`;
const TAGS = `SELECT DISTINCT t.object_id, w.word FROM tags AS t JOIN words AS w ON w.id = t.word_id WHERE t.object_id ${AMONG}
  ORDER BY t.object_id, w.word`;
const FILES = `SELECT a.object_id, a.sha256, a.size, a.media_type FROM attachments AS a WHERE a.object_id ${AMONG}`;
const WANTED = `SELECT DISTINCT w.object_id FROM wanted_files AS w WHERE w.object_id ${AMONG}`;
const OUTGOING = `
  SELECT r.object_id, r.as_id, 0 AS incoming, o.id FROM relations AS r
    JOIN objects AS o ON o.kind_id = r.to_kind_id AND o.key = r.to_key WHERE r.object_id ${AMONG}
  UNION SELECT f.object_id, r.as_id, 0, t.object_id FROM refs AS f
    JOIN ref_relations AS r ON r.source_id = f.source_id AND r.from_ref = f.ref
    JOIN refs AS t ON t.source_id = r.source_id AND t.ref = r.to_ref WHERE f.object_id ${AMONG}`;
const INCOMING = `
  SELECT b.id AS object_id, r.as_id, 1 AS incoming, r.object_id AS id FROM objects AS b
    JOIN relations AS r ON r.to_kind_id = b.kind_id AND r.to_key = b.key WHERE b.id ${AMONG}
  UNION SELECT t.object_id, r.as_id, 1, f.object_id FROM refs AS t
    JOIN ref_relations AS r ON r.source_id = t.source_id AND r.to_ref = t.ref
    JOIN refs AS f ON f.source_id = r.source_id AND f.ref = r.from_ref WHERE t.object_id ${AMONG}`;
/** Both ends of a relation name it; the other object must have come. */
const related = (relations: string): string => `
  SELECT DISTINCT x.object_id, x.id, k.type, k.subtype, o.key, coalesce(o.value, o.key) AS value, w.word AS "as", x.incoming
  FROM (${relations}) AS x JOIN objects AS o ON o.id = x.id JOIN kinds AS k ON k.id = o.kind_id LEFT JOIN words AS w ON w.id = x.as_id
  WHERE x.id <> x.object_id ORDER BY x.object_id, k.type, k.subtype, value, o.key, "as" NULLS FIRST, x.incoming`;
const RELATED = { outgoing: related(OUTGOING), both: related(`${OUTGOING} UNION ${INCOMING}`) } as const;

/** Which relations are read with an object: none, those that begin at it, or those that end there too. */
export type RelatedWish = 'none' | keyof typeof RELATED;

interface OfObject {
  readonly object_id: number;
}

const NONE: readonly never[] = [];

const columnOf = (rows: readonly (readonly Cell[])[], at: number): readonly number[] => [
  ...new Set(rows.map((row) => row[at] as number)),
];

/** Objects with all that hangs on them, many at once, in the order of the ids. */
export const readParts = (
  db: PostgresPool,
  ids: readonly number[],
  wish: RelatedWish = 'both',
): Promise<readonly ObjectParts[]> =>
  db.session(async (session) => {
    const by = async <Row extends OfObject>(sql: string): Promise<ReadonlyMap<number, Row[]>> =>
      Map.groupBy(await session.all<Row>(sql, [ids]), (row) => row.object_id);
    const listings = await listingsOf(session, ids);
    const attributes = await attributesOf(session, db.shown, ids);
    const tags = await by<OfObject & { word: string }>(TAGS);
    const files = await by<OfObject & FileRow>(FILES);
    const wanted = await by<OfObject>(WANTED);
    const relations = wish === 'none' ? new Map<number, RelatedRow[]>() : await by<RelatedRow>(RELATED[wish]);
    return ids.map((id) => ({
      listings: listings.get(id) ?? NONE,
      attributes: attributes.get(id) ?? NONE,
      tags: tags.get(id)?.map(({ word }) => word) ?? NONE,
      related: relations.get(id) ?? NONE,
      file: files.get(id)?.[0] ?? (wanted.has(id) ? 'wanted' : undefined),
    }));
  });

const listingsOf = async (session: Session, ids: readonly number[]): Promise<ReturnType<typeof gatherListings>> => {
  const rows = await session.lists<readonly Cell[]>(LISTINGS, [ids]);
  const instances = await session.all<InstanceNames & { id: number }>(INSTANCES, [columnOf(rows, 1)]);
  const names = new Map(instances.map((row) => [row.id, row]));
  return gatherListings(rows, (id) => names.get(id) ?? { source: '', feed: '' });
};

const attributesOf = async (
  session: Session,
  store: string,
  ids: readonly number[],
): Promise<ReturnType<typeof gatherAttributes>> => {
  const rows = await session.lists<readonly Cell[]>(ATTRIBUTES, [ids]);
  const sources = await session.all<{ id: number; name: string }>(SOURCES, [columnOf(rows, 1)]);
  const names = new Map(sources.map(({ id, name }) => [id, name]));
  try {
    return gatherAttributes(rows, { sourceOf: (id) => names.get(id) ?? '', nameOf: (name) => name });
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new EngineError('store.corrupt', `The store ${store} has a list of attributes that can't be read.`, {
      hint: 'See what `feedwright store check` says, and restore a backup.',
      cause,
    });
  }
};
