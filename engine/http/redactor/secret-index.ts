import { percentEncode } from '../request/percent-encode.ts';
import { fold, type Keep } from './fold.ts';
import { GRAM, GramIndex, type Span } from './gram-index.ts';
import { MappedText } from './mapped-text.ts';
import { layers } from './readings.ts';

const KEEPS: readonly Keep[] = ['letters', 'marks', 'all'];
/** A longer one is not looked for in base64 whose case was changed. */
const LONGEST_CASELESS = 16_384;

/** The longest piece of a secret that may be shown, in code units: whole where it is short, since words are pieces as well. */
export const pieceOf = (length: number): number => (length < 16 ? length : Math.min(32, Math.max(16, Math.ceil(length / 2))));

/** In data a secret counts as a whole, and where marks were left out only one that is long: `2024-11-05` is no `20241105`. */
export const wholeOf = (length: number, keep: Keep): number =>
  keep === 'letters' && length < 16 ? Number.POSITIVE_INFINITY : length;

/** What counts as found. */
export interface Wanted {
  /** How long a piece of a secret of some length must be; it must not fall while the length grows. */
  readonly least: (length: number, keep: Keep) => number;
  /** Was the first text shortened there? Then a piece before it may be a secret's beginning, and any length counts. */
  readonly isCutAt: (end: number) => boolean;
}

/** All the secrets, as they are compared. */
export class SecretIndex {
  readonly #grams: Readonly<Record<Keep, GramIndex>> = { letters: new GramIndex(), marks: new GramIndex(), all: new GramIndex() };

  add(secret: string): void {
    for (const text of layers(MappedText.of(secret))) {
      const marks = fold(text, 'marks');
      this.#grams.letters.add(fold(text, 'letters'));
      this.#grams.marks.add(marks);
      // Of blanks alone, almost, or written with `+` for its blanks.
      if (marks.length < GRAM || /[\s+]/.test(secret)) this.#grams.all.add(fold(text, 'all'));
    }
    if (LIKE_AN_ESCAPE.test(secret))
      for (const spelling of spellings(secret)) this.#grams.all.add(fold(MappedText.of(spelling), 'all'));
    if (secret.length <= LONGEST_CASELESS) for (const form of base64Forms(secret)) this.#grams.letters.add(fold(form, 'letters'));
  }

  find(text: MappedText, { least, isCutAt }: Wanted, into: Span[]): void {
    for (const keep of KEEPS)
      if (this.#grams[keep].size > 0) this.#grams[keep].find(fold(text, keep), (length) => least(length, keep), isCutAt, into);
  }
}

/** A `%` just before it takes these for its own: what is left has to be told as it is written. */
const LIKE_AN_ESCAPE = /^[0-9a-f]/i;

/** As addresses and forms write it, where that is another text. */
function spellings(secret: string): ReadonlySet<string> {
  const percent = [percentEncode(secret), encodeURIComponent(secret.toWellFormed())];
  const all = new Set([...percent, ...percent.map((text) => text.replaceAll('%20', '+'))]);
  all.delete(secret);
  return all;
}

/** At each of the places that it can have in a longer text, without the characters that it shares with what stands beside it. */
function base64Forms(secret: string): readonly MappedText[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return MappedText.of(text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6)));
  });
}
