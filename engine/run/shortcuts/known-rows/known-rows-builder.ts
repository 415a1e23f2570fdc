import {
  encodeKnown,
  IDENTITY,
  identityState,
  identityWord,
  MOST_ENTRIES,
  MOST_TYPES,
  TYPE,
  WORDS,
  type StoredRows,
} from './known-rows-format.ts';
import { typeOf } from '../../../object/object-codec.ts';
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
   * A row that was the only record of its object; each row once. `mark`: the first 16 bytes of the sha256 of its bytes;
   * `identity`: the object's, as text, its type first. False where it is not taken.
   */
  add(mark: Buffer, identity: string): boolean {
    if (this.isFull || mark.length < 16) return false;
    const state = this.#stateOf(identity);
    if (this.#type === undefined) return false;
    const entry = this.#room();
    const entries = this.#entries;
    for (let word = 0; word < IDENTITY; word++) entries[entry + word] = mark.readInt32LE(4 * word);
    entries[entry + IDENTITY] = identityWord(state);
    entries[entry + TYPE] = this.#type;
    return true;
  }

  /** `columns`: of the file that the rows stand in. */
  build(key: string, columns: readonly string[]): StoredRows {
    const entries = this.#entries.subarray(0, this.#size * WORDS);
    return encodeKnown({ key, seed: this.#seed, columns, types: [...this.#types.keys()], entries });
  }

  #carry(from: Int32Array, start: number, types: readonly string[]): void {
    const number = this.isFull ? undefined : this.#typeOf(types[from[start + TYPE] as number] as string);
    if (number === undefined) return;
    const at = this.#room();
    for (let word = 0; word < TYPE; word++) this.#entries[at + word] = from[start + word] as number;
    this.#entries[at + TYPE] = number;
  }

  #stateOf(identity: string): number {
    if (this.#prefix === '' || !identity.startsWith(this.#prefix)) {
      this.#prefix = identity.slice(0, identity.lastIndexOf('\0') + 1);
      this.#prefixState = identityState(this.#prefix, this.#seed);
      this.#type = this.#typeOf(typeOf(identity));
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
    if (known !== undefined || this.#types.size === MOST_TYPES) return known;
    this.#types.set(type, this.#types.size);
    return this.#types.size - 1;
  }
}
