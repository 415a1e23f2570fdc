import { parse } from '../parse.ts';
import { defaultLimits } from '../run.ts';
import { walk } from '../syntax.ts';
import { riskOf } from './risk.ts';

export interface CatastrophicRegex {
  /** The character of the expression's text where the parser puts the regular expression: its first slash. */
  readonly position: number;
  readonly pattern: string;
  readonly reason: string;
}

/**
 * The regular expressions in an expression's text that may take time exponential in the length of what they search: some
 * repetition can match the same text in two ways. Throws ExpressionError for a text that cannot be read.
 */
export function findCatastrophicRegex(text: string): CatastrophicRegex[] {
  const found = new Map<number, CatastrophicRegex>();
  for (const { node } of walk(parse(text, defaultLimits))) {
    if (node.type !== 'regex' || !(node.value instanceof RegExp) || !riskOf(node.value).exponential) continue;
    const position = node.position ?? 0;
    const reason = 'A repetition can match the same text in more than one way, so a text that does not match takes exponentially long: make what is repeated begin or end with something that the rest cannot match.';
    found.set(position, { position, pattern: node.value.source, reason });
  }
  return [...found.values()].sort((a, b) => a.position - b.position);
}
