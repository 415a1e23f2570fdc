import { MappedText } from './mapped-text.ts';
import type { Span } from './gram-index.ts';
import { readings } from './readings.ts';
import { pieceOf, wholeOf, type Wanted } from './secret-index.ts';
import { SecretMemory } from './secret-memory.ts';
import { findShort } from './short-secrets.ts';
import { masked } from './spans.ts';

export { MASK } from './spans.ts';

/** Masks secrets in every text that leaves the process: as they are and in the encodings that they travel in. */
export interface Redactor {
  /**
   * From here on the secret is masked by value. False for one of fewer than 8 characters, which can't be told from parts of other
   * words: such a one is masked where it is put in, and where it stands alone and looks like no word.
   */
  readonly add: (secret: string) => boolean;
  /** The same for one that the vendor gave, such as a token: of very many the oldest are forgotten. */
  readonly learn: (secret: string) => void;
  /** The text without secrets, and without pieces of long ones. */
  readonly redact: (text: string) => string;
  /** May a secret stand in the bytes? `closely`: in another case, in hex or in base64 as well. */
  readonly holds: (bytes: Uint8Array, closely: boolean) => boolean;
  /** The same for data that is kept: a secret as a whole is masked, a piece of one is not told from other data. */
  readonly redactData: (text: string) => string;
}

const SHORTEST = 8;

export function createRedactor(): Redactor {
  const memory = new SecretMemory();
  const shown = new RecentTexts();
  const remember = (given: string, isLearned: boolean): boolean => {
    const secret = given.trim();
    if (memory.add(secret, isLearned)) shown.clear();
    return secret.length === 0 || secret.length >= SHORTEST;
  };
  return {
    add: (secret) => remember(secret, false),
    learn: (secret) => void remember(secret, true),
    redact: (text) =>
      memory.isEmpty ? text : shown.of(text, () => hide(text, memory, { least: pieceOf, isCutAt: (end) => text[end] === '…' })),
    holds: (bytes, closely) => memory.probes.in(bytes, closely),
    redactData: (text) => (memory.isEmpty ? text : hide(text, memory, { least: wholeOf, isCutAt: () => false })),
  };
}

function hide(text: string, { index, short }: SecretMemory, wanted: Wanted): string {
  const spans: Span[] = [];
  for (const reading of readings(MappedText.of(text))) {
    index.find(reading, wanted, spans);
    if (short.size > 0) findShort(reading, short, spans);
  }
  return spans.length === 0 ? text : masked(text, spans);
}

/** Texts that were shown lately and what was shown of them: a client describes one request several times. */
class RecentTexts {
  readonly #known = new Map<string, string>();

  clear(): void {
    this.#known.clear();
  }

  of(text: string, make: () => string): string {
    if (text.length > LONGEST_REMEMBERED) return make();
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    const made = make();
    this.#known.set(text, made);
    return made;
  }
}

const LONGEST_REMEMBERED = 1000;
const MOST_REMEMBERED = 64;
