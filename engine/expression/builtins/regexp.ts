import { apply } from '../apply.ts';
import type { NativeDefinition } from '../callable.ts';
import { fail } from '../expression-error.ts';
import { chargeChars, chargeItems, tick } from '../run.ts';
import { isFunction, lookup, marked, SEQUENCE } from '../values.ts';
import { builtin } from './definition.ts';
import { substitute, type Found } from './substitute.ts';

/** Calls a matcher (a regular expression or any function that gives the same structure). */
function search(matcher: unknown, args: readonly unknown[]): Found | undefined {
  tick();
  const result = apply(matcher, args, null);
  if (result === undefined || result === null) return undefined;
  const found = { match: lookup(result, 'match'), start: lookup(result, 'start'), end: lookup(result, 'end'), groups: lookup(result, 'groups'), next: lookup(result, 'next') };
  if (!(typeof found.start === 'number' || found.end === 'number' || Array.isArray(found.groups) || isFunction(found.next))) return fail('T1010');
  return found as Found;
}

function* matchesOf(matcher: unknown, text: string, limit: number | undefined): Generator<Found> {
  let found = search(matcher, [text]);
  for (let count = 0; found !== undefined && (limit === undefined || count < limit); count++) {
    yield found;
    found = search(found.next, []);
  }
}

function contains(text: string, token: unknown): boolean {
  if (typeof token === 'string') return text.includes(token);
  return search(token, [text]) !== undefined;
}

function match(text: string, matcher: unknown, limit: number | undefined): unknown[] {
  if (limit !== undefined && limit < 0) return fail('D3040', { value: limit, index: 3 });
  const result: unknown[] = [];
  if (limit === undefined || limit > 0) {
    for (const found of matchesOf(matcher, text, limit)) {
      chargeItems(1);
      result.push({ match: found.match, index: found.start, groups: found.groups });
    }
  }
  return marked(result, SEQUENCE);
}

function split(text: string, separator: unknown, limit: number | undefined): unknown[] {
  if (limit !== undefined && limit < 0) return fail('D3020', { value: limit, index: 3 });
  if (limit !== undefined && !(limit > 0)) return [];
  if (typeof separator === 'string') {
    chargeItems(Math.floor(text.length / Math.max(separator.length, 1)) + 1);
    return text.split(separator, limit);
  }
  if (separator === undefined) return [text].slice(0, limit);
  const parts: unknown[] = [];
  let from = 0;
  for (const found of matchesOf(separator, text, limit)) {
    chargeItems(1);
    parts.push(text.substring(from, found.start));
    from = found.end;
  }
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
  for (const found of matchesOf(pattern, text, limit)) {
    const by = typeof replacement === 'string' ? substitute(replacement, found) : apply(replacement, [found], null);
    if (typeof by !== 'string') return fail('D3012', { value: by });
    chargeChars(found.start - from + by.length);
    result += text.substring(from, found.start) + by;
    from = found.start + found.match.length;
  }
  return result + text.substring(from);
}

function replace(text: string, pattern: unknown, replacement: unknown, limit: number | undefined): string {
  if (pattern === '') return fail('D3010', { value: pattern, index: 2 });
  if (limit !== undefined && limit < 0) return fail('D3011', { value: limit, index: 4 });
  if (limit !== undefined && !(limit > 0)) return text;
  if (typeof pattern === 'string') return replacePlain(text, pattern, String(replacement), limit);
  return replaceMatches(text, pattern, replacement, limit);
}

export const matching: readonly NativeDefinition[] = [
  builtin('contains', '<s-(sf):b>', 2, (text, token) => (text === undefined || token === undefined ? undefined : contains(text as string, token)), true),
  builtin('match', '<s-f<s:o>n?:a<o>>', 3, (text, matcher, limit) => (text === undefined ? undefined : match(text as string, matcher, limit as number | undefined)), true),
  builtin('split', '<s-(sf)n?:a<s>>', 3, (text, separator, limit) => (text === undefined ? undefined : split(text as string, separator, limit as number | undefined)), true),
  builtin(
    'replace',
    '<s-(sf)(sf)n?:s>',
    4,
    (text, pattern, replacement, limit) => (text === undefined ? undefined : replace(text as string, pattern, replacement, limit as number | undefined)),
    true,
  ),
];
