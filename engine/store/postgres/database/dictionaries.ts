import { storedText } from '../../../object/stored-text.ts';
import type { Queryable, Value } from './query.ts';

/** Words may come as data: the memory for them stays small. */
const MOST_WORDS = 20_000;

/** Small numbers for texts that come again and again. Rows are never deleted, so what is remembered stays right beside other processes. */
class Interned {
  readonly #db: Queryable;
  readonly #table: string;
  readonly #columns: readonly string[];
  readonly #ids = new Map<string, number>();

  constructor(db: Queryable, table: string, columns: readonly string[]) {
    this.#db = db;
    this.#table = table;
    this.#columns = columns;
  }

  /** Parts of a text are parted by NUL, one for each column. Gives the numbers of those that are there, or were made. */
  async resolve(texts: Iterable<string>, makes: boolean): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    const wanted = [...new Set(texts)].filter((text) => !this.#recall(text, found));
    if (wanted.length === 0) return found;
    await this.#find(wanted, found);
    const missing = wanted.filter((text) => !found.has(text));
    if (missing.length === 0 || !makes) return found;
    // In one order everywhere: of two that make the same the one waits for the other, and never both.
    await this.#db.run(
      `INSERT INTO ${this.#table} (${this.#columns.join(', ')}) SELECT * FROM ${this.#unnest()} ON CONFLICT DO NOTHING`,
      this.#values(missing.toSorted()),
    );
    await this.#find(missing, found);
    return found;
  }

  #recall(text: string, found: Map<string, number>): boolean {
    const id = this.#ids.get(text);
    if (id !== undefined) found.set(text, id);
    return id !== undefined;
  }

  async #find(texts: readonly string[], found: Map<string, number>): Promise<void> {
    const names = this.#columns.join(', ');
    const rows = await this.#db.all<Record<string, string | number>>(
      `SELECT id, ${names} FROM ${this.#table} WHERE (${names}) IN (SELECT * FROM ${this.#unnest()})`,
      this.#values(texts),
    );
    if (this.#ids.size + rows.length > MOST_WORDS) this.#ids.clear();
    for (const row of rows) {
      const text = this.#columns.map((column) => row[column]).join('\0');
      found.set(text, row['id'] as number);
      this.#ids.set(text, row['id'] as number);
    }
  }

  #unnest(): string {
    return `unnest(${this.#columns.map((_, at) => `$${at + 1}::text[]`).join(', ')}) AS e (${this.#columns.join(', ')})`;
  }

  #values(texts: readonly string[]): Value[] {
    if (this.#columns.length === 1) return [texts];
    const parts = texts.map((text) => text.split('\0'));
    return this.#columns.map((_, at) => parts.map((part) => part[at] ?? ''));
  }
}

export interface WantedWords {
  /** As `kindText` says them. */
  readonly kinds?: Iterable<string>;
  readonly words?: Iterable<string>;
  readonly sources?: Iterable<string>;
}

export const kindText = (type: string, subtype: string): string => `${type}\0${subtype}`;

/** Numbers of what was asked for. */
export interface Words {
  kind(type: string, subtype: string): number;
  /** 0 for no word. */
  word(word: string | undefined): number;
  source(name: string): number;
}

const must = (id: number | undefined): number => {
  if (id === undefined) throw new TypeError('a word was asked for that was not resolved');
  return id;
};

/**
 * The store's dictionaries. What a batch needs is resolved before it is written, in short transactions of their own, so that no batch
 * waits for another one's words: `db` has a connection beside those of the batches.
 */
export class Dictionaries {
  readonly #kinds: Interned;
  readonly #words: Interned;
  readonly #sources: Interned;

  constructor(db: Queryable) {
    this.#kinds = new Interned(db, 'kinds', ['type', 'subtype']);
    this.#words = new Interned(db, 'words', ['word']);
    this.#sources = new Interned(db, 'sources', ['name']);
  }

  /** Makes those that are missing. */
  async resolve({ kinds = [], words = [], sources = [] }: WantedWords): Promise<Words> {
    const [kindIds, wordIds, sourceIds] = [
      await this.#kinds.resolve(kinds, true),
      await this.#words.resolve([...words].map(storedText), true),
      await this.#sources.resolve([...sources].map(storedText), true),
    ];
    return {
      kind: (type, subtype) => must(kindIds.get(kindText(type, subtype))),
      word: (word) => (word === undefined ? 0 : must(wordIds.get(storedText(word)))),
      source: (name) => must(sourceIds.get(storedText(name))),
    };
  }

  /** Numbers of those kinds that are there; none is made. */
  knownKinds(kinds: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    return this.#kinds.resolve(kinds, false);
  }
}
