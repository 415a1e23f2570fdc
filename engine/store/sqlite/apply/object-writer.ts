import type { Bindable, Database } from '../database/database.ts';
import { putFile } from './file-rows.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { MappedAttribute, MappedFile } from '../../contract/mapped-object.ts';
import { isBare, type Listing, type ObjectChange } from '../../object/object-change.ts';
import type { Scope } from './object-reader.ts';
import { defaultStatus, publishedAtOf, statusOf, type ListingStatus } from '../../object/object-status.ts';
import { PlainObjects, type PlainKind } from './plain-objects.ts';
import { RowsWriter } from '../database/batched-rows.ts';
import { spread } from './spread.ts';
import type { EncodedItem, StagedItem } from '../../../staging/staged-item.ts';
import { membersIn, membersText, parseIdentity, versionText, type StagedObject } from '../../object/object-codec.ts';

const LISTING = `listing_rows
  (object_id, instance_id, fingerprint, withdrawn_at, seq, version, published_at, happened_at, expires_at, status, tlp, title, description)`;
const REPLACE_LISTING = `INSERT OR REPLACE INTO ${LISTING} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const UPDATE_OBJECTS =
  'UPDATE objects SET status = v.column2, published_at = v.column3, changed_at = v.column4, seq = v.column5 FROM (';
/** Objects that stand in their row alone, and go on to do so. */
const UPDATE_ALONE = `UPDATE objects SET changed_at = v.column2, seq = v.column3, fingerprint = v.column4, members = coalesce(v.column5, members)
  FROM (`;
const DROP_ATTRIBUTES = 'DELETE FROM attribute_set_rows WHERE object_id = ? AND source_id = ?';
const REMEMBER_ALONE = 'UPDATE objects SET fingerprint = ? WHERE id = ?';
const NOT_ALONE: readonly Bindable[] = [null, null, null];

/** Writes objects and numbers their changes; only inside a transaction that begins with `begin` and ends with `end`. */
export class ObjectWriter {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  readonly #scope: Scope;
  readonly #now: number;
  #seq = 0;
  /** The number of the newest object. */
  #last = 0;
  readonly #plain: PlainObjects;
  #kind: (PlainKind & { readonly prefix: string }) | undefined;
  readonly #objects: RowsWriter;
  readonly #listings: RowsWriter;
  readonly #attributes: RowsWriter;
  readonly #changedObjects: RowsWriter;
  readonly #changedAlone: RowsWriter;
  readonly #changedListings: RowsWriter;
  readonly #changedAttributes: RowsWriter;

  constructor(db: Database, dictionaries: Dictionaries, scope: Scope, now: number) {
    this.#db = db;
    this.#dictionaries = dictionaries;
    this.#scope = scope;
    this.#now = now;
    this.#plain = new PlainObjects(db, { instanceId: scope.instanceId, now });
    this.#objects = new RowsWriter(
      db,
      `INSERT OR ROLLBACK INTO objects
        (id, kind_id, key, value, status, published_at, first_seen, changed_at, seq, instance_id, fingerprint, members)`,
      12,
    );
    this.#listings = new RowsWriter(db, `INSERT OR ROLLBACK INTO ${LISTING}`, 13);
    this.#attributes = new RowsWriter(db, 'INSERT OR ROLLBACK INTO attribute_set_rows', 3);
    this.#changedObjects = new RowsWriter(db, UPDATE_OBJECTS, 5, ') AS v WHERE objects.id = v.column1');
    this.#changedAlone = new RowsWriter(db, UPDATE_ALONE, 5, ') AS v WHERE objects.id = v.column1');
    this.#changedListings = new RowsWriter(db, `INSERT OR REPLACE INTO ${LISTING}`, 13);
    this.#changedAttributes = new RowsWriter(
      db,
      'INSERT INTO attribute_set_rows',
      3,
      'ON CONFLICT DO UPDATE SET members = excluded.members',
    );
  }

  begin(): void {
    // A transaction that is undone takes the number of a new kind with it.
    this.#kind = undefined;
    this.#last = this.#db.get<{ id: number | null }>('SELECT max(id) AS id FROM objects')?.id ?? 0;
    this.#seq = this.#db.get<{ value: number }>(`SELECT value FROM counter WHERE name = 'changes'`)?.value ?? 0;
  }

  end(): void {
    this.#plain.flush();
    for (const rows of [this.#objects, this.#listings, this.#attributes]) rows.flush();
    for (const rows of [this.#changedObjects, this.#changedAlone, this.#changedListings, this.#changedAttributes]) rows.flush();
    this.#db.run(`UPDATE counter SET value = ? WHERE name = 'changes'`, this.#seq);
  }

  /** A new object that has nothing but its identity and values. */
  createPlain(item: StagedItem, members: Uint8Array): number {
    this.#seq += 1;
    this.#last += 1;
    const kind = this.#kindOf(item.identity);
    this.#plain.add(this.#last, this.#seq, kind, item.identity.slice(kind.prefix.length), item.fingerprint, members);
    return this.#last;
  }

  /** Neighbours in the order of identities are of one kind. */
  #kindOf(identity: string): PlainKind & { readonly prefix: string } {
    if (this.#kind !== undefined && identity.startsWith(this.#kind.prefix)) return this.#kind;
    const { type, subtype } = parseIdentity(identity);
    this.#kind = {
      prefix: `${type}\0${subtype}\0`,
      kindId: this.#dictionaries.kind(type, subtype),
      status: defaultStatus(type),
    };
    return this.#kind;
  }

  create({ head: object, text }: EncodedItem, item: StagedItem): number {
    this.#seq += 1;
    this.#last += 1;
    const id = this.#last;
    const kind = this.#dictionaries.kind(object.type, object.subtype);
    const value = object.value === object.key ? null : object.value;
    const status = object.status ?? defaultStatus(object.type);
    const { instanceId, sourceId } = this.#scope;
    const members = item.attributes > 0 ? membersIn(object, text) : null;
    const alone = isBare(object) ? [instanceId, item.fingerprint, members] : NOT_ALONE;
    const row = [id, kind, object.key, value, status, object.publishedAt ?? null, this.#now, this.#now, this.#seq];
    this.#objects.add([...row, ...alone]);
    if (alone === NOT_ALONE) {
      this.#listings.add(this.#listing(id, object, item.fingerprint));
      if (members !== null) this.#attributes.add([id, sourceId, members]);
    }
    this.#addTexts(id, object.tags, object.refs);
    this.#relate(id, object.related);
    putFile(this.#db, instanceId, id, object.file, this.#now);
    return id;
  }

  /** A change that isn't visible takes no number. */
  change(id: number, type: string, change: ObjectChange, fingerprint: string | null): void {
    const staysAlone = change.isAlone && !change.shared && isBare(change.listing) && change.attributes?.length !== 0;
    if (change.isAlone && !staysAlone) spread(this.#db, id);
    putFile(this.#db, this.#scope.instanceId, id, change.file, this.#now);
    if (!change.visible)
      return staysAlone ? void this.#db.run(REMEMBER_ALONE, fingerprint, id) : this.#remember(id, change, fingerprint);
    this.#seq += 1;
    this.#addTexts(id, change.tags, change.refs);
    this.#relate(id, change.relations);
    if (change.value !== undefined) this.#db.run('UPDATE objects SET value = nullif(?, key) WHERE id = ?', change.value, id);
    if (staysAlone) {
      const members = change.attributes === undefined ? null : membersText(change.attributes);
      return this.#changedAlone.add([id, this.#now, this.#seq, fingerprint, members]);
    }
    const listing = this.#listing(id, change.listing, fingerprint);
    if (change.attributes !== undefined) this.#putAttributes(id, change.attributes);
    if (change.shared) {
      this.#db.statement(REPLACE_LISTING).run(...listing);
      return this.#refresh(id, type);
    }
    this.#changedListings.add(listing);
    const only = [this.#statusOf(change.listing)];
    this.#changedObjects.add([id, statusOf(type, only), publishedAtOf(only), this.#now, this.#seq]);
  }

  #remember(id: number, { listing, older }: ObjectChange, fingerprint: string | null): void {
    if (older) return;
    const version = listing.version === undefined ? null : versionText(listing.version);
    this.#db.run(
      'UPDATE listing_rows SET fingerprint = ?, version = ? WHERE object_id = ? AND instance_id = ?',
      fingerprint,
      version,
      id,
      this.#scope.instanceId,
    );
  }

  /** This instance no longer lists the object. */
  withdraw(id: number, type: string, version: string | number | undefined): void {
    this.#seq += 1;
    spread(this.#db, id);
    this.#db.run(
      'UPDATE listing_rows SET withdrawn_at = ?, fingerprint = NULL, version = coalesce(?, version), seq = ? WHERE object_id = ? AND instance_id = ?',
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

  #statusOf({ status, withdrawnAt, publishedAt }: Listing): ListingStatus {
    return { status: status ?? null, withdrawn_at: withdrawnAt ?? null, published_at: publishedAt ?? null, seq: this.#seq };
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

  /** The values of a row of `listing_rows`. */
  #listing(
    id: number,
    listing: Omit<Listing, 'withdrawnAt'> & { readonly withdrawnAt?: number | undefined },
    fingerprint: string | null,
  ): Bindable[] {
    return [
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
    ];
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
