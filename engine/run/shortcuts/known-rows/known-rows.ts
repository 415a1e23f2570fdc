import { hash, randomInt } from 'node:crypto';
import {
  decodeKnown,
  IDENTITY,
  identityState,
  identityWord,
  TYPE,
  WORDS,
  wordOf,
  type KnownTable,
  type StoredRows,
} from './known-rows-format.ts';
import { WordIndex } from './word-index.ts';

/** The sum over objects that need no look at their rows. */
export interface KnownCounts {
  readonly objects: number;
  readonly byType: Readonly<Record<string, number>>;
}

const UNSEEN = 0;
const SEEN = 1;
/** Another record gave the object too: for the rest of the run the row is like any other. */
const TOUCHED = 2;

/** What stands for a row, by its bytes: sha256, a character a byte. */
export const rowMark = (row: Uint8Array): string => hash('sha256', row, 'binary');

/**
 * Rows that were the only record of their object when a window was last committed: where one comes again byte for byte, its
 * object is as it was. Typed arrays throughout: hundreds of thousands of entries are no work for the collector.
 */
export class KnownRows {
  readonly types: readonly string[];
  readonly seed: number;
  readonly #columns: readonly string[];
  readonly #entries: Int32Array;
  readonly #marks: WordIndex;
  readonly #states: Uint8Array;
  /** Made for the first touch. */
  #identities: WordIndex | undefined;
  #fits = false;
  /** Of the file that is read. */
  begun: readonly string[] | undefined;
  /** Entries that are seen and not touched. */
  #count = 0;

  private constructor({ types, seed, columns, entries }: Omit<KnownTable, 'key'>, marks: WordIndex) {
    this.types = types;
    this.seed = seed;
    this.#columns = columns;
    this.#entries = entries;
    this.#marks = marks;
    this.#states = new Uint8Array(entries.length / WORDS);
  }

  /** Without entries where nothing is stored, where it is damaged, or where it was made under another key. */
  static load(stored: StoredRows | undefined, key: string): KnownRows {
    const table = stored && decodeKnown(stored);
    if (table !== undefined && table.key === key) {
      const marks = new WordIndex(table.entries, WORDS, 0);
      if (isSound(table.entries, table.types.length, marks)) return new KnownRows(table, marks);
    }
    const entries = new Int32Array(0);
    return new KnownRows({ types: [], columns: [], seed: randomInt(2 ** 32), entries }, new WordIndex(entries, WORDS, 0));
  }

  get size(): number {
    return this.#states.length;
  }

  /** Before a file's first row: with other columns than the table's, no row of it is known. */
  begin(columns: readonly string[]): void {
    this.begun = columns;
    this.#fits = columns.length === this.#columns.length && columns.every((name, at) => name === this.#columns[at]);
  }

  /** `mark`: by `rowMark`; its first 16 bytes count. A row that is known is noted as seen. */
  recall(mark: string): boolean {
    const entry = this.#find(mark);
    if (entry === -1) return false;
    if (this.#states[entry] === UNSEEN) {
      this.#states[entry] = SEEN;
      this.#count++;
    }
    return true;
  }

  /** The same without noting it. */
  has(mark: string): boolean {
    return this.#find(mark) !== -1;
  }

  /** Another record gave the object of this identity: its row is known no more, and not counted here even where it was seen. */
  touch(identity: string): void {
    if (this.size === 0) return;
    const word = identityWord(identityState(identity, this.seed));
    const index = (this.#identities ??= new WordIndex(this.#entries, WORDS, IDENTITY));
    for (let slot = index.start(word); ; slot++) {
      const entry = index.entry(slot);
      if (entry === -1) return;
      if (this.#entries[entry * WORDS + IDENTITY] === word) this.#drop(entry);
    }
  }

  counts(): KnownCounts {
    const objects = new Uint32Array(this.types.length);
    this.eachSeen((entries, at) => {
      const type = entries[at + TYPE] as number;
      (objects[type] as number)++;
    });
    const named = this.types.map((type, at) => [type, objects[at] as number] as const);
    return { objects: this.#count, byType: Object.fromEntries(named.filter(([, times]) => times > 0)) };
  }

  /** How many are seen and not touched. */
  get seen(): number {
    return this.#count;
  }

  /** `at`: where in `entries` the words begin of an entry that was seen and not touched. */
  eachSeen(take: (entries: Int32Array, at: number) => void): void {
    for (let entry = 0; entry < this.size; entry++) if (this.#states[entry] === SEEN) take(this.#entries, entry * WORDS);
  }

  /** The window is read again from its start: nothing was seen or touched. */
  reset(): void {
    this.#states.fill(UNSEEN);
    this.#count = 0;
  }

  /** The entry that is to be recalled, or -1. */
  #find(mark: string): number {
    if (!this.#fits || mark.length < 16) return -1;
    const entry = find(this.#entries, this.#marks, wordOf(mark, 0), wordOf(mark, 4), wordOf(mark, 8), wordOf(mark, 12));
    return entry !== -1 && this.#states[entry] === TOUCHED ? -1 : entry;
  }

  #drop(entry: number): void {
    if (this.#states[entry] === SEEN) this.#count--;
    this.#states[entry] = TOUCHED;
  }
}

/** The entry with this mark, or -1. */
function find(entries: Int32Array, marks: WordIndex, a: number, b: number, c: number, d: number): number {
  for (let slot = marks.start(a); ; slot++) {
    const entry = marks.entry(slot);
    if (entry === -1) return -1;
    const at = entry * WORDS;
    if (entries[at] === a && entries[at + 1] === b && entries[at + 2] === c && entries[at + 3] === d) return entry;
  }
}

/** No mark stands for two objects, and each type is there. */
function isSound(entries: Int32Array, types: number, marks: WordIndex): boolean {
  const word = (at: number): number => entries[at] as number;
  for (let at = 0; at < entries.length; at += WORDS) {
    if (word(at + TYPE) >>> 0 >= types) return false;
    if (find(entries, marks, word(at), word(at + 1), word(at + 2), word(at + 3)) * WORDS !== at) return false;
  }
  return true;
}
