import { SecretProbes } from './secret-probes.ts';
import { SecretIndex } from './secret-index.ts';

const SHORTEST = 8;
/** Characters of what vendors gave; from there on half of it is forgotten, the oldest first. */
const MOST_LEARNED = 262_144;
/** The newest are kept however long they are: the one that is used, and those that it was made of. */
const ALWAYS_KEPT = 8;
/** Learned secrets that are looked for in data. */
const MOST_PROBES = 16;

/** The secrets that are masked, in bounded memory however many tokens come. */
export class SecretMemory {
  readonly #given = new Set<string>();
  /** The one that was used last stands last. */
  readonly #learned = new Set<string>();
  #learnedLength = 0;
  index = new SecretIndex();
  /** Of the newest. */
  probes = new SecretProbes([]);
  /** Secrets of fewer than 8 characters. */
  readonly short = new Set<string>();

  get isEmpty(): boolean {
    return this.#given.size + this.#learned.size + this.short.size === 0;
  }

  /** True where it was not known yet. */
  add(secret: string, isLearned: boolean): boolean {
    if (secret.length < SHORTEST) return this.#addShort(secret);
    if (this.#given.has(secret)) return false;
    const known = this.#learned.delete(secret);
    if (known) this.#learnedLength -= secret.length;
    if (isLearned) {
      this.#learned.add(secret);
      this.#learnedLength += secret.length;
    } else this.#given.add(secret);
    if (known) return false;
    if (this.#learnedLength > MOST_LEARNED && this.#learned.size > ALWAYS_KEPT) this.#forget();
    else this.index.add(secret);
    this.probes = new SecretProbes([...this.#given, ...[...this.#learned].slice(-MOST_PROBES)]);
    return true;
  }

  #addShort(secret: string): boolean {
    if (secret === '' || this.short.has(secret)) return false;
    this.short.add(secret);
    return true;
  }

  #forget(): void {
    for (const oldest of this.#learned) {
      if (this.#learnedLength <= MOST_LEARNED / 2 || this.#learned.size <= ALWAYS_KEPT) break;
      this.#learned.delete(oldest);
      this.#learnedLength -= oldest.length;
    }
    this.index = new SecretIndex();
    for (const secret of [...this.#given, ...this.#learned]) this.index.add(secret);
  }
}
