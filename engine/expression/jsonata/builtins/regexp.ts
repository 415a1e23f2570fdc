import { apply } from '../calling/apply.ts';
import type { NativeDefinition } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { Matcher, type Found } from '../matcher.ts';
import { chargeChars, chargeItems, tick, timeLeft } from '../run.ts';
import { isFunction, lookup, marked, SEQUENCE } from '../values.ts';
import { builtin } from './definition.ts';
import { substitute } from './substitute.ts';
import { withWatchdog } from '../watchdog.ts';

type Visit = (found: Found) => void;

/** Calls a matcher that is not a regular expression: any function that gives the same structure. */
function search(matcher: unknown, args: readonly unknown[]): (Found & { readonly next: unknown }) | undefined {
  tick();
  const result = apply(matcher, args, null);
  if (result === undefined || result === null) return undefined;
  const part = (name: string): unknown => lookup(result, name);
  const found = { match: part('match'), start: part('start'), end: part('end'), groups: part('groups'), next: part('next') };
  if (!(typeof found.start === 'number' || found.end === 'number' || Array.isArray(found.groups) || isFunction(found.next)))
    return fail('T1010');
  return found as Found & { readonly next: unknown };
}

function visitRegex(matcher: Matcher, text: string, limit: number, visit: Visit): void {
  let found = matcher.find(text, 0);
  for (let count = 0; found !== undefined && count < limit;) {
    visit(found);
    count++;
    // The reference looks for the following match before it looks at the limit.
    if (found.end >= text.length) return;
    found = matcher.find(text, found.end);
    if (found?.match === '') matcher.neverEnds();
  }
}

/** The matches in turn, at most `limit`. */
function visitMatches(matcher: unknown, text: string, limit: number | undefined, visit: Visit): void {
  const most = limit ?? Infinity;
  if (matcher instanceof Matcher) {
    if (matcher.isRisky(text)) withWatchdog(timeLeft(), () => visitRegex(matcher, text, most, visit));
    else visitRegex(matcher, text, most, visit);
    return;
  }
  let found = search(matcher, [text]);
  for (let count = 0; found !== undefined && count < most; count++) {
    visit(found);
    found = search(found.next, []);
  }
}

/** Long texts with long patterns can take long even without a regular expression. */
function searching<T>(text: string, pattern: string, work: () => T): T {
  return text.length * pattern.length > 1e8 ? withWatchdog(timeLeft(), work) : work();
}

function contains(text: string, token: unknown): boolean {
  if (typeof token === 'string') return searching(text, token, () => text.includes(token));
  if (!(token instanceof Matcher)) return search(token, [text]) !== undefined;
  return (token.isRisky(text) ? withWatchdog(timeLeft(), () => token.find(text, 0)) : token.find(text, 0)) !== undefined;
}

function match(text: string, matcher: unknown, limit: number | undefined): unknown[] {
  if (limit !== undefined && limit < 0) return fail('D3040', { value: limit, index: 3 });
  const result: unknown[] = [];
  if (limit === undefined || limit > 0) {
    visitMatches(matcher, text, limit, (found) => {
      chargeItems(1);
      result.push({ match: found.match, index: found.start, groups: found.groups });
    });
  }
  return marked(result, SEQUENCE);
}

function split(text: string, separator: unknown, limit: number | undefined): unknown[] {
  if (limit !== undefined && limit < 0) return fail('D3020', { value: limit, index: 3 });
  if (limit !== undefined && !(limit > 0)) return [];
  if (typeof separator === 'string') {
    chargeItems(Math.floor(text.length / Math.max(separator.length, 1)) + 1);
    return searching(text, separator, () => text.split(separator, limit));
  }
  if (separator === undefined) return [text].slice(0, limit);
  const parts: unknown[] = [];
  let from = 0;
  visitMatches(separator, text, limit, (found) => {
    chargeItems(1);
    parts.push(text.substring(from, found.start));
    from = found.end;
  });
  if (limit === undefined || parts.length < limit) parts.push(parts.length === 0 ? text : text.substring(from));
  return parts;
}

function replacePlain(text: string, pattern: string, replacement: string, limit: number | undefined): string {
  let result = '';
  let from = 0;
  let at = text.indexOf(pattern);
  for (let count = 0; at !== -1 && (limit === undefined || count < limit); count++) {
    chargeChars(at - from + replacement.length);
    result += text.slice(from, at) + replacement;
    from = at + pattern.length;
    at = text.indexOf(pattern, from);
  }
  return result + text.slice(from);
}

function replaceMatches(text: string, pattern: unknown, replacement: unknown, limit: number | undefined): string {
  let result = '';
  let from = 0;
  visitMatches(pattern, text, limit, (found) => {
    const by =
      typeof replacement === 'string'
        ? substitute(replacement, found)
        : apply(replacement, [pattern instanceof Matcher ? pattern.asValue(found, text) : found], null);
    if (typeof by !== 'string') return fail('D3012', { value: by });
    chargeChars(found.start - from + by.length);
    result += text.substring(from, found.start) + by;
    from = found.start + found.match.length;
  });
  return result + text.substring(from);
}

function replace(text: string, pattern: unknown, replacement: unknown, limit: number | undefined): string {
  if (pattern === '') return fail('D3010', { value: pattern, index: 2 });
  if (limit !== undefined && limit < 0) return fail('D3011', { value: limit, index: 4 });
  if (limit !== undefined && !(limit > 0)) return text;
  if (typeof pattern === 'string') return searching(text, pattern, () => replacePlain(text, pattern, String(replacement), limit));
  return replaceMatches(text, pattern, replacement, limit);
}

export const matching: readonly NativeDefinition[] = [
  builtin(
    'contains',
    '<s-(sf):b>',
    2,
    (text, token) => (text === undefined || token === undefined ? undefined : contains(text as string, token)),
    true,
  ),
  builtin(
    'match',
    '<s-f<s:o>n?:a<o>>',
    3,
    (text, matcher, limit) => (text === undefined ? undefined : match(text as string, matcher, limit as number | undefined)),
    true,
  ),
  builtin(
    'split',
    '<s-(sf)n?:a<s>>',
    3,
    (text, separator, limit) => (text === undefined ? undefined : split(text as string, separator, limit as number | undefined)),
    true,
  ),
  builtin(
    'replace',
    '<s-(sf)(sf)n?:s>',
    4,
    (text, pattern, replacement, limit) =>
      text === undefined ? undefined : replace(text as string, pattern, replacement, limit as number | undefined),
    true,
  ),
];
