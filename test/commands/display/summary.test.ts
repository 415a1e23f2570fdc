import { expect, test } from 'vitest';
import { summaryLines } from '../../../engine/commands/display/summary.ts';
import type { StoredRow } from '../../../engine/run/context/run-row.ts';
import { fakeIo } from './fake-io.ts';

const row: StoredRow = {
  run: 'r1',
  feed: 'pack/feed',
  status: 'succeeded',
  windows: [
    { since: null, until: null, status: 'done' },
    { since: null, until: null, status: 'failed' },
  ],
  requests: { count: 5, retried: 1, bytes: 15_500_000, logins: 1 },
  records: {
    fetched: 1000,
    expanded: 0,
    outside_window: 2,
    dropped: { 'below the threshold': 900, 'other\u001b[2J': 3 },
    duplicate: 0,
    superseded: 1,
    skipped: 0,
    quarantined: 0,
    mapped: 95,
  },
  objects: { created: 90, updated: 0, unchanged: 4, withdrawn: 0, by_type: { indicator: 94 } },
  attributes: 285,
  duration_ms: 2000,
  stop_reason: 'end of source',
  notes: { 'empty page': 1 },
  seen: { newest_record: null, nothing_new: null, lacks: [], first_aside: null },
  dry_run: false,
  error: null,
};

test('the closing summary says what came in, what became of it and how long it took', () => {
  const { io } = fakeIo(false);
  expect(summaryLines(io, row).join('\n')).toBe(`pack/feed: succeeded
  run r1
  windows                      1 of 2
  requests                     5, 1 repeated, 1 login
  bytes received            15.5 MB
  records fetched          1,000
    outside the window         2
    dropped                  903
      below the threshold    900
      other\\u{1b}[2J           3
    mapped                    95
      of these superseded      1
  objects                     94
    created                   90
    unchanged                  4
  new attributes             285
  notes
    empty page                 1
  duration                  2.00 s
  rate                       500 records/s
  ended by: end of source`);
});

test('the summary of a run over a range says over which, and one that failed not why it ended', () => {
  const windows = [
    { since: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z', status: 'done' },
    { since: '2026-01-02T00:00:00.000Z', until: '2026-01-03T12:00:00.000Z', status: 'failed' },
  ] as const;
  const lines = summaryLines(fakeIo(false).io, { ...row, windows, error: { code: 'a.b', message: 'It broke.' } });
  expect(lines[1]).toBe('  run r1, 2026-01-01T00:00:00Z → 2026-01-03T12:00:00Z');
  expect(lines.at(-1)).toMatch(/^ {2}rate /);
});

test('records that were set aside are said to be looked at, where they were', () => {
  const some = { ...row, records: { ...row.records, quarantined: 2 } };
  expect(summaryLines(fakeIo(false).io, some)).toContain('    quarantined                2  (why: feedwright quarantine)');
  expect(summaryLines(fakeIo(false).io, { ...some, dry_run: true })).toContain('    quarantined                2');
  const thrownAway = some.windows.map((window) => ({ ...window, status: 'failed' as const }));
  expect(summaryLines(fakeIo(false).io, { ...some, status: 'failed', windows: thrownAway })).toContain(
    '    quarantined                2',
  );
  expect(
    summaryLines(fakeIo(false).io, { ...some, status: 'failed', windows: [...some.windows, ...thrownAway] }).join('\n'),
  ).toContain('quarantined                2  (why, of the windows that are done: feedwright quarantine)');
});

test('a dry run says that it wrote nothing', () => {
  expect(summaryLines(fakeIo(false).io, { ...row, dry_run: true })[0]).toBe(
    'pack/feed: succeeded (dry run: nothing was written)',
  );
});
