import { describe, expect, test } from 'vitest';
import { demo } from './load-text.ts';

/** The one finding in a feed's line. */
const inFeed = (
  line: string,
): { readonly code: string; readonly message: string; readonly hint: string | undefined; readonly column: number } => {
  const { diagnostics } = demo(
    `endpoints: { e: { request: { path: / }, records: $ } }\nfeeds:\n  f:\n    title: F\n    source: e\n    report: { a: { type: note, value: !expr a } }\n    ${line}\n`,
  );
  expect(diagnostics).toHaveLength(1);
  const { code, message, hint, place } = diagnostics[0] as (typeof diagnostics)[number];
  return { code, message, hint, column: place.column };
};

describe('a definition keeps to the shape of the language', () => {
  test.each([
    ['windw: { period: P1D }', 'definition.unknown-key', 5, 'Did you mean `window`?'],
    ['window: { perod: P1D, period: P1D }', 'definition.unknown-key', 15, 'Did you mean `period`?'],
    ['window: { period: 1 day }', 'definition.wrong-value', 23, /ISO 8601|P30D/],
    ['window: { period: P1M }', 'definition.wrong-value', 23, /no fixed length/],
    ['window: { step: P1D }', 'definition.missing-key', 5, 'Add `period:` here.'],
    ['window: P1D', 'definition.wrong-type', 13, /./],
    ['description: true', 'definition.wrong-type', 18, 'Put it in quotes: `"true"`.'],
    ['description: !expr a', 'definition.wrong-type', 24, /Remove the tag `!expr`/],
    ['description:', 'definition.wrong-type', 17, /remove the key/],
    ['key: id', 'definition.wrong-type', 10, /Put the tag before it/],
    ['key: !tmpl "{{a}}"', 'definition.wrong-type', 16, /`!expr`/],
    ['filters: { keep: !expr a }', 'definition.wrong-type', 14, /./],
    ['filters: [{ kep: !expr a, because: b }]', 'definition.unknown-key', 17, 'Did you mean `keep`?'],
    ['quarantine_limit: { records: -1 }', 'definition.wrong-value', 34, /from 0 on/],
    ['quarantine_limit: { records: 1.5 }', 'definition.wrong-value', 34, 'Write 2.'],
    ['quarantine_limit: { share: 2 }', 'definition.wrong-value', 32, /up to 1/],
    ['state: { kind: tokn, of: !expr a }', 'definition.unknown-component', 20, 'Did you mean `token`?'],
    ['state: { kind: token }', 'definition.missing-key', 5, 'Add `of:` here.'],
    ['state: { kind: token, of: !expr a, off: 1 }', 'definition.unknown-key', 40, 'Did you mean `of`?'],
    ['supplemental: { s: { call: e, on_failure: ignore } }', 'definition.wrong-value', 47, /quarantine/],
    ['user_fields: { a: { label: A, type: string } }', 'definition.wrong-value', 41, /text/],
    ['user_fields: { a-b: { label: A, type: text } }', 'definition.bad-name', 20, /letters, digits and underscores/],
    ['user_fields: { a: { label: A, type: text, pattern: "(" } }', 'definition.wrong-value', 56, /brackets/],
    ['let: { x: [!expr a] }', 'definition.wrong-type', 22, /!expr \|-/],
  ])('%s', (line, code, column, hint) => {
    const found = inFeed(line);
    expect(found).toMatchObject({ code, column });
    expect(found.hint).toEqual(typeof hint === 'string' ? hint : expect.stringMatching(hint));
  });

  test('a message says in one sentence what stands there and what belongs there', () => {
    expect(inFeed('window: P1D').message).toBe('`f.window` takes a map, but the text `P1D` stands there.');
    expect(inFeed('supplemental: { s: { call: e, concurrency: fast } }').message).toBe(
      '`s.concurrency` takes a whole number, but the text `fast` stands there.',
    );
    expect(inFeed('quarantine_limit: { share: 2 }').message).toBe('`quarantine_limit.share` is 2, above the highest allowed 1.');
  });
});

test('decoders are named alone, with `?`, or with their options', () => {
  const decode = (text: string): readonly (readonly [string, number])[] =>
    demo(`endpoints:\n  e: { request: { path: / }, records: $, decode: ${text} }\n`).diagnostics.map((one) => [
      one.code,
      one.place.column,
    ]);
  expect(decode('[gzip?, { csv: { header: true } }]')).toEqual([]);
  expect(decode('[gzp]')).toEqual([['definition.wrong-value', 51]]);
  expect(decode('[json?]')).toEqual([['definition.wrong-value', 51]]);
  expect(decode('[{ csv: { headr: true } }]')).toEqual([['definition.unknown-key', 60]]);
  expect(decode('[{ csv: {}, json: {} }]')).toEqual([['definition.wrong-count', 51]]);
});
