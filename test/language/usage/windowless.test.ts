import { describe, expect, test } from 'vitest';
import { demo } from '../load-text.ts';

interface Parts {
  readonly query?: string;
  readonly source?: string;
  readonly window?: string;
  readonly more?: string;
  readonly value?: string;
}

const pack = ({ query = '{}', source = 'one', window = '', more = '', value = 'a' }: Parts): string => `endpoints:
  one:
    request:
      path: /a
      query: ${query}
    records: $
  two: { request: { path: /b }, records: $ }
feeds:
  first:
    title: F
    source: ${source}${window === '' ? '' : `\n    window: ${window}`}
    report: { a: { type: report, value: !expr "${value}" } }
${more}`;

const found = (parts: Parts): readonly string[] =>
  demo(pack(parts)).diagnostics.map(
    ({ code, severity, message, place }) => `${place.line}:${place.column} ${severity} ${code} ${message}`,
  );
const SINCE = '{ since: !expr $window.since }';
const OPTIONAL = '{ since?: !expr $window.since }';
const WINDOW = '{ period: P7D }';
const second = (window: string): string =>
  `  second: { title: S, source: one, ${window}report: { a: { type: report, value: !expr a } } }`;

describe('the range of a window that is not there', () => {
  test('is an error where it stands, with what to write', () => {
    const [one, ...more] = demo(pack({ query: SINCE })).diagnostics;
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      severity: 'error',
      code: 'expression.no-window',
      message: '`$window.since` is always missing for `first`, which has no `window`.',
      hint: expect.stringContaining('window: { period: P7D }'),
      place: { line: expect.any(Number), column: 29 },
    });
    expect(found({ query: OPTIONAL })).toHaveLength(1);
    expect(found({ query: SINCE, window: WINDOW })).toEqual([]);
  });

  test.each([
    ['the end of it', { query: '{ until: !expr $window.until }' }, '$window.until'],
    ['in a template', { query: '{ since: !tmpl "{{@window.since}}" }' }, '@window.since'],
    ['of the run', { query: '{ since: !expr $run.since }' }, '$run.since'],
    ['in the report', { value: '$window.since' }, '$window.since'],
    ['over an index', { source: '{ each: two, call: one, where: !expr changed > $window.since }' }, '$window.since'],
  ])('is found %s', (_what, parts: Parts, name) => {
    expect(found(parts)).toEqual([
      expect.stringContaining(`error expression.no-window \`${name}\` is always missing for \`first\``),
    ]);
    expect(found({ ...parts, window: WINDOW })).toEqual([]);
  });

  test('is left alone where nothing is asked of it', () => {
    expect(found({ query: '{ now: !expr $run.now, id: !expr $run.id }' })).toEqual([]);
    // Nobody calls it yet.
    expect(found({ query: SINCE, source: 'two' })).toEqual([]);
  });

  test('of one of two feeds is a warning, unless the request may leave it out', () => {
    const mixed = { window: WINDOW, more: second('') };
    expect(found({ ...mixed, query: SINCE })).toEqual([
      expect.stringContaining('warning expression.no-window `$window.since` is missing for `second`'),
    ]);
    expect(found({ ...mixed, query: OPTIONAL })).toEqual([]);
    expect(found({ query: OPTIONAL, more: second('') })).toHaveLength(1);
    expect(found({ query: SINCE, window: WINDOW, more: second('window: { period: P1D }, ') })).toEqual([]);
  });
});
