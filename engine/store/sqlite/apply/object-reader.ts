import type { Database } from '../../../disk/database.ts';
import { OBJECT_FIELDS, fieldsFrom, type FieldColumns } from '../../../object/object-fields.ts';
import { relationText, type Listing, type StoredObject } from '../../../object/object-change.ts';
import type { MappedAttribute } from '../../../object/mapped-object.ts';
import { parseIdentity, parseMembers, parseVersion, type StagedObject } from '../../../object/object-codec.ts';
import type { Known, ObjectReads } from '../../contract/backend.ts';
import type { Dictionaries } from '../database/dictionaries.ts';

/** Whose objects are read and written. */
export interface SourceScope {
  readonly instanceId: number;
  readonly sourceId: number;
}

interface StoredRow extends FieldColumns {
  readonly id: number;
  readonly value: string | null;
  readonly listed: number | null;
  readonly version: string | null;
  readonly withdrawn_at: number | null;
  readonly members: string | null;
  readonly shared: number;
}

const LOOK_UP = `SELECT e.key, o.id, l.fingerprint
  FROM json_each(?1) AS e CROSS JOIN objects AS o ON o.kind_id = ?2 AND o.key = e.value
  LEFT JOIN listings AS l ON l.object_id = o.id AND l.instance_id = ?3`;
const STORED = `SELECT o.id, o.value, l.instance_id AS listed, l.version, l.withdrawn_at,
    ${OBJECT_FIELDS.map(({ column }) => `l.${column}`).join(', ')}, a.members,
    EXISTS (SELECT 1 FROM listings AS x WHERE x.object_id = o.id AND x.instance_id <> ?1) AS shared
  FROM json_each(?3) AS e CROSS JOIN objects AS o ON o.id = e.value
  LEFT JOIN listings AS l ON l.object_id = o.id AND l.instance_id = ?1
  LEFT JOIN attribute_sets AS a ON a.object_id = o.id AND a.source_id = ?2`;
const ANY_BETWEEN = 'SELECT 1 AS n FROM objects WHERE kind_id = ? AND key >= ? AND key <= ? LIMIT 1';
/** So few neighbours are looked up at once without asking first whether any is there. */
const WORTH_ASKING = 16;
const SURROGATE = /[\ud800-\udfff]/;
const BEYOND = /[\ue000-\uffff]/;
const TAGS = 'SELECT w.word AS text FROM tags AS t JOIN words AS w ON w.id = t.word_id WHERE t.object_id = ? AND t.source_id = ?';
const REFS = 'SELECT ref AS text FROM refs WHERE object_id = ? AND source_id = ?';
const RELATIONS = `SELECT k.type, k.subtype, r.to_key AS key, w.word AS "as" FROM relations AS r JOIN kinds AS k ON k.id = r.to_kind_id
  LEFT JOIN words AS w ON w.id = r.as_id WHERE r.object_id = ? AND r.source_id = ?`;

const listingOf = (row: StoredRow): Listing | undefined =>
  row.listed === null
    ? undefined
    : {
        version: parseVersion(row.version ?? ''),
        withdrawnAt: row.withdrawn_at ?? undefined,
        ...fieldsFrom(({ column }) => row[column] ?? undefined),
      };

const NO_TEXTS: ReadonlySet<string> = new Set();

/** Reads what is stored of staged objects; writes nothing. */
export class ObjectReader implements ObjectReads {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  readonly #scope: SourceScope;

  constructor(db: Database, dictionaries: Dictionaries, scope: SourceScope) {
    this.#db = db;
    this.#dictionaries = dictionaries;
    this.#scope = scope;
  }

  /** One statement for all neighbours of one kind: a quarter of the cost of one each. */
  async find(identities: readonly string[]): Promise<(Known | undefined)[]> {
    const found: (Known | undefined)[] = Array.from({ length: identities.length });
    for (let start = 0, end = 0; start < identities.length; start = end) {
      const { type, subtype } = parseIdentity(identities[start] as string);
      const prefix = `${type}\0${subtype}\0`;
      while (end < identities.length && (identities[end] as string).startsWith(prefix)) end++;
      const kindId = this.#dictionaries.knownKind(type, subtype);
      const keyOf = (at: number): string => (identities[at] as string).slice(prefix.length);
      if (kindId === undefined || !this.#hasAny(kindId, keyOf(start), keyOf(end - 1), end - start)) continue;
      const keys = Array.from({ length: end - start }, (_, at) => keyOf(start + at));
      this.#findOfKind(kindId, keys, start, found);
    }
    return found;
  }

  /** Without the file an object has and the texts that nothing staged could add to: they are read where it is asked for. */
  async load(wanted: readonly { readonly id: number; readonly staged: StagedObject }[]): Promise<StoredObject[]> {
    const { instanceId, sourceId } = this.#scope;
    const ids = JSON.stringify(wanted.map(({ id }) => id));
    const rows = new Map(this.#db.all<StoredRow>(STORED, instanceId, sourceId, ids).map((row) => [row.id, row]));
    return wanted.map(({ id, staged }) => this.#stored(id, rows.get(id), staged));
  }

  #findOfKind(kindId: number, keys: readonly string[], start: number, found: (Known | undefined)[]): void {
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
    if (count < WORTH_ASKING || SURROGATE.test(first) || BEYOND.test(last)) return true;
    return this.#db.statement(ANY_BETWEEN).get(kindId, first, last) !== undefined;
  }

  #stored(id: number, row: StoredRow | undefined, staged: StagedObject): StoredObject {
    const { instanceId, sourceId } = this.#scope;
    const members = row?.members ?? undefined;
    return {
      id,
      value: row?.value ?? staged.key,
      listing: row && listingOf(row),
      shared: row?.shared === 1,
      attributes: staged.attributes.length === 0 || members === undefined ? [] : this.#attributes(members),
      tags: this.#texts(staged.tags.length > 0, TAGS, id),
      refs: this.#texts(staged.refs.length > 0, REFS, id),
      relations:
        staged.related.length === 0
          ? NO_TEXTS
          : new Set(this.#db.all<Parameters<typeof relationText>[0]>(RELATIONS, id, sourceId).map(relationText)),
      content: staged.file === undefined ? undefined : this.content(id),
      wanted:
        staged.file === undefined
          ? undefined
          : this.#db.get('SELECT fulfillment, args FROM wanted_files WHERE instance_id = ? AND object_id = ?', instanceId, id),
    };
  }

  content(id: number): string | undefined {
    return this.#db.get<{ sha256: string }>('SELECT sha256 FROM attachments WHERE object_id = ?', id)?.sha256;
  }

  /** A name that came when there were too many is written out, and may have a number by now. */
  #attributes(members: string): MappedAttribute[] {
    return parseMembers(members).map((one) => ({ ...one, name: this.#dictionaries.names.form(one.name) }));
  }

  #texts(any: boolean, sql: string, id: number): ReadonlySet<string> {
    return any ? new Set(this.#db.all<{ text: string }>(sql, id, this.#scope.sourceId).map(({ text }) => text)) : NO_TEXTS;
  }
}
