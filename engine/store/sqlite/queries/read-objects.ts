import type { Database } from '../../../disk/database.ts';
import { tellingStorage } from '../../../disk/storage-errors.ts';
import { FIELD_COLUMNS, gatherAttributes, gatherListings, type Cell, type InstanceNames } from '../../views/gather-parts.ts';
import type { FileRow, ObjectParts, RelatedRow } from '../../views/object-parts.ts';
import type { Dictionaries } from '../database/dictionaries.ts';

/** Objects that are read together: enough for a statement's own cost not to be felt. */
export const READ_TOGETHER = 256;

const AMONG = 'FROM json_each(?1) AS e CROSS JOIN';
const COLUMNS = FIELD_COLUMNS.map((column) => `l.${column}`).join(', ');
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
    const listings = gatherListings(this.#rows(LISTINGS, among), (id) => this.#instance(id));
    const attributes = tellingStorage(this.#db.path, () =>
      gatherAttributes(this.#rows(ATTRIBUTES, among), {
        sourceOf: (id) => this.#source(id),
        nameOf: (form) => this.#dictionaries.names.nameOf(form),
      }),
    );
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
