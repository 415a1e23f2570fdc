import { fold } from './fold.ts';
import type { Span } from './gram-index.ts';
import { MappedText } from './mapped-text.ts';

const SHORTEST = 4;

/** Of two kinds at least: letters, digits, other marks. `status` and `1234` stand in texts that tell nothing. */
const looksLikeNoWord = (secret: string): boolean =>
  secret.length >= SHORTEST && [/\p{L}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(secret)).length >= 2;

/** The places where one of these secrets stands by itself: no letter or digit right before or behind it. */
export function findShort(text: MappedText, secrets: ReadonlySet<string>, into: Span[], counts = looksLikeNoWord): void {
  const folded = fold(text, 'all');
  const plain = textOf(folded);
  for (const secret of secrets) {
    if (!counts(secret)) continue;
    const wanted = textOf(fold(MappedText.of(secret), 'all'));
    for (let at = plain.indexOf(wanted); at >= 0; at = plain.indexOf(wanted, at + 1)) {
      const end = at + wanted.length;
      if (!isLetter(plain[at - 1]) && !isLetter(plain[end])) into.push([folded.from[at] as number, folded.to[end - 1] as number]);
    }
  }
}

const isLetter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

const textOf = (text: MappedText): string =>
  Array.from({ length: text.length }, (_, at) => String.fromCharCode(text.units[at] as number)).join('');
