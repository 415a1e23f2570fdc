import type { Place } from '../../language/basics/place.ts';
import { documentOf, type Span } from './span.ts';

/** A name with its sign and its members, a text in quotes, or what else stands there up to a blank. */
const WORD = /[$@]{0,2}[\w-]+(?:\.[\w-]+)*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|`[^`\n]*`|[^\s,{}[\]]+|\S/y;
const KEY = /^[\w-]+\??["']?[ \t]*:(?:\s|$)/;
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)+$/;

/** What a finding is about, since its place says only where that begins; of a dotted path so many names. */
export const wordAt = (text: string, { line, column }: Place, names = 1): Span => {
  const start = documentOf(text).offsetAt({ line: line - 1, character: column - 1 });
  WORD.lastIndex = start;
  const word = WORD.exec(text)?.[0] ?? '';
  const length = /^[$@\w]/.test(word) ? namesIn(word, names, KEY.test(text.slice(start, start + 200))) : word.length;
  return { start, end: Math.min(start + Math.max(length, 1), text.length) };
};

const namesIn = (word: string, names: number, isKey: boolean): number => {
  const some = word.split('.').slice(0, names).join('.');
  // A key and a name may have a hyphen in it; in an expression that is a minus.
  return isKey || SLUG.test(some) ? some.length : (/^[$@]{0,2}[\w.]*/.exec(some)?.[0].length ?? 0);
};
