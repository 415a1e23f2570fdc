import { parse } from '../parse.ts';
import { defaultLimits } from '../run.ts';
import { walk } from '../syntax.ts';
import { riskOf } from './risk.ts';

export interface CatastrophicRegex {
  /** The character of the expression's text (from 0) where the regular expression begins: its first slash. */
  readonly position: number;
  readonly pattern: string;
  readonly reason: string;
}

/** The parser tells where a regular expression ends, its flags included. */
function beginning(text: string, end: number, { source, flags }: RegExp): number {
  const closing = end - flags.replace('g', '').length - 1;
  const start = closing - source.length - 1;
  return text.charAt(start) === '/' ? start : Math.max(closing, 0);
}

/**
 * The regular expressions in an expression's text that may take time exponential in the length of what they search: some
 * repetition can match the same text in two ways. Throws ExpressionError for a text that cannot be read.
 */
export function findCatastrophicRegex(text: string): CatastrophicRegex[] {
  const found = new Map<number, CatastrophicRegex>();
  for (const { node } of walk(parse(text, defaultLimits))) {
    if (node.type !== 'regex' || !(node.value instanceof RegExp) || !riskOf(node.value).exponential) continue;
    const position = beginning(text, node.position ?? 0, node.value);
    const reason =
      'A repetition can match the same text in more than one way, so a text that does not match takes exponentially long: make what is repeated begin or end with something that the rest cannot match.';
    found.set(position, { position, pattern: node.value.source, reason });
  }
  return [...found.values()].sort((a, b) => a.position - b.position);
}
