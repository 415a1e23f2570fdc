import type { ExpressionError } from './expression-error.ts';

/**
 * Where the token at fault begins, from 0; undefined where the error has no place. The parser notes where a token ends (of a
 * call: behind its parenthesis), a person looks for where it begins.
 */
export function faultOffset({ position, token }: ExpressionError, source: string): number | undefined {
  if (position === undefined) return undefined;
  const end = Math.min(Math.max(position, 0), source.length);
  if (token === undefined || token === '' || token.length > end) return end;
  const start = source.lastIndexOf(token, end - token.length);
  if (start < 0 || !/^[\s(]*$/.test(source.slice(start + token.length, end))) return end;
  return source[start - 1] === '$' ? start - 1 : start;
}
