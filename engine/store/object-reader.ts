import type { Database } from './database.ts';
import type { Dictionaries } from './interning.ts';
import { relationText, type Listing, type StoredObject } from './object-change.ts';
import type { MappedAttribute } from './mapped-object.ts';
import { parseIdentity, parseMembers, parseVersion, type StagedObject } from './staged-object.ts';

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

interface ListingRow {
  readonly value: string | null;
  readonly listed: number | null;
  readonly version: string | null;
  readonly withdrawn_at: number | null;
  readonly published_at: number | null;
  readonly happened_at: number | null;
  readonly expires_at: number | null;
  readonly status: string | null;
  readonly tlp: string | null;
  readonly title: string | null;
  readonly description: string | null;
}

const LOOK_UP = `SELECT e.key, o.id, l.fingerprint FROM json_each(?) AS e
  CROSS JOIN objects AS o ON o.kind_id = ? AND o.key = e.value
  LEFT JOIN listings AS l ON l.object_id = o.id AND l.instance_id = ?`;
const LISTING = `SELECT o.value, l.instance_id AS listed, l.version, l.withdrawn_at, l.published_at, l.happened_at, l.expires_at, l.status, l.tlp, l.title, l.description
  FROM objects AS o LEFT JOIN listings AS l ON l.object_id = o.id AND l.instance_id = ? WHERE o.id = ?`;
const ATTRIBUTES = 'SELECT members FROM attribute_sets WHERE object_id = ? AND source_id = ?';
const TAGS = 'SELECT w.word AS text FROM tags AS t JOIN words AS w ON w.id = t.word_id WHERE t.object_id = ? AND t.source_id = ?';
const REFS = 'SELECT ref AS text FROM refs WHERE object_id = ? AND source_id = ?';
const RELATIONS = `SELECT k.type, k.subtype, r.to_key AS key, w.word AS "as" FROM relations AS r JOIN kinds AS k ON k.id = r.to_kind_id
  LEFT JOIN words AS w ON w.id = r.as_id WHERE r.object_id = ? AND r.source_id = ?`;

const toListing = (row: ListingRow): Listing => ({
  version: parseVersion(row.version ?? ''),
  withdrawnAt: row.withdrawn_at ?? undefined,
  publishedAt: row.published_at ?? undefined,
  happenedAt: row.happened_at ?? undefined,
  expiresAt: row.expires_at ?? undefined,
  status: row.status ?? undefined,
  tlp: row.tlp ?? undefined,
  title: row.title ?? undefined,
  description: row.description ?? undefined,
});

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
    let start = 0;
    while (start < identities.length) {
      const { type, subtype } = parseIdentity(identities[start] as string);
      const prefix = `${type}\0${subtype}\0`;
      const keys: string[] = [];
      while (start + keys.length < identities.length && (identities[start + keys.length] as string).startsWith(prefix)) {
        keys.push((identities[start + keys.length] as string).slice(prefix.length));
      }
      this.#lookUpKind(this.#dictionaries.knownKind(type, subtype), keys, start, found);
      start += keys.length;
    }
    return found;
  }

  #lookUpKind(kindId: number | undefined, keys: readonly string[], start: number, found: (Known | undefined)[]): void {
    if (kindId === undefined) return;
    const statement = this.#db.statement(LOOK_UP);
    statement.setReturnArrays(true);
    const rows = statement.all(JSON.stringify(keys), kindId, this.#scope.instanceId) as unknown as [
      number,
      number,
      string | null,
    ][];
    for (const [at, id, fingerprint] of rows) found[start + at] = { id, fingerprint };
  }

  /** The listing and what else can differ from `object`; what it can't change is not read. */
  load(id: number, object: StagedObject): StoredObject {
    const { instanceId, sourceId } = this.#scope;
    const row = this.#db.get<ListingRow>(LISTING, instanceId, id);
    return {
      id,
      value: row?.value ?? object.key,
      listing: row === undefined || row.listed === null ? undefined : toListing(row),
      attributes: object.attributes.length === 0 ? [] : this.#attributes(id),
      tags: this.#texts(object.tags.length > 0, TAGS, id),
      refs: this.#texts(object.refs.length > 0, REFS, id),
      relations:
        object.related.length === 0
          ? new Set()
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

  #attributes(id: number): MappedAttribute[] {
    const row = this.#db.get<{ members: string }>(ATTRIBUTES, id, this.#scope.sourceId);
    return row === undefined ? [] : parseMembers(row.members);
  }

  #texts(any: boolean, sql: string, id: number): ReadonlySet<string> {
    return any ? new Set(this.#db.all<{ text: string }>(sql, id, this.#scope.sourceId).map(({ text }) => text)) : new Set();
  }
}
