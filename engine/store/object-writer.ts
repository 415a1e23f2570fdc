import type { Bindable, Database } from './database.ts';
import { putFile } from './file-rows.ts';
import type { Dictionaries } from './interning.ts';
import type { MappedFile } from './mapped-object.ts';
import type { Listing, ObjectChange, StoredAttribute } from './object-change.ts';
import type { Scope } from './object-reader.ts';
import { defaultStatus, publishedAtOf, statusOf, type ListingStatus } from './object-status.ts';
import { versionText, type StagedObject } from './staged-object.ts';

const INSERT_OBJECT = `INSERT INTO objects (kind_id, key, value, status, published_at, first_seen, changed_at, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const LISTING = `INTO listings
  (object_id, instance_id, fingerprint, withdrawn_at, seq, version, published_at, happened_at, expires_at, status, tlp, title, description)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_LISTING = `INSERT ${LISTING}`;
const REPLACE_LISTING = `INSERT OR REPLACE ${LISTING}`;
/** Attribute values that one statement inserts. */
const MOST_ROWS = 64;

const insertAttributes = (rows: number): string =>
  `INSERT OR IGNORE INTO attributes VALUES ${Array.from({ length: rows }, (_, row) => `(?1, ?2, ?${3 + 2 * row}, ?${4 + 2 * row})`).join(', ')}`;
const INSERT_ATTRIBUTES = Array.from({ length: MOST_ROWS + 1 }, (_, rows) => insertAttributes(rows));

/** Writes objects and numbers their changes; only inside a transaction that begins with `begin` and ends with `end`. */
export class ObjectWriter {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  readonly #scope: Scope;
  readonly #now: number;
  #seq = 0;

  constructor(db: Database, dictionaries: Dictionaries, scope: Scope, now: number) {
    this.#db = db;
    this.#dictionaries = dictionaries;
    this.#scope = scope;
    this.#now = now;
  }

  begin(): void {
    this.#seq = this.#db.get<{ value: number }>(`SELECT value FROM counter WHERE name = 'changes'`)?.value ?? 0;
  }

  end(): void {
    this.#db.run(`UPDATE counter SET value = ? WHERE name = 'changes'`, this.#seq);
  }

  create(object: StagedObject, fingerprint: string): number {
    this.#seq += 1;
    const kind = this.#dictionaries.kind(object.type, object.subtype);
    const value = object.value === object.key ? null : object.value;
    const status = object.status ?? defaultStatus(object.type);
    const inserted = this.#db
      .statement(INSERT_OBJECT)
      .run(kind, object.key, value, status, object.publishedAt ?? null, this.#now, this.#now, this.#seq);
    const id = Number(inserted.lastInsertRowid);
    this.#putListing(INSERT_LISTING, id, object, fingerprint);
    this.#insertAttributes(id, object.attributes);
    this.#addTexts(id, object.tags, object.refs);
    this.#relate(id, object.related);
    putFile(this.#db, this.#scope.instanceId, id, object.file, this.#now);
    return id;
  }

  /** A change that isn't visible takes no number. */
  change(id: number, type: string, change: ObjectChange, fingerprint: string | null): void {
    putFile(this.#db, this.#scope.instanceId, id, change.file, this.#now);
    if (!change.visible) return this.#remember(id, change, fingerprint);
    this.#seq += 1;
    this.#putListing(REPLACE_LISTING, id, change.listing, fingerprint);
    for (const attribute of change.remove) this.#removeAttribute(id, attribute);
    this.#insertAttributes(id, change.insert);
    this.#addTexts(id, change.tags, change.refs);
    this.#relate(id, change.relations);
    if (change.value !== undefined) this.#db.run('UPDATE objects SET value = nullif(?, key) WHERE id = ?', change.value, id);
    this.#refresh(id, type);
  }

  #remember(id: number, { listing, older }: ObjectChange, fingerprint: string | null): void {
    if (older) return;
    const version = listing.version === undefined ? null : versionText(listing.version);
    this.#db.run(
      'UPDATE listings SET fingerprint = ?, version = ? WHERE object_id = ? AND instance_id = ?',
      fingerprint,
      version,
      id,
      this.#scope.instanceId,
    );
  }

  /** This instance no longer lists the object. */
  withdraw(id: number, type: string, version: string | number | undefined): void {
    this.#seq += 1;
    this.#db.run(
      'UPDATE listings SET withdrawn_at = ?, fingerprint = NULL, version = coalesce(?, version), seq = ? WHERE object_id = ? AND instance_id = ?',
      this.#now,
      version === undefined ? null : versionText(version),
      this.#seq,
      id,
      this.#scope.instanceId,
    );
    this.#refresh(id, type);
  }

  fulfil(id: number, type: string, file: Extract<MappedFile, { kind: 'content' }>): void {
    this.#seq += 1;
    putFile(this.#db, this.#scope.instanceId, id, file, this.#now);
    this.#refresh(id, type);
  }

  /** The object's own status, published time and place among the changes, after its listings. */
  #refresh(id: number, type: string): void {
    const listings = this.#db.all<ListingStatus>(
      'SELECT status, withdrawn_at, published_at, seq FROM listings WHERE object_id = ?',
      id,
    );
    this.#db.run(
      'UPDATE objects SET status = ?, published_at = ?, changed_at = ?, seq = ? WHERE id = ?',
      statusOf(type, listings),
      publishedAtOf(listings),
      this.#now,
      this.#seq,
      id,
    );
  }

  #putListing(
    sql: string,
    id: number,
    listing: Omit<Listing, 'withdrawnAt'> & { readonly withdrawnAt?: number | undefined },
    fingerprint: string | null,
  ): void {
    this.#db
      .statement(sql)
      .run(
        id,
        this.#scope.instanceId,
        fingerprint,
        listing.withdrawnAt ?? null,
        this.#seq,
        listing.version === undefined ? null : versionText(listing.version),
        listing.publishedAt ?? null,
        listing.happenedAt ?? null,
        listing.expiresAt ?? null,
        listing.status ?? null,
        listing.tlp ?? null,
        listing.title ?? null,
        listing.description ?? null,
      );
  }

  #insertAttributes(id: number, attributes: readonly StoredAttribute[]): void {
    for (let at = 0; at < attributes.length; at += MOST_ROWS) {
      const values: Bindable[] = [id, this.#scope.sourceId];
      const end = Math.min(attributes.length, at + MOST_ROWS);
      for (let index = at; index < end; index++) {
        const { name, value, sensitive } = attributes[index] as StoredAttribute;
        values.push(this.#dictionaries.name(name, sensitive), value);
      }
      this.#db.statement(INSERT_ATTRIBUTES[end - at] as string).run(...values);
    }
  }

  #removeAttribute(id: number, { name, value, sensitive }: StoredAttribute): void {
    const nameId = this.#dictionaries.name(name, sensitive);
    this.#db.run(
      'DELETE FROM attributes WHERE object_id = ? AND source_id = ? AND name_id = ? AND value = ?',
      id,
      this.#scope.sourceId,
      nameId,
      value,
    );
  }

  #addTexts(id: number, tags: readonly string[], refs: readonly string[]): void {
    const { sourceId } = this.#scope;
    for (const tag of tags)
      this.#db.run('INSERT OR IGNORE INTO tags VALUES (?, ?, ?)', id, sourceId, this.#dictionaries.word(tag));
    for (const ref of refs) this.#db.run('INSERT OR IGNORE INTO refs VALUES (?, ?, ?)', sourceId, ref, id);
  }

  #relate(id: number, related: StagedObject['related']): void {
    for (const { type, subtype, key, as } of related) {
      const kind = this.#dictionaries.kind(type, subtype);
      this.#db.run(
        'INSERT OR IGNORE INTO relations VALUES (?, ?, ?, ?, ?)',
        id,
        this.#scope.sourceId,
        kind,
        key,
        this.#dictionaries.word(as),
      );
    }
  }
}
