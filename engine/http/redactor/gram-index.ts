import type { MappedText } from './mapped-text.ts';

/** Code units in a gram: as many as the shortest secret has that is searched for by value. */
export const GRAM = 8;

const BASE = 0x01000193;
/** What a unit weighs when it leaves the gram. */
const OUT = Array.from({ length: GRAM }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** A stretch of the first text. */
export type Span = readonly [from: number, to: number];

/**
 * Which grams stand in the secrets, as hashes in a table. A stretch of a text in which every gram is one of theirs is a piece of a
 * secret: found in one pass, however many secrets there are and however long. Two grams of one hash mask a little too much,
 * never too little.
 */
export class GramIndex {
  /** 0: free. */
  #hashes = new Uint32Array(1024);
  /** The length of the shortest secret that has the gram. */
  #lengths = new Uint32Array(1024);
  #size = 0;
  /** How often in a row a unit stands in a secret, where that makes a gram of nothing else. */
  readonly #repeats = new Map<number, number>();

  get size(): number {
    return this.#size;
  }

  /** Text of a secret, folded; `length`: of the whole secret. */
  add(text: MappedText, length = text.length): void {
    const hashes = gramHashes(text);
    for (const hash of hashes) this.#put(hash, length);
    const repeats = new Repeats(text);
    for (let end = 0; end < text.length; end++) {
      const times = repeats.upTo(end);
      const unit = text.units[end] as number;
      if (times >= GRAM && times > (this.#repeats.get(unit) ?? 0)) this.#repeats.set(unit, times);
    }
  }

  /**
   * Puts the pieces of secrets that stand in a text, folded likewise, into a list. `least`: how long a piece of a secret of some
   * length must be; it does not fall while the length grows. A piece before a cut may be shorter.
   */
  find(text: MappedText, least: (length: number) => number, isCutAt: (end: number) => boolean, into: Span[]): void {
    const hashes = gramHashes(text);
    const repeats = new Repeats(text, GRAM - 1);
    let start = -1;
    let shortest = 0;
    // A line of one character is no longer piece of a secret than the secret has of it.
    let counted = 0;
    for (let at = 0; at <= hashes.length; at++) {
      const length = at === hashes.length ? 0 : (this.#lengths[this.#slot(hashes[at] as number)] as number);
      const times = at === hashes.length ? 0 : repeats.upTo(at + GRAM - 1);
      if (length > 0) {
        if (start < 0) [start, shortest, counted] = [at, length, GRAM - 1];
        else if (length < shortest) shortest = length;
        if (times < GRAM || times <= (this.#repeats.get(text.units[at] as number) ?? 0)) counted++;
      } else if (start >= 0) {
        const end = text.to[at + GRAM - 2] as number;
        if (counted >= least(shortest) || isCutAt(end)) into.push([text.from[start] as number, end]);
        start = -1;
      }
    }
  }

  #put(hash: number, length: number): void {
    if (this.#size * 2 >= this.#hashes.length) this.#grow();
    const at = this.#slot(hash);
    const known = this.#lengths[at] as number;
    if (known === 0) this.#size++;
    this.#hashes[at] = hash;
    this.#lengths[at] = known === 0 ? length : Math.min(known, length);
  }

  /** Where the gram stands, or would. */
  #slot(hash: number): number {
    const mask = this.#hashes.length - 1;
    let at = hash & mask;
    while (this.#lengths[at] !== 0 && this.#hashes[at] !== hash) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [hashes, lengths] = [this.#hashes, this.#lengths];
    this.#hashes = new Uint32Array(hashes.length * 2);
    this.#lengths = new Uint32Array(hashes.length * 2);
    for (const [index, length] of lengths.entries()) {
      if (length === 0) continue;
      const at = this.#slot(hashes[index] as number);
      this.#hashes[at] = hashes[index] as number;
      this.#lengths[at] = length;
    }
  }
}

/** How often in a row a unit stands that ends at a place; asked for one place after the other. */
class Repeats {
  readonly #text: MappedText;
  #times = 0;

  constructor(text: MappedText, from = 0) {
    this.#text = text;
    for (let at = 0; at < Math.min(from, text.length); at++) this.upTo(at);
  }

  upTo(at: number): number {
    this.#times = at > 0 && this.#text.units[at] === this.#text.units[at - 1] ? this.#times + 1 : 1;
    return this.#times;
  }
}

/** A hash for each gram of a text, in order. */
function gramHashes(text: MappedText): Uint32Array {
  const hashes = new Uint32Array(Math.max(0, text.length - GRAM + 1));
  let hash = 0;
  for (let at = 0; at < text.length; at++) {
    hash = (Math.imul(hash, BASE) + (text.units[at] as number) + 1) | 0;
    if (at >= GRAM) hash = (hash - Math.imul(OUT, (text.units[at - GRAM] as number) + 1)) | 0;
    if (at >= GRAM - 1) hashes[at - GRAM + 1] = mixed(hash);
  }
  return hashes;
}

/** Spreads what the high bits hold over all of them: the low ones choose the place in the table. */
function mixed(hash: number): number {
  let spread = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  spread = Math.imul(spread ^ (spread >>> 15), 0x2c1b3c6d);
  return (spread ^ (spread >>> 13)) >>> 0;
}
