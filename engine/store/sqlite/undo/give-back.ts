import type { Bindable, Database } from '../../../disk/database.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { publishedAtOf, statusOf, type ListingStatus } from '../../../object/object-status.ts';
import type { UndoWish } from '../../contract/undo.ts';
import { ChangeNumbers } from '../apply/change-numbers.ts';
import type { SourceScope } from '../apply/object-reader.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { becomeGhost } from './ghosts.ts';
import type { Added, FileBefore, ObjectStood, UndoWhat } from '../../rows/undo-row.ts';

interface Row {
  readonly number: number;
  readonly what: UndoWhat;
  readonly object_id: number | null;
  readonly upto: number | null;
  readonly stood: string | null;
  readonly members: string | null;
}

interface QuarantineStood {
  readonly key: string;
  readonly row: Readonly<Record<string, string | number | null>> | null;
}

interface DocumentStood {
  readonly key: string;
  readonly stood: { readonly version: string | null; readonly objects: readonly number[] } | null;
}

const LAST = 'SELECT number, what, object_id, upto, stood, members FROM undo_rows WHERE run_id = ? ORDER BY number DESC LIMIT ?';
const LISTING = [
  'object_id',
  'instance_id',
  'fingerprint',
  'withdrawn_at',
  'seq',
  'version',
  ...OBJECT_FIELDS.map((one) => one.column),
];
const PUT_LISTING = `INSERT OR REPLACE INTO listings (${LISTING.join(', ')}) VALUES (${LISTING.map(() => '?').join(', ')})`;
const PUT_ATTRIBUTES = `INSERT INTO attribute_sets VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET members = excluded.members`;
const OF_INSTANCE = 'object_id = ? AND instance_id = ?';
const OF_SOURCE = 'object_id = ? AND source_id = ?';
const BY_SOURCE = ['attribute_sets', 'tags', 'refs', 'relations'] as const;
const LATER_KEYS = `SELECT DISTINCT u.stood ->> '$.key' AS key FROM runs AS r JOIN undo_rows AS u ON u.run_id = r.id
  WHERE r.instance_id = ? AND r.id > ? AND u.what = 'quarantine'`;

/**
 * Gives back what stood before a run, its last change first; what was given back is no longer kept, so that a process that is killed
 * goes on where it was. Each object whose look changes takes a number, for destinations to learn of it.
 */
export class GiveBack {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  readonly #scope: SourceScope;
  readonly #wish: UndoWish;
  readonly #numbers: ChangeNumbers;

  constructor(db: Database, dictionaries: Dictionaries, scope: SourceScope, wish: UndoWish) {
    this.#db = db;
    this.#dictionaries = dictionaries;
    this.#scope = scope;
    this.#wish = wish;
    this.#numbers = new ChangeNumbers(db, wish.now);
  }

  /** Some `limit` of what the run has changed, inside a transaction; false: nothing is left. */
  some(runRow: number, limit: number): boolean {
    this.#numbers.begin();
    let left = limit;
    for (const row of this.#db.all<Row>(LAST, runRow, limit)) {
      if (left <= 0) break;
      left -= this.#giveBack(runRow, row, left);
    }
    this.#numbers.end();
    return this.#db.get('SELECT 1 AS n FROM undo_rows WHERE run_id = ? LIMIT 1', runRow) !== undefined;
  }

  /** Gives how many of `most` it took. */
  #giveBack(runRow: number, row: Row, most: number): number {
    const { what, object_id: id, stood, members } = row;
    if (what === 'made') return this.#unmake(runRow, row, most);
    if (what === 'object') this.#object(id as number, JSON.parse(stood as string) as ObjectStood<number>, members);
    if (what === 'relation') this.#relation(JSON.parse(stood as string) as [string, string, number]);
    if (what === 'quarantine') this.#quarantine(runRow, JSON.parse(stood as string) as QuarantineStood);
    if (what === 'document') this.#document(JSON.parse(stood as string) as DocumentStood);
    this.#db.run('DELETE FROM undo_rows WHERE run_id = ? AND number = ?', runRow, row.number);
    return 1;
  }

  /** Objects that the run made, the last first. */
  #unmake(runRow: number, { number, object_id: first, upto: last }: Row, most: number): number {
    const from = Math.max(first as number, (last as number) - most + 1);
    for (let id = last as number; id >= from; id--) {
      if (this.#isListedBesides(id)) this.#leaveToOthers(id);
      else this.#takeBack(id);
    }
    if (from === first) this.#db.run('DELETE FROM undo_rows WHERE run_id = ? AND number = ?', runRow, number);
    else this.#db.run('UPDATE undo_rows SET upto = ? WHERE run_id = ? AND number = ?', from - 1, runRow, number);
    return (last as number) - from + 1;
  }

  #isListedBesides(id: number): boolean {
    const sql = 'SELECT 1 AS n FROM listings WHERE object_id = ? AND instance_id <> ?';
    return this.#db.get(sql, id, this.#scope.instanceId) !== undefined;
  }

  /** What other feeds say of it stays, and the content that all of them share. */
  #leaveToOthers(id: number): void {
    const { instanceId, sourceId } = this.#scope;
    this.#db.run(`DELETE FROM listings WHERE ${OF_INSTANCE}`, id, instanceId);
    this.#db.run(`DELETE FROM wanted_files WHERE ${OF_INSTANCE}`, id, instanceId);
    for (const table of BY_SOURCE) this.#db.run(`DELETE FROM ${table} WHERE ${OF_SOURCE}`, id, sourceId);
    this.#refresh(id);
  }

  /** Nobody lists it: it is as if it had never been, but for those who were sent it. */
  #takeBack(id: number): void {
    const seq = this.#numbers.next();
    const { instanceId } = this.#scope;
    this.#db.run(
      `UPDATE listings SET withdrawn_at = ?, fingerprint = NULL, seq = ? WHERE ${OF_INSTANCE}`,
      this.#wish.now,
      seq,
      id,
      instanceId,
    );
    this.#settle(id, seq);
    becomeGhost(this.#db, id);
  }

  #object(id: number, [listing, changed, value, added]: ObjectStood<number>, members: string | null): void {
    const { instanceId, sourceId } = this.#scope;
    const isSeen = this.#looksDifferent(id, listing, changed, added);
    if (changed !== 0) {
      if (members === null) this.#db.run(`DELETE FROM attribute_sets WHERE ${OF_SOURCE}`, id, sourceId);
      else this.#db.run(PUT_ATTRIBUTES, id, sourceId, members);
    }
    if (added !== null) this.#takeOff(id, added, value);
    if (listing !== null) this.#db.statement(PUT_LISTING).run(id, instanceId, ...listing);
    else if (this.#isListedBesides(id)) this.#db.run(`DELETE FROM listings WHERE ${OF_INSTANCE}`, id, instanceId);
    else return this.#takeBack(id);
    if (isSeen) this.#refresh(id);
  }

  /** A change that nobody could see, such as of a version alone, took no number. */
  #looksDifferent(id: number, listing: ObjectStood[0], changed: number, added: Added | null): boolean {
    if (listing === null || changed !== 0 || added !== null) return true;
    const sql = `SELECT seq FROM listings WHERE ${OF_INSTANCE}`;
    return this.#db.get<{ seq: number }>(sql, id, this.#scope.instanceId)?.seq !== listing[2];
  }

  /** Takes off what came to the object, where it is still what the run made it. */
  #takeOff(id: number, { tags = [], refs = [], relations = [], value, file }: Added, before: string | null): void {
    const { sourceId } = this.#scope;
    for (const tag of tags)
      this.#db.run(`DELETE FROM tags WHERE ${OF_SOURCE} AND word_id = ?`, id, sourceId, this.#dictionaries.word(tag));
    for (const ref of refs) this.#db.run(`DELETE FROM refs WHERE ${OF_SOURCE} AND ref = ?`, id, sourceId, ref);
    for (const { type, subtype, key, as } of relations)
      this.#db.run(
        `DELETE FROM relations WHERE ${OF_SOURCE} AND to_kind_id = ? AND to_key = ? AND as_id = ?`,
        id,
        sourceId,
        this.#dictionaries.kind(type, subtype),
        key,
        this.#dictionaries.word(as),
      );
    if (value !== undefined)
      this.#db.run('UPDATE objects SET value = ? WHERE id = ? AND coalesce(value, key) = ?', before, id, value);
    if (file !== undefined) this.#file(id, file);
  }

  #file(id: number, { content, wanted, became }: FileBefore): void {
    const now = this.#db.get<{ sha256: string }>('SELECT sha256 FROM attachments WHERE object_id = ?', id)?.sha256 ?? null;
    // Another feed has given it since.
    if (now !== became) return;
    this.#db.run('DELETE FROM attachments WHERE object_id = ?', id);
    if (content !== null) this.#db.run('INSERT INTO attachments VALUES (?, ?, ?, ?, ?)', id, ...content);
    this.#db.run('DELETE FROM wanted_files WHERE object_id = ?', id);
    for (const [instance, fulfillment, args, error, since] of wanted)
      this.#db.run('INSERT INTO wanted_files VALUES (?, ?, ?, ?, ?, ?)', instance, id, fulfillment, args, error, since);
  }

  /** A relation is a change of the object that it begins at. */
  #relation([from, to, word]: readonly [string, string, number]): void {
    const { sourceId } = this.#scope;
    this.#db.run(
      'DELETE FROM ref_relations WHERE source_id = ? AND from_ref = ? AND to_ref = ? AND as_id = ?',
      sourceId,
      from,
      to,
      word,
    );
    for (const { id } of this.#db.all<{ id: number }>(
      'SELECT object_id AS id FROM refs WHERE source_id = ? AND ref = ?',
      sourceId,
      from,
    ))
      this.#refresh(id);
  }

  /** What a later run has said of the same record stays. */
  #quarantine(runRow: number, { key, row }: QuarantineStood): void {
    if (this.#laterKeys(runRow).has(key)) return;
    this.#db.run('DELETE FROM quarantine WHERE instance_id = ? AND key = ?', this.#scope.instanceId, key);
    if (row === null) return;
    const names = Object.keys(row);
    this.#db.run(
      `INSERT INTO quarantine (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ...names.map((name): Bindable => row[name] ?? null),
    );
  }

  #later: ReadonlySet<string> | undefined;

  #laterKeys(runRow: number): ReadonlySet<string> {
    this.#later ??= new Set(this.#db.all<{ key: string }>(LATER_KEYS, this.#scope.instanceId, runRow).map(({ key }) => key));
    return this.#later;
  }

  /** Where what was fetched is to be left out, the document is known as it came, and lists what it listed before. */
  #document({ key, stood }: DocumentStood): void {
    const { instanceId } = this.#scope;
    const found = this.#db.get<{ id: number; version: string | null }>(
      'SELECT id, version FROM documents WHERE instance_id = ? AND key = ?',
      instanceId,
      key,
    );
    if (found !== undefined) this.#db.run('DELETE FROM document_objects WHERE document_id = ?', found.id);
    const skips = this.#wish.next === 'skip';
    if (stood === null) {
      if (found !== undefined && !skips) this.#db.run('DELETE FROM documents WHERE id = ?', found.id);
      return;
    }
    const version = skips && found !== undefined ? found.version : stood.version;
    if (found !== undefined) this.#db.run('UPDATE documents SET version = ? WHERE id = ?', version, found.id);
    const id =
      found?.id ??
      this.#db.run('INSERT INTO documents (instance_id, key, version) VALUES (?, ?, ?)', instanceId, key, version).id;
    for (const object of stood.objects) this.#db.run('INSERT OR IGNORE INTO document_objects VALUES (?, ?)', id, object);
  }

  #refresh(id: number): void {
    this.#settle(id, this.#numbers.next());
  }

  /** The object's own status, published time and place among the changes, after its listings. */
  #settle(id: number, seq: number): void {
    const listings = this.#db.all<ListingStatus>(
      'SELECT status, withdrawn_at, published_at, seq FROM listings WHERE object_id = ?',
      id,
    );
    const type = this.#db.get<{ type: string }>(
      'SELECT k.type FROM objects AS o JOIN kinds AS k ON k.id = o.kind_id WHERE o.id = ?',
      id,
    )?.type;
    this.#db.run(
      'UPDATE objects SET status = ?, published_at = ?, changed_at = ?, seq = ? WHERE id = ?',
      statusOf(type ?? '', listings),
      publishedAtOf(listings),
      this.#wish.now,
      seq,
      id,
    );
  }
}
