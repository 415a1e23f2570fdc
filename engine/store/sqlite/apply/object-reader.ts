import type { Database } from '../database/database.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { relationText, type Listing, type StoredObject } from '../../object/object-change.ts';
import type { MappedAttribute } from '../../contract/mapped-object.ts';
import { parseIdentity, parseMembers, parseVersion, type StagedObject } from '../../object/object-codec.ts';

/** Whose objects are read and written. */
export interface Scope {
  readonly instanceId: number;
  readonly sourceId: number;
}

export interface Known {
  readonly id: number;
  /** Null: this instance has not listed it, or has withdrawn it. */
  readonly fingerprint: string | null;
}

/** Columns of `STORED`: the object's number and value, who lists it alone, whether this instance lists it, the listing, the attributes, others' listings. */
export type StoredRow = [
  id: number,
  value: string | null,
  alone: number | null,
  listed: number | null,
  version: string | null,
  withdrawnAt: number | null,
  publishedAt: number | null,
  happenedAt: number | null,
  expiresAt: number | null,
  status: string | null,
  tlp: string | null,
  title: string | null,
  description: string | null,
  members: string | null,
  shared: number,
];

/** Of the two forms of an object by themselves: joined to the views that show both, SQLite would make all of these. */
const LOOK_UP = `SELECT e.key, o.id, CASE WHEN o.instance_id IS NULL THEN l.fingerprint WHEN o.instance_id = ?3 THEN o.fingerprint END
  FROM json_each(?1) AS e CROSS JOIN objects AS o ON o.kind_id = ?2 AND o.key = e.value
  LEFT JOIN listing_rows AS l ON l.object_id = o.id AND l.instance_id = ?3`;
const STORED = `SELECT o.id, o.value, o.instance_id, coalesce(l.instance_id, nullif(o.instance_id = ?1, 0)), l.version, l.withdrawn_at,
    l.published_at, l.happened_at, l.expires_at, l.status, l.tlp, l.title, l.description,
    coalesce(a.members, iif(i.source_id = ?2, o.members, NULL)),
    coalesce(o.instance_id <> ?1, EXISTS (SELECT 1 FROM listing_rows AS x WHERE x.object_id = o.id AND x.instance_id <> ?1))
  FROM json_each(?3) AS e CROSS JOIN objects AS o ON o.id = e.value
  LEFT JOIN instances AS i ON i.id = o.instance_id
  LEFT JOIN listing_rows AS l ON l.object_id = o.id AND l.instance_id = ?1
  LEFT JOIN attribute_set_rows AS a ON a.object_id = o.id AND a.source_id = ?2`;
const ANY_BETWEEN = 'SELECT 1 AS n FROM objects WHERE kind_id = ? AND key >= ? AND key <= ? LIMIT 1';
const FEW = 16;
const SURROGATE = /[\ud800-\udfff]/;
const BEYOND = /[\ue000-\uffff]/;
const TAGS = 'SELECT w.word AS text FROM tags AS t JOIN words AS w ON w.id = t.word_id WHERE t.object_id = ? AND t.source_id = ?';
const REFS = 'SELECT ref AS text FROM refs WHERE object_id = ? AND source_id = ?';
const RELATIONS = `SELECT k.type, k.subtype, r.to_key AS key, w.word AS "as" FROM relations AS r JOIN kinds AS k ON k.id = r.to_kind_id
  LEFT JOIN words AS w ON w.id = r.as_id WHERE r.object_id = ? AND r.source_id = ?`;

const toListing = (row: StoredRow): Listing | undefined =>
  row[3] === null
    ? undefined
    : {
        version: parseVersion(row[4] ?? ''),
        withdrawnAt: row[5] ?? undefined,
        publishedAt: row[6] ?? undefined,
        happenedAt: row[7] ?? undefined,
        expiresAt: row[8] ?? undefined,
        status: row[9] ?? undefined,
        tlp: row[10] ?? undefined,
        title: row[11] ?? undefined,
        description: row[12] ?? undefined,
      };

const NO_ROWS: ReadonlyMap<number, StoredRow> = new Map();
const NO_TEXTS: ReadonlySet<string> = new Set();

/** Reads what is stored of staged objects; writes nothing. */
export class ObjectReader {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  readonly #scope: Scope;

  constructor(db: Database, dictionaries: Dictionaries, scope: Scope) {
    this.#db = db;
    this.#dictionaries = dictionaries;
    this.#scope = scope;
  }

  /** What is known of each identity, in their order: one statement for all neighbours of one kind, a quarter of the cost of one each. */
  lookUp(identities: readonly string[]): (Known | undefined)[] {
    const found: (Known | undefined)[] = Array.from({ length: identities.length });
    for (let start = 0, end = 0; start < identities.length; start = end) {
      const { type, subtype } = parseIdentity(identities[start] as string);
      const prefix = `${type}\0${subtype}\0`;
      while (end < identities.length && (identities[end] as string).startsWith(prefix)) end++;
      const kindId = this.#dictionaries.knownKind(type, subtype);
      const keyOf = (at: number): string => (identities[at] as string).slice(prefix.length);
      if (kindId === undefined || !this.#hasAny(kindId, keyOf(start), keyOf(end - 1), end - start)) continue;
      const keys = Array.from({ length: end - start }, (_, at) => keyOf(start + at));
      this.#lookUpKind(kindId, keys, start, found);
    }
    return found;
  }

  #lookUpKind(kindId: number, keys: readonly string[], start: number, found: (Known | undefined)[]): void {
    const statement = this.#db.statement(LOOK_UP);
    statement.setReturnArrays(true);
    const rows = statement.all(JSON.stringify(keys), kindId, this.#scope.instanceId) as unknown as [
      number,
      number,
      string | null,
    ][];
    for (const [at, id, fingerprint] of rows) found[start + at] = { id, fingerprint };
  }

  /** Is anything stored from the first to the last of these keys? They come in order, and of a new feed's none is there. */
  #hasAny(kindId: number, first: string, last: string, count: number): boolean {
    // The order of the database, by code points, is another than that of texts beyond these.
    if (count < FEW || SURROGATE.test(first) || BEYOND.test(last)) return true;
    return this.#db.statement(ANY_BETWEEN).get(kindId, first, last) !== undefined;
  }

  /** What is stored of these objects, for `load`. */
  rows(ids: readonly number[]): ReadonlyMap<number, StoredRow> {
    if (ids.length === 0) return NO_ROWS;
    const { instanceId, sourceId } = this.#scope;
    const statement = this.#db.statement(STORED);
    statement.setReturnArrays(true);
    const rows = statement.all(instanceId, sourceId, JSON.stringify(ids)) as unknown as StoredRow[];
    return new Map(rows.map((row) => [row[0], row]));
  }

  /** The listing and what else can differ from `object`; what it can't change is not read. */
  load(id: number, row: StoredRow | undefined, object: StagedObject): StoredObject {
    const { instanceId, sourceId } = this.#scope;
    return {
      id,
      value: row?.[1] ?? object.key,
      listing: row === undefined ? undefined : toListing(row),
      isAlone: typeof row?.[2] === 'number',
      shared: row?.[14] === 1,
      attributes: object.attributes.length === 0 || row === undefined || row[13] === null ? [] : this.#attributes(row[13]),
      tags: this.#texts(object.tags.length > 0, TAGS, id),
      refs: this.#texts(object.refs.length > 0, REFS, id),
      relations:
        object.related.length === 0
          ? NO_TEXTS
          : new Set(this.#db.all<Parameters<typeof relationText>[0]>(RELATIONS, id, sourceId).map(relationText)),
      content: object.file === undefined ? undefined : this.content(id),
      wanted:
        object.file === undefined
          ? undefined
          : this.#db.get('SELECT fulfillment, args FROM wanted_files WHERE instance_id = ? AND object_id = ?', instanceId, id),
    };
  }

  content(id: number): string | undefined {
    return this.#db.get<{ sha256: string }>('SELECT sha256 FROM attachments WHERE object_id = ?', id)?.sha256;
  }

  /** An older store wrote names out. */
  #attributes(members: string): MappedAttribute[] {
    return parseMembers(members).map((one) => ({ ...one, name: this.#dictionaries.names.form(one.name) }));
  }

  #texts(any: boolean, sql: string, id: number): ReadonlySet<string> {
    return any ? new Set(this.#db.all<{ text: string }>(sql, id, this.#scope.sourceId).map(({ text }) => text)) : NO_TEXTS;
  }
}
