import type { NameNode } from '../../expression/jsonata/syntax.ts';

/** Where the name of a path begins in the source, from 0, its quote included. The parser notes where the token ends. */
export const segmentOffset = ({ value, position = 0 }: NameNode, source: string): number => {
  const plain = position - value.length;
  if (plain >= 0 && source.startsWith(value, plain) && !isQuote(source[position - 1])) return plain;
  const quote = source[position - 1];
  let start = isQuote(quote) ? position - 2 : Math.max(plain, 0);
  while (start > 0 && isQuote(quote) && (source[start] !== quote || isEscaped(source, start, quote))) start--;
  return start;
};

const isQuote = (character: string | undefined): boolean => character === '`' || character === '"' || character === "'";

/** Between backticks nothing is escaped. */
const isEscaped = (source: string, at: number, quote: string | undefined): boolean => {
  let before = at;
  while (quote !== '`' && source[before - 1] === '\\') before--;
  return (at - before) % 2 === 1;
};
