import fc from 'fast-check';
import { expect, test } from 'vitest';
import { htmlGuide } from '../../../engine/guide/html/html-guide.ts';
import type { Guide } from '../../../engine/guide/model/guide.ts';
import { madeUp, withAfterEach } from './made-up.ts';

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'--><svg onload=alert(1)>",
  '</style></title></textarea></svg><a href="javascript:alert(1)">',
  '&lt;b&gt;&#60;',
  '`<b>`',
  '\u202Eevil\u0000\u0007\u001B[2J',
];

const withText = (after: string): Guide => withAfterEach(madeUp, after) as Guide;

/** The elements of a page with the names of their attributes; without those that the length or form of a text makes. */
const elements = (page: string): readonly string[] =>
  [...page.replaceAll(/<(style|script)>[^]*?<\/\1>/g, '').matchAll(/<(\/?[a-z][\w-]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)]
    .map(([, name = '', attributes = '']) =>
      [name, ...[...attributes.matchAll(/([\w-]+)(?:="[^"]*")?/g)].map(([, one]) => one)].join(' '),
    )
    .filter((element) => !/^\/?(?:tspan|wbr|code|i)(?: |$)/.test(element));

/** All angle brackets that are no element's. */
const stray = (page: string): readonly string[] =>
  page
    .replaceAll(/<(style|script)>[^]*?<\/\1>/g, '')
    .replace('<!doctype html>', '')
    .replaceAll(/<\/?[a-z][\w-]*(?:\s+[\w-]+(?:="[^"]*")?)*\s*\/?>/g, '')
    .match(/[<>]/g) ?? [];

const plain = elements(htmlGuide(withText(' x')));

test.each(HOSTILE)('a text such as %j adds no element and no attribute', (text) => {
  const page = htmlGuide(withText(text));
  expect(elements(page)).toEqual(plain);
  expect(stray(page)).toEqual([]);
  // oxlint-disable-next-line no-control-regex
  expect(page).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u202A-\u202E]/);
});

test('nor does any other text', () => {
  const text = fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', '`', '/', '!', '-', 'a', ' ', '=', '\n', '\u202E'),
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, (after) => {
      const page = htmlGuide(withText(` ${after}`));
      expect(elements(page)).toEqual(plain);
      expect(stray(page)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('every link leads to a place on the page, and each place has a name of its own', () => {
  for (const after of ['', '!', ' ä/ß', '"<>']) {
    const page = htmlGuide(withText(after));
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(20);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...page.matchAll(/ href="([^"]*)"/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !link.startsWith('#') || !ids.includes(link.slice(1)))).toEqual([]);
  }
});

test('the same guide gives the same page, and its policy lets in nothing from elsewhere', () => {
  const page = htmlGuide(madeUp);
  expect(htmlGuide(structuredClone(madeUp))).toBe(page);
  expect(page).toMatch(/default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'/);
  expect(page.match(/ (?:src|srcset|style|on\w+|action|poster|data)="/g)).toBeNull();
});

test('a column without any content is left out, a choice of words is not', () => {
  const none = { ...madeUp, mapping: { ships: (madeUp.mapping['ships'] ?? []).map((row) => ({ ...row, published: null })) } };
  expect(htmlGuide(madeUp)).toContain('Published date');
  expect(htmlGuide(none)).not.toContain('Published date');
});
