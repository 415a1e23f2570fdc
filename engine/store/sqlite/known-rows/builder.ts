import {
  encodeKnown,
  IDENTITY,
  identityState,
  identityWord,
  MOST_ENTRIES,
  MOST_OF_REST,
  REST,
  WORDS,
  type StoredRows,
} from './format.ts';
import type { KnownRows } from './known-rows.ts';

/** Of a dump with more rows the first ones are known: the table stays a small part of the store. */
const CAP = 400_000;

/** Gathers the rows that the next run is to know. */
export class KnownRowsBuilder {
  readonly #cap: number;
  readonly #types = new Map<string, number>();
  #entries: Int32Array;
  #size = 0;
  readonly #seed: number;
  /** Of the object that was added last: neighbours are of one kind, and what of them is the same is looked at once. */
  #prefix = '';
  #prefixState = 0;
  #type: number | undefined;

  /**
   * Begins with the rows that this run has seen of those that were known, and that nothing has touched. `expected`: how many more
   * may come.
   */
  constructor(known: KnownRows, { expected = 1024, cap = CAP }: { readonly expected?: number; readonly cap?: number } = {}) {
    this.#cap = Math.min(cap, MOST_ENTRIES);
    this.#seed = known.seed;
    this.#entries = new Int32Array(Math.max(1, Math.min(known.seen + expected, this.#cap)) * WORDS);
    known.eachSeen((entries, at) => this.#carry(entries, at, known.types));
  }

  get size(): number {
    return this.#size;
  }

  /** It takes no more. */
  get isFull(): boolean {
    return this.#size >= this.#cap;
  }

  /**
   * A row that was the only record of its object; each row once. Its mark, the first 16 bytes of the sha256 of its bytes, stands at
   * `at`; `identity`: the object's, as text, its type first; `attributes`: how many values it has. False where it is not taken.
   */
  add(bytes: Uint8Array, at: number, identity: string, attributes: number): boolean {
    if (this.isFull || bytes.length < at + 16 || attributes > MOST_OF_REST) return false;
    const state = this.#stateOf(identity);
    if (this.#type === undefined) return false;
    const entry = this.#room();
    const entries = this.#entries;
    for (let word = 0; word < IDENTITY; word++) entries[entry + word] = wordAt(bytes, at + 4 * word);
    entries[entry + IDENTITY] = identityWord(state);
    entries[entry + REST] = attributes | (this.#type << 16);
    return true;
  }

  /** `columns`: of the file that the rows stand in. */
  build(key: string, columns: readonly string[]): StoredRows {
    const entries = this.#entries.subarray(0, this.#size * WORDS);
    return encodeKnown({ key, seed: this.#seed, columns, types: [...this.#types.keys()], entries });
  }

  #carry(from: Int32Array, start: number, types: readonly string[]): void {
    const rest = from[start + REST] as number;
    const number = this.isFull ? undefined : this.#typeOf(types[rest >>> 16] as string);
    if (number === undefined) return;
    const at = this.#room();
    for (let word = 0; word < REST; word++) this.#entries[at + word] = from[start + word] as number;
    this.#entries[at + REST] = (rest & MOST_OF_REST) | (number << 16);
  }

  #stateOf(identity: string): number {
    if (this.#prefix === '' || !identity.startsWith(this.#prefix)) {
      this.#prefix = identity.slice(0, identity.lastIndexOf('\0') + 1);
      this.#prefixState = identityState(this.#prefix, this.#seed);
      this.#type = this.#typeOf(identity.slice(0, identity.indexOf('\0')));
    }
    return identityState(identity, this.#prefixState, this.#prefix.length);
  }

  /** Where the words of one more entry begin. */
  #room(): number {
    const at = this.#size++ * WORDS;
    if (at === this.#entries.length) {
      const larger = new Int32Array(2 * at);
      larger.set(this.#entries);
      this.#entries = larger;
    }
    return at;
  }

  #typeOf(type: string): number | undefined {
    const known = this.#types.get(type);
    if (known !== undefined || this.#types.size > MOST_OF_REST) return known;
    this.#types.set(type, this.#types.size);
    return this.#types.size - 1;
  }
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);
