import { describe, expect, test } from 'vitest';
import { findCatastrophicRegex } from '../../../engine/expression/jsonata/compile.ts';

const find = (pattern: string): readonly string[] => findCatastrophicRegex(`$match(x, ${pattern})`).map((found) => found.pattern);

describe('regular expressions that can take exponential time', () => {
  test.each([
    '/(a+)+$/',
    '/(a*)*b/',
    '/(a|a)*$/',
    '/(a|aa)+$/',
    '/(\\w+\\s?)+$/',
    '/(a?b?)*c/',
    '/((ab)*)*c/',
    '/(x+x+)+y/',
    '/(.*a){20}/',
    '/(a{1,30}){1,30}$/',
    '/^(\\d+|\\w+)*$/',
    '/(?=(a+)+$)b/',
    '/(\\w*)\\1+x/',
    '/(A|a)+$/i',
    '/([a-z]|[\\x61-\\u007a])*!/',
    '/(\\.|[^,])*;/',
  ])('%s is one', (pattern) => {
    expect(find(pattern)).toHaveLength(1);
  });

  test.each([
    '/^(\\w+\\s)+$/',
    '/([a-z]+,)*x/',
    '/^\\d{1,3}(\\.\\d{1,3}){3}$/',
    '/^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$/',
    '/\\s+$/',
    '/.*.*x/',
    '/[|;,]\\s*/',
    '/^(?:https?:\\/\\/)?([^\\/]+)/i',
    '/\\b\\w+\\b/',
    '/(A|a)+$/',
    '/(ab|cd)*$/',
    '/(?<year>\\d{4})-(?<month>\\d\\d)/',
    '/\\p{L}+/',
    '/a{3}b{0}/',
    '/[\\]-]+/',
  ])('%s is none', (pattern) => {
    expect(find(pattern)).toEqual([]);
  });

  test('are told with their place and a reason', () => {
    const text = '$contains(a, /ok/) or $contains(a, /(a+)+$/)';
    const [found, ...others] = findCatastrophicRegex(text);
    expect(others).toEqual([]);
    expect(found?.pattern).toBe('(a+)+$');
    expect(text.slice(found?.position)).toMatch(/^\/\(a\+/);
    expect(found?.reason).toMatch(/more than one way/);
  });
});
