import type { Json } from '../../../language/basics/json.ts';
import type { Database } from '../database/database.ts';
import type { ObjectIdentity } from '../../contract/mapped-object.ts';
import { EXPIRED } from '../../object/object-status.ts';

export interface AttributeView {
  readonly name: string;
  readonly value: string;
  readonly sources: readonly string[];
  readonly sensitive?: true;
}

export interface RelatedView {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  readonly identity?: readonly Json[];
  /** What the relation is called. */
  readonly as?: string;
  /** The relation was said by the other object. */
  readonly inverse?: true;
}

/** One object as it is printed; times are ISO 8601 UTC. */
export interface ObjectView {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  /** The parts of `identity:` where its entry says that; else the value is what makes it the same one. */
  readonly identity?: readonly Json[];
  readonly title?: string;
  readonly description: string | null;
  readonly status: string | null;
  readonly tlp?: string;
  readonly published_at: string | null;
  readonly happened_at?: string;
  readonly expires_at?: string;
  readonly tags: readonly string[];
  readonly sources: readonly string[];
  readonly attributes: readonly AttributeView[];
  readonly related: readonly RelatedView[];
  readonly content?:
    { readonly sha256: string; readonly size: number; readonly media_type: string | null } | { readonly wanted: true };
}

export interface ObjectRow extends ObjectIdentity {
  readonly id: number;
  readonly kind_id: number;
  readonly value: string;
  readonly status: string | null;
  readonly published_at: number | null;
}

interface ListingRow {
  readonly source: string;
  readonly withdrawn_at: number | null;
  readonly happened_at: number | null;
  readonly expires_at: number | null;
  readonly tlp: string | null;
  readonly title: string | null;
  readonly description: string | null;
}

const LISTINGS = `SELECT s.name AS source, l.withdrawn_at, l.happened_at, l.expires_at, l.tlp, l.title, l.description FROM listings AS l
  JOIN instances AS i ON i.id = l.instance_id JOIN sources AS s ON s.id = i.source_id
  WHERE l.object_id = ? ORDER BY l.withdrawn_at IS NOT NULL, l.seq DESC, l.instance_id`;
const ATTRIBUTES = `SELECT a.name, a.value, a.sensitive, s.name AS source FROM attributes AS a
  JOIN sources AS s ON s.id = a.source_id WHERE a.object_id = ? ORDER BY a.name, a.value, s.name`;
const TAGS = 'SELECT DISTINCT w.word FROM tags AS t JOIN words AS w ON w.id = t.word_id WHERE t.object_id = ? ORDER BY w.word';
/** Both ends of a relation name it; the other object must have come. */
const RELATED = `
  SELECT r.as_id, 0 AS inverse, o.id FROM relations AS r JOIN objects AS o ON o.kind_id = r.to_kind_id AND o.key = r.to_key WHERE r.object_id = ?1
  UNION SELECT r.as_id, 1, r.object_id FROM relations AS r WHERE r.to_kind_id = ?2 AND r.to_key = ?3
  UNION SELECT r.as_id, 0, t.object_id FROM refs AS f JOIN ref_relations AS r ON r.source_id = f.source_id AND r.from_ref = f.ref
    JOIN refs AS t ON t.source_id = r.source_id AND t.ref = r.to_ref WHERE f.object_id = ?1
  UNION SELECT r.as_id, 1, f.object_id FROM refs AS t JOIN ref_relations AS r ON r.source_id = t.source_id AND r.to_ref = t.ref
    JOIN refs AS f ON f.source_id = r.source_id AND f.ref = r.from_ref WHERE t.object_id = ?1`;
const RELATED_VIEWS = `SELECT DISTINCT k.type, k.subtype, coalesce(o.value, o.key) AS value, o.key, w.word AS "as", CASE WHEN x.as_id = 0 THEN 0 ELSE x.inverse END AS inverse
  FROM (${RELATED}) AS x JOIN objects AS o ON o.id = x.id JOIN kinds AS k ON k.id = o.kind_id LEFT JOIN words AS w ON w.id = x.as_id
  WHERE x.id <> ?1 ORDER BY k.type, k.subtype, value, o.key, "as", inverse`;

const iso = (ms: number): string => new Date(ms).toISOString();

/** The parts, as the reports write them to the key; any other key says nothing to a reader. */
const identityOf = (key: string, value: string): { readonly identity?: readonly Json[] } => {
  if (key === value || !key.startsWith('[')) return {};
  try {
    return { identity: JSON.parse(key) as Json[] };
  } catch {
    return {};
  }
};

const attributesOf = (db: Database, id: number): AttributeView[] => {
  const views: { name: string; value: string; sources: string[]; sensitive?: true }[] = [];
  for (const row of db.all<{ name: string; value: string; sensitive: number; source: string }>(ATTRIBUTES, id)) {
    const last = views.at(-1);
    const same = last?.name === row.name && last.value === row.value ? last : undefined;
    const view = same ?? { name: row.name, value: row.value, sources: [] };
    if (same === undefined) views.push(view);
    if (!view.sources.includes(row.source)) view.sources.push(row.source);
    if (row.sensitive === 1) view.sensitive = true;
  }
  return views;
};

const relatedOf = (db: Database, { id, kind_id, key }: ObjectRow): RelatedView[] =>
  db
    .all<ObjectIdentity & { value: string; as: string | null; inverse: number }>(RELATED_VIEWS, id, kind_id, key)
    .map(({ type, subtype, value, key: own, as, inverse }) => ({
      type,
      subtype,
      value,
      ...identityOf(own, value),
      ...(as === null ? {} : { as }),
      ...(inverse === 1 ? { inverse: true } : {}),
    }));

const contentOf = (db: Database, id: number): ObjectView['content'] => {
  const row = db.get<{ sha256: string; size: number; media_type: string | null }>(
    'SELECT sha256, size, media_type FROM attachments WHERE object_id = ?',
    id,
  );
  if (row !== undefined) return { sha256: row.sha256, size: row.size, media_type: row.media_type };
  return db.get('SELECT 1 AS n FROM wanted_files WHERE object_id = ?', id) === undefined ? undefined : { wanted: true };
};

/** The time of the withdrawal once nobody lists it; else the latest end that its sources give, where all of them give one. */
const expiryOf = (status: string | null, listings: readonly ListingRow[]): number | undefined => {
  const standing = listings.filter((listing) => listing.withdrawn_at === null);
  const given =
    standing.length === 0 && status === EXPIRED ? listings.map((l) => l.withdrawn_at) : standing.map((l) => l.expires_at);
  const times = given.filter((time) => time !== null);
  return times.length === 0 || times.length < given.length ? undefined : Math.max(...times);
};

/** The value that was said last by those who still list the object. */
const latest = <K extends 'happened_at' | 'tlp' | 'title' | 'description'>(
  listings: readonly ListingRow[],
  name: K,
): NonNullable<ListingRow[K]> | undefined => listings.find((listing) => listing[name] !== null)?.[name] ?? undefined;

export const viewOf = (db: Database, row: ObjectRow): ObjectView => {
  const listings = db.all<ListingRow>(LISTINGS, row.id);
  const title = latest(listings, 'title');
  const tlp = latest(listings, 'tlp');
  const happened = latest(listings, 'happened_at');
  const expires = expiryOf(row.status, listings);
  const content = contentOf(db, row.id);
  return {
    type: row.type,
    subtype: row.subtype,
    value: row.value,
    ...identityOf(row.key, row.value),
    ...(title === undefined ? {} : { title }),
    description: latest(listings, 'description') ?? null,
    status: row.status,
    ...(tlp === undefined ? {} : { tlp }),
    published_at: row.published_at === null ? null : iso(row.published_at),
    ...(happened === undefined ? {} : { happened_at: iso(happened) }),
    ...(expires === undefined ? {} : { expires_at: iso(expires) }),
    tags: db.all<{ word: string }>(TAGS, row.id).map(({ word }) => word),
    sources: [...new Set(listings.map(({ source }) => source))].sort(),
    attributes: attributesOf(db, row.id),
    related: relatedOf(db, row),
    ...(content === undefined ? {} : { content }),
  };
};
