import { RowsWriter, type RowsStatement } from '../../../disk/batched-rows.ts';
import type { Bindable, Database } from '../../../disk/database.ts';
import type { MappedAttribute, MappedFile } from '../../../object/mapped-object.ts';
import type { Listing, ObjectChange } from '../../../object/object-change.ts';
import { membersText, versionText, type StagedObject } from '../../../object/object-codec.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { defaultStatus, publishedAtOf, statusOf, type ListingStatus } from '../../../object/object-status.ts';
import type { Decision } from '../../contract/backend.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { hasGhosts, takeGhost } from '../undo/ghosts.ts';
import { ChangeNumbers } from './change-numbers.ts';
import { putFile } from './file-rows.ts';
import type { SourceScope } from './object-reader.ts';

const FIELD_COLUMNS = OBJECT_FIELDS.map(({ column }) => column);
const LISTING = ['object_id', 'instance_id', 'fingerprint', 'seq', 'withdrawn_at', 'version', ...FIELD_COLUMNS];
const REPLACE_LISTING = `INSERT OR REPLACE INTO listings (${LISTING.join(', ')}) VALUES (${LISTING.map(() => '?').join(', ')})`;
const OBJECT = ['id', 'kind_id', 'key', 'first_seen', 'changed_at', 'seq', 'status', 'value', 'published_at'];
const ATTRIBUTES = ['object_id', 'source_id', 'members'];
/** The last one is never NULL, so that all of them are there. */
const UPDATE_OBJECTS: RowsStatement = {
  columns: ['id', 'status', 'published_at', 'changed_at', 'seq'],
  before: () => 'UPDATE objects SET status = v.column2, published_at = v.column3, changed_at = v.column4, seq = v.column5 FROM (',
  behind: ') AS v WHERE objects.id = v.column1',
};
const DROP_ATTRIBUTES = 'DELETE FROM attribute_sets WHERE object_id = ? AND source_id = ?';

type Create = Extract<Decision, { kind: 'create' }>;

/** Writes objects and numbers their changes; only inside a transaction that begins with `begin` and ends with `end`. */
export class ObjectWriter {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  readonly #scope: SourceScope;
  readonly #now: number;
  readonly #numbers: ChangeNumbers;
  /** The number of the newest object. */
  #last = 0;
  /** The same when it began. */
  #begun = 0;
  /** Objects were taken back: those that come again keep their numbers. */
  #hasGhosts = false;
  readonly #again: number[] = [];
  readonly #objects: RowsWriter;
  readonly #listings: RowsWriter;
  readonly #attributes: RowsWriter;
  readonly #changedObjects: RowsWriter;
  readonly #changedListings: RowsWriter;
  readonly #changedAttributes: RowsWriter;

  constructor(db: Database, dictionaries: Dictionaries, scope: SourceScope, now: number) {
    this.#db = db;
    this.#dictionaries = dictionaries;
    this.#scope = scope;
    this.#now = now;
    this.#numbers = new ChangeNumbers(db, now);
    const into = (insert: string, table: string, columns: readonly string[], behind = ''): RowsWriter =>
      new RowsWriter(db, { columns, before: (some) => `${insert} INTO ${table} (${some})`, behind });
    // OR ROLLBACK: for less than all of the transaction to be undone SQLite would keep a copy of every page that a statement touches.
    this.#objects = into('INSERT OR ROLLBACK', 'objects', OBJECT);
    this.#listings = into('INSERT OR ROLLBACK', 'listings', LISTING);
    this.#attributes = into('INSERT OR ROLLBACK', 'attribute_sets', ATTRIBUTES);
    this.#changedObjects = new RowsWriter(db, UPDATE_OBJECTS);
    this.#changedListings = into('INSERT OR REPLACE', 'listings', LISTING);
    this.#changedAttributes = into(
      'INSERT',
      'attribute_sets',
      ATTRIBUTES,
      'ON CONFLICT DO UPDATE SET members = excluded.members',
    );
  }

  begin(): void {
    this.#last = this.#db.get<{ id: number | null }>('SELECT max(id) AS id FROM objects')?.id ?? 0;
    this.#begun = this.#last;
    this.#hasGhosts = hasGhosts(this.#db);
    this.#numbers.begin();
  }

  end(): void {
    for (const rows of [this.#objects, this.#listings, this.#attributes]) rows.flush();
    for (const rows of [this.#changedObjects, this.#changedListings, this.#changedAttributes]) rows.flush();
    this.#numbers.end();
  }

  /** The numbers of the objects that it has made, from one to another. */
  made(): readonly (readonly [first: number, last: number])[] {
    const again = this.#again.map((id) => [id, id] as const);
    return this.#last === this.#begun ? again : [[this.#begun + 1, this.#last], ...again];
  }

  create({ head: object, members, fingerprint }: Create): number {
    const seq = this.#numbers.next();
    const kind = this.#dictionaries.kind(object.type, object.subtype);
    const id = this.#newId(kind, object.key);
    const value = object.value === object.key ? null : object.value;
    const status = object.status ?? defaultStatus(object.type);
    const { instanceId, sourceId } = this.#scope;
    this.#objects.add([id, kind, object.key, this.#now, this.#now, seq, status, value, object.publishedAt ?? null]);
    this.#listings.add(this.#listing(id, object, fingerprint));
    if (members !== NO_MEMBERS) this.#attributes.add([id, sourceId, members]);
    this.#addTexts(id, object.tags, object.refs);
    this.#relate(id, object.related);
    putFile(this.#db, instanceId, id, object.file, this.#now);
    return id;
  }

  #newId(kind: number, key: string): number {
    const id = this.#hasGhosts ? takeGhost(this.#db, kind, key) : undefined;
    if (id === undefined) return (this.#last += 1);
    this.#again.push(id);
    return id;
  }

  /** A change that isn't visible takes no number. */
  change(id: number, type: string, change: ObjectChange, fingerprint: string | null): void {
    putFile(this.#db, this.#scope.instanceId, id, change.file, this.#now);
    if (!change.visible) return this.#remember(id, change, fingerprint);
    this.#numbers.next();
    this.#addTexts(id, change.tags, change.refs);
    this.#relate(id, change.relations);
    if (change.value !== undefined) this.#db.run('UPDATE objects SET value = nullif(?, key) WHERE id = ?', change.value, id);
    const listing = this.#listing(id, change.listing, fingerprint);
    if (change.attributes !== undefined) this.#putAttributes(id, change.attributes);
    if (change.shared) {
      this.#db.statement(REPLACE_LISTING).run(...listing);
      return this.#refresh(id, type);
    }
    this.#changedListings.add(listing);
    const only = [this.#statusOf(change.listing)];
    this.#changedObjects.add([id, statusOf(type, only), publishedAtOf(only), this.#now, this.#numbers.last]);
  }

  /** This instance no longer lists the object. */
  withdraw(id: number, type: string, version: string | number | undefined): void {
    this.#numbers.next();
    this.#db.run(
      'UPDATE listings SET withdrawn_at = ?, fingerprint = NULL, version = coalesce(?, version), seq = ? WHERE object_id = ? AND instance_id = ?',
      this.#now,
      version === undefined ? null : versionText(version),
      this.#numbers.last,
      id,
      this.#scope.instanceId,
    );
    this.#refresh(id, type);
  }

  fulfil(id: number, type: string, file: Extract<MappedFile, { kind: 'content' }>): void {
    this.#numbers.next();
    putFile(this.#db, this.#scope.instanceId, id, file, this.#now);
    this.#refresh(id, type);
  }

  /** Objects of the source that are called so take part in a new relation. */
  touch(refs: readonly string[]): void {
    for (const ref of refs)
      for (const { id } of this.#db.all<{ id: number }>(
        'SELECT object_id AS id FROM refs WHERE source_id = ? AND ref = ?',
        this.#scope.sourceId,
        ref,
      )) {
        this.#numbers.next();
        this.#db.run('UPDATE objects SET changed_at = ?, seq = ? WHERE id = ?', this.#now, this.#numbers.last, id);
      }
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

  #statusOf({ status, withdrawnAt, publishedAt }: Listing): ListingStatus {
    return {
      status: status ?? null,
      withdrawn_at: withdrawnAt ?? null,
      published_at: publishedAt ?? null,
      seq: this.#numbers.last,
    };
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
      this.#numbers.last,
      id,
    );
  }

  /** The values of a row of `listings`. */
  #listing(
    id: number,
    listing: Omit<Listing, 'withdrawnAt'> & Partial<Pick<Listing, 'withdrawnAt'>>,
    fingerprint: string | null,
  ): Bindable[] {
    const version = listing.version === undefined ? null : versionText(listing.version);
    const row: Bindable[] = [id, this.#scope.instanceId, fingerprint, this.#numbers.last, listing.withdrawnAt ?? null, version];
    for (const { name } of OBJECT_FIELDS) row.push(listing[name] ?? null);
    return row;
  }

  #putAttributes(id: number, attributes: readonly MappedAttribute[]): void {
    const { sourceId } = this.#scope;
    if (attributes.length === 0) this.#db.run(DROP_ATTRIBUTES, id, sourceId);
    else this.#changedAttributes.add([id, sourceId, membersText(attributes)]);
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

const NO_MEMBERS = '[]';
