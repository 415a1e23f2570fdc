import type { Database } from '../../../disk/database.ts';
import { tellingStorage } from '../../../disk/storage-errors.ts';
import { parseMembers } from '../../../object/object-codec.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import type { AttributeView, FileRow, ListingRow, ObjectParts, RelatedRow } from '../../views/object-parts.ts';
import type { Dictionaries } from '../database/dictionaries.ts';

/** Objects that are read together: enough for a statement's own cost not to be felt. */
export const READ_TOGETHER = 256;

const AMONG = 'FROM json_each(?1) AS e CROSS JOIN';
const COLUMN_NAMES = OBJECT_FIELDS.map(({ column }) => column);
const COLUMNS = COLUMN_NAMES.map((column) => `l.${column}`).join(', ');
const LISTINGS = `SELECT l.object_id, l.instance_id, l.withdrawn_at, l.seq, ${COLUMNS}
  ${AMONG} listings AS l ON l.object_id = e.value`;
const INSTANCES = 'SELECT i.id, i.feed, s.name AS source FROM instances AS i JOIN sources AS s ON s.id = i.source_id';
const ATTRIBUTES = `SELECT a.object_id, a.source_id, a.members ${AMONG} attribute_sets AS a ON a.object_id = e.value`;
const SOURCES = 'SELECT id, name FROM sources';
const TAGS = `SELECT DISTINCT t.object_id, w.word ${AMONG} tags AS t ON t.object_id = e.value JOIN words AS w ON w.id = t.word_id
  ORDER BY t.object_id, w.word`;
const FILES = `SELECT a.object_id, a.sha256, a.size, a.media_type ${AMONG} attachments AS a ON a.object_id = e.value`;
const WANTED = `SELECT DISTINCT w.object_id ${AMONG} wanted_files AS w ON +w.object_id = e.value`;
const OUTGOING = `
  SELECT r.object_id, r.as_id, 0 AS incoming, o.id ${AMONG} relations AS r ON r.object_id = e.value
    JOIN objects AS o ON o.kind_id = r.to_kind_id AND o.key = r.to_key
  UNION SELECT f.object_id, r.as_id, 0, t.object_id ${AMONG} refs AS f ON f.object_id = e.value
    JOIN ref_relations AS r ON r.source_id = f.source_id AND r.from_ref = f.ref
    JOIN refs AS t ON t.source_id = r.source_id AND t.ref = r.to_ref`;
const INCOMING = `
  SELECT b.id AS object_id, r.as_id, 1 AS incoming, r.object_id AS id ${AMONG} objects AS b ON b.id = e.value
    JOIN relations AS r ON r.to_kind_id = b.kind_id AND r.to_key = b.key
  UNION SELECT t.object_id, r.as_id, 1, f.object_id ${AMONG} refs AS t ON t.object_id = e.value
    JOIN ref_relations AS r ON r.source_id = t.source_id AND r.to_ref = t.ref
    JOIN refs AS f ON f.source_id = r.source_id AND f.ref = r.from_ref`;
/** Both ends of a relation name it; the other object must have come. */
const related = (relations: string): string => `
  SELECT DISTINCT x.object_id, x.id, k.type, k.subtype, o.key, coalesce(o.value, o.key) AS value, w.word AS "as", x.incoming
  FROM (${relations}) AS x JOIN objects AS o ON o.id = x.id JOIN kinds AS k ON k.id = o.kind_id LEFT JOIN words AS w ON w.id = x.as_id
  WHERE x.id <> x.object_id ORDER BY x.object_id, k.type, k.subtype, value, o.key, "as", x.incoming`;
const RELATED = { outgoing: related(OUTGOING), both: related(`${OUTGOING} UNION ${INCOMING}`) } as const;

/** Which relations are read with an object: none, those that begin at it, or those that end there too. */
export type RelatedWish = 'none' | keyof typeof RELATED;

/** The tables that most stores have nothing in, each with what is read of it. */
const SPARSE = { tags: TAGS, attachments: FILES, wanted_files: WANTED } as const;

type Cell = string | number | null;

interface InstanceNames {
  readonly source: string;
  readonly feed: string;
}

/** Reads objects with all that hangs on them, many at once. */
export class ObjectPartsReader {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  #instances: ReadonlyMap<number, InstanceNames> = new Map();
  #sources: ReadonlyMap<number, string> = new Map();

  constructor(db: Database, dictionaries: Dictionaries) {
    this.#db = db;
    this.#dictionaries = dictionaries;
  }

  /** In the order of the ids. */
  read(ids: readonly number[], wish: RelatedWish = 'both'): readonly ObjectParts[] {
    const among = JSON.stringify(ids);
    // A source may have got another name.
    this.#instances = new Map();
    this.#sources = new Map();
    const by = <Row extends { readonly object_id: number }>(sql: string): ReadonlyMap<number, Row[]> =>
      Map.groupBy(this.#db.all<Row>(sql, among), (row) => row.object_id);
    const sparse = <Row extends { readonly object_id: number }>(table: keyof typeof SPARSE): ReadonlyMap<number, Row[]> =>
      this.#isEmpty(table) ? new Map<number, Row[]>() : by<Row>(SPARSE[table]);
    const listings = this.#listings(among);
    const attributes = this.#attributes(among);
    const tags = sparse<{ object_id: number; word: string }>('tags');
    const files = sparse<FileRow & { object_id: number }>('attachments');
    const wanted = sparse<{ object_id: number }>('wanted_files');
    const has = wish !== 'none' && !(this.#isEmpty('relations') && this.#isEmpty('ref_relations'));
    const relations = has ? by<RelatedRow>(RELATED[wish]) : new Map<number, RelatedRow[]>();
    return ids.map((id) => ({
      listings: listings.get(id) ?? NONE,
      attributes: attributes.get(id) ?? NONE,
      tags: tags.get(id)?.map(({ word }) => word) ?? NONE,
      related: relations.get(id) ?? NONE,
      file: files.get(id)?.[0] ?? (wanted.has(id) ? 'wanted' : undefined),
    }));
  }

  #isEmpty(table: string): boolean {
    return this.#db.get(`SELECT 1 AS n FROM ${table} LIMIT 1`) === undefined;
  }

  /** As lists: making an object of each row would cost as much as the rest of reading it. */
  #rows(sql: string, among: string): readonly (readonly Cell[])[] {
    return tellingStorage(this.#db.path, () => {
      const statement = this.#db.statement(sql);
      statement.setReturnArrays(true);
      return statement.all(among) as unknown as Cell[][];
    });
  }

  #listings(among: string): ReadonlyMap<number, readonly ListingRow[]> {
    const all = new Map<number, (ListingRow & Order)[]>();
    for (const [object, instance, withdrawn, seq, ...fields] of this.#rows(LISTINGS, among)) {
      const { source, feed } = this.#instance(instance as number);
      const row: Record<string, Cell> = {
        source,
        feed,
        withdrawn_at: withdrawn as Cell,
        seq: seq as Cell,
        instance: instance as Cell,
      };
      for (const [at, column] of COLUMN_NAMES.entries()) row[column] = fields[at] ?? null;
      const listing = row as unknown as ListingRow & Order;
      const others = all.get(object as number);
      if (others === undefined) all.set(object as number, [listing]);
      else others.push(listing);
    }
    for (const some of all.values()) if (some.length > 1) some.sort(laterFirst);
    return all;
  }

  /** What several sources say of one value stands together. */
  #attributes(among: string): ReadonlyMap<number, readonly AttributeView[]> {
    const all = new Map<number, AttributeView[]>();
    const isShared = new Set<number>();
    for (const [object, source, members] of this.#rows(ATTRIBUTES, among)) {
      const id = object as number;
      const sources = [this.#source(source as number)];
      const views = tellingStorage(this.#db.path, () => parseMembers(members as string)).map(
        ({ name, value, sensitive }): AttributeView => ({
          name: this.#dictionaries.names.nameOf(name),
          value,
          sources,
          ...(sensitive ? SENSITIVE : {}),
        }),
      );
      const others = all.get(id);
      if (others !== undefined) isShared.add(id);
      all.set(id, others === undefined ? views : [...others, ...views]);
    }
    for (const [id, views] of all) {
      const sorted = views.sort((a, b) => byBytes(a.name, b.name) || byBytes(a.value, b.value));
      if (isShared.has(id)) all.set(id, joined(sorted));
    }
    return all;
  }

  #instance(id: number): InstanceNames {
    if (!this.#instances.has(id))
      this.#instances = new Map(this.#db.all<InstanceNames & { id: number }>(INSTANCES).map((row) => [row.id, row]));
    return this.#instances.get(id) ?? { source: '', feed: '' };
  }

  #source(id: number): string {
    if (!this.#sources.has(id))
      this.#sources = new Map(this.#db.all<{ id: number; name: string }>(SOURCES).map((row) => [row.id, row.name]));
    return this.#sources.get(id) ?? '';
  }
}

const NONE: readonly never[] = [];
const SENSITIVE = { sensitive: true } as const;

interface Order {
  readonly seq: number;
  readonly instance: number;
}

/** Those who still list it first, then by their latest word. */
const laterFirst = (a: ListingRow & Order, b: ListingRow & Order): number =>
  Number(a.withdrawn_at !== null) - Number(b.withdrawn_at !== null) || b.seq - a.seq || a.instance - b.instance;

/** Equal values next to each other become one, of all their sources. */
const joined = (sorted: readonly AttributeView[]): AttributeView[] => {
  const views: AttributeView[] = [];
  for (const one of sorted) {
    const last = views.at(-1);
    if (last?.name !== one.name || last.value !== one.value) views.push(one);
    else {
      const sources = [...new Set([...last.sources, ...one.sources])].sort(byBytes);
      views[views.length - 1] = { ...last, ...one, sources };
    }
  }
  return views;
};

const BEYOND = /[\ud800-\uffff]/;

/** In the order of the database: by the bytes of UTF-8, which differs from that of UTF-16 beyond U+D7FF. */
const byBytes = (a: string, b: string): number => {
  if (a === b) return 0;
  if (BEYOND.test(a) && BEYOND.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
};
