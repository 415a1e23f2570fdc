/** What a feed expects of itself, held against its window. */
import { describe, expect, test } from 'vitest';
import { demo, feed } from '../load-text.ts';

const WINDOW = '    window: { time: !expr t, period: P7D, delay: P1D, oldest: P30D }\n';
const WHOLE = '    window: { time: !expr t, period: P7D, align: P1D, whole: true }\n';

describe('what no run could keep up is a finding at its place', () => {
  test.each([
    ['{ every: PT0S }', WINDOW, ['health.contradiction 3:22']],
    ['{ newest_age: PT0S, changed: P0D }', WINDOW, ['health.contradiction 3:27', 'health.contradiction 3:42']],
    // Right before a run the newest record is a day old.
    ['{ every: P1D, newest_age: PT36H, changed: PT1H }', WINDOW, ['health.contradiction 3:55']],
    ['{ every: P3D, newest_age: P2D }', WINDOW, ['health.contradiction 3:39']],
    // Records are held back by a day.
    ['{ newest_age: P1D }', WINDOW, ['health.contradiction 3:27']],
    ['{ newest_age: P1D }', WHOLE, ['health.contradiction 3:27']],
    // What comes between two runs is gone by the next.
    ['{ every: P31D }', WINDOW, ['health.contradiction 3:22']],
    ['{ newest_age: P2D }', '    window: { period: P7D }\n', ['health.no-time 3:27']],
    ['{ newest_age: P2D }', '    snapshot: true\n', ['health.no-time 3:27']],
    ['{ rows: { at_least: 0 } }', WINDOW, ['definition.wrong-value 3:33']],
    ['{ rows: 5 }', WINDOW, ['definition.wrong-type 3:21']],
    ['{}', WINDOW, ['definition.wrong-count 3:13']],
    ['{ newest: P2D }', WINDOW, ['definition.unknown-key 3:15']],
    ['{ newest_age: 2 days }', WINDOW, ['definition.wrong-value 3:27']],
    ['{ reconcile: total }', WINDOW, ['definition.wrong-type 3:26']],
    ['{ reconcile: !expr $record.total }', WINDOW, ['expression.unknown-variable 3:32']],
    ['{ every: PT1H, newest_age: P2D, rows: { at_least: 1 }, reconcile: !expr total - $records, changed: P7D }', WINDOW, []],
  ])('%s with %j', (health, window, expected) => {
    expect(feed(`${window}    health: ${health}\n`).map((found) => found.replace(/ \d+:/, ' 3:'))).toEqual(expected);
  });
});

test('durations are ms, and each has the place where it is written', () => {
  const { pack } = demo(`endpoints: { items: { request: { path: /i }, records: $, key: !expr id } }
feeds:
  main:
    title: Main
    source: items
    report: { a: { type: note, value: !expr a } }
    health: { every: PT1H, rows: { at_least: 3 } }
`);
  expect(pack?.feeds.get('main')?.health).toMatchObject({
    every: 3_600_000,
    newestAge: undefined,
    rows: { atLeast: 3 },
    places: { every: { line: 11, column: 22 }, rows: { line: 11, column: 34 } },
  });
});
