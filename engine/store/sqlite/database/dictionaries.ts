import { AttributeNames } from './attribute-names.ts';
import type { Database } from '../../../disk/database.ts';

/** Words may come as data: the memory for them stays small. */
const MOST_WORDS = 20_000;

/** Small numbers for texts that come again and again; new ones are written, so `id` needs an open transaction. */
class Interned {
  readonly #db: Database;
  readonly #select: string;
  readonly #insert: string;
  readonly #ids = new Map<string, number>();

  constructor(db: Database, table: string, columns: readonly string[]) {
    this.#db = db;
    this.#select = `SELECT id FROM ${table} WHERE ${columns.map((column) => `${column} = ?`).join(' AND ')}`;
    this.#insert = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    db.onRollback(() => this.#ids.clear());
  }

  /** Undefined where the store has none yet. */
  known(text: string, ...values: readonly (string | number)[]): number | undefined {
    return this.#ids.get(text) ?? this.#find(text, values);
  }

  id(text: string, ...values: readonly (string | number)[]): number {
    return this.#ids.get(text) ?? this.#find(text, values) ?? this.#add(text, values);
  }

  #find(text: string, values: readonly (string | number)[]): number | undefined {
    const id = this.#db.get<{ id: number }>(this.#select, ...values)?.id;
    if (id !== undefined) this.#remember(text, id);
    return id;
  }

  #add(text: string, values: readonly (string | number)[]): number {
    const { id } = this.#db.run(this.#insert, ...values);
    this.#remember(text, id);
    return id;
  }

  #remember(text: string, id: number): void {
    if (this.#ids.size >= MOST_WORDS) this.#ids.clear();
    this.#ids.set(text, id);
  }
}

/** The store's dictionaries. Rows of them are never deleted, so a remembered number stays right beside other processes. */
export class Dictionaries {
  readonly #kinds: Interned;
  readonly #words: Interned;
  readonly #sources: Interned;
  readonly names: AttributeNames;

  /** `adds` false: attribute names get no numbers. */
  constructor(db: Database, adds: boolean) {
    this.names = new AttributeNames(db, adds);
    this.#kinds = new Interned(db, 'kinds', ['type', 'subtype']);
    this.#words = new Interned(db, 'words', ['word']);
    this.#sources = new Interned(db, 'sources', ['name']);
  }

  kind(type: string, subtype: string): number {
    return this.#kinds.id(`${type}\0${subtype}`, type, subtype);
  }

  knownKind(type: string, subtype: string): number | undefined {
    return this.#kinds.known(`${type}\0${subtype}`, type, subtype);
  }

  /** 0 for no word. */
  word(word: string | undefined): number {
    return word === undefined ? 0 : this.#words.id(word, word);
  }

  source(name: string): number {
    return this.#sources.id(name, name);
  }
}
