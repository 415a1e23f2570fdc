/** The state of an instance as a function of what is known of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, STATES } from '../../engine/api/health/decide.ts';
import { dueOf } from '../../engine/api/health/due.ts';
import type { InstanceFacts, LastRun } from '../../engine/api/health/facts.ts';
import type { StandingOutcome, StoredRow } from '../../engine/run/context/run-row.ts';
import { faultOf, standingAfter } from '../../engine/run/feed/summary/standing.ts';

const NOW = Date.parse('2026-01-08T12:00:00Z');
const HOUR = 3_600_000;
const AT = '2026-01-08T11:00:00.000Z';

const summary = (more: Partial<StoredRow> = {}): StoredRow => ({
  run: 'r',
  feed: 'a/b',
  status: 'succeeded',
  windows: [],
  requests: { count: 1, retried: 0, bytes: 1, logins: 0 },
  records: {
    fetched: 1,
    expanded: 0,
    outside_window: 0,
    dropped: {},
    duplicate: 0,
    superseded: 0,
    skipped: 0,
    quarantined: 0,
    mapped: 1,
  },
  objects: { created: 1, updated: 0, unchanged: 0, withdrawn: 0, by_type: {} },
  attributes: 0,
  duration_ms: 1,
  stop_reason: 'the only page',
  notes: {},
  seen: { newest_record: null, nothing_new: null, lacks: [], first_aside: null },
  dry_run: false,
  error: null,
  ...more,
});

const ran = (more: Partial<LastRun> = {}): LastRun => ({
  run: 'r',
  status: 'succeeded',
  startedAt: NOW - HOUR,
  endedAt: NOW - HOUR,
  summary: summary(),
  ...more,
});

const failedBy = (code: string, outcome: StandingOutcome, status?: number): Partial<InstanceFacts> => {
  const error = { code, message: 'It went wrong.', ...(status === undefined ? {} : { status }) };
  const run = ran({ status: 'failed', summary: summary({ status: 'failed', error }) });
  return { last: run, ended: run, standing: { ...fine, outcome } };
};

const fine = {
  outcome: 'new',
  since: AT,
  last_good: { run: 'r', at: AT },
  newest_record: AT,
  changed: AT,
  began: AT,
  first_aside: null,
} as const;

const facts = (more: Partial<InstanceFacts> = {}): InstanceFacts => ({
  name: 'mine',
  partition: '',
  now: NOW,
  expected: { newestAge: undefined, changed: undefined, every: undefined, schedule: undefined },
  place: 'a.yaml:1:1',
  broken: undefined,
  last: ran(),
  ended: ran(),
  standing: fine,
  isUnderWay: false,
  aside: undefined,
  drift: [],
  store: undefined,
  ...more,
});

const hourly = { newestAge: undefined, changed: undefined, every: HOUR, schedule: undefined };

describe('a failure', () => {
  test.each<[string, StandingOutcome, number | undefined, string]>([
    ['http.status', 'refused', 401, 'refused'],
    ['auth.refused', 'refused', undefined, 'refused'],
    ['store.full', 'store', undefined, 'store unwell'],
    ['run.quarantine', 'blocked', undefined, 'blocked by records'],
    ['store.snapshot-refused', 'partial', undefined, 'partial'],
    ['expression.failed', 'failing', undefined, 'failing'],
    ['http.timeout', 'failing', undefined, 'failing'],
  ])('by %s is %s', (code, outcome, status, state) => {
    expect(faultOf({ code, ...(status === undefined ? {} : { status }) })).toBe(outcome);
    expect(decide(facts(failedBy(code, outcome, status)))).toMatchObject({
      state,
      needsSomebody: true,
      since: Date.parse(AT),
      words: 'It went wrong',
    });
  });

  test('that passes calls nobody before it has come twice, as far as it is known when it is tried again', () => {
    const once = { ...failedBy('http.timeout', 'failing'), expected: hourly };
    expect(decide(facts(once))).toMatchObject({
      needsSomebody: false,
      words: 'It went wrong; it is tried again at 2026-01-08T12:00:00Z',
    });
    const twice = { ...once, standing: { ...fine, outcome: 'failing', since: '2026-01-08T10:00:00.000Z' } } as const;
    expect(decide(facts(twice)).needsSomebody).toBe(true);
    expect(decide(facts({ ...once, expected: facts().expected })).needsSomebody).toBe(true);
    expect(decide(facts({ ...failedBy('http.status', 'refused', 403), expected: hourly })).needsSomebody).toBe(true);
  });

  test('of which nothing has been heard since it was due is overdue, whatever it was', () => {
    const late = { ...failedBy('http.timeout', 'failing'), expected: hourly, now: NOW + 2 * HOUR };
    expect(decide(facts(late))).toMatchObject({ state: 'overdue', since: NOW });
  });
});

test('an interruption changes nothing of how a feed stands; a run that is well again ends what was wrong', () => {
  const bad = standingAfter(
    fine,
    summary({ status: 'failed', error: { code: 'http.timeout', message: '' } }),
    '2026-01-09T00:00:00.000Z',
  );
  expect(bad).toMatchObject({ outcome: 'failing', since: '2026-01-09T00:00:00.000Z', last_good: { at: AT }, newest_record: AT });
  const cut = { code: 'run.interrupted', message: '' };
  expect(standingAfter(bad, summary({ status: 'interrupted', error: cut }), '2026-01-10T00:00:00.000Z')).toEqual(bad);
  expect(standingAfter(bad, summary(), '2026-01-11T00:00:00.000Z')).toMatchObject({
    outcome: 'new',
    since: '2026-01-11T00:00:00.000Z',
    last_good: { at: '2026-01-11T00:00:00.000Z' },
  });
});

test('a turn has a grace, and is missed behind it', () => {
  const schedule = {
    text: '*/5 * * * *',
    cron: '*/5 * * * *',
    every: undefined,
    zone: 'UTC',
    jitter: 0,
    offset: 0,
    catchUp: true,
    place: { file: 'f', line: 1, column: 1 },
  };
  const expected = { ...hourly, every: undefined, schedule };
  const seen = Date.parse('2026-01-08T11:55:01Z');
  const missed = (at: string): number | undefined => dueOf(expected, seen, Date.parse(at))?.missed;
  expect(missed('2026-01-08T12:02:30Z')).toBeUndefined();
  expect(missed('2026-01-08T12:02:31Z')).toBe(Date.parse('2026-01-08T12:00:00Z'));
  expect(dueOf(expected, undefined, NOW)).toMatchObject({ missed: undefined, next: NOW + 5 * 60_000 });
});

test('whatever is known, there is one state with words, and what is to be done where somebody must act', () => {
  const bound = fc.option(
    fc.record({ ms: fc.integer({ min: 1, max: 90 * 24 * HOUR }), place: fc.constantFrom(undefined, 'a.yaml:2:1') }),
    { nil: undefined },
  );
  const time = fc.integer({ min: NOW - 60 * 24 * HOUR, max: NOW });
  const iso = time.map((ms) => new Date(ms).toISOString());
  const error = fc.record({
    code: fc.constantFrom('http.status', 'http.timeout', 'auth.refused', 'store.full', 'run.quarantine', 'expression.failed'),
    message: fc.string(),
    status: fc.constantFrom(401, 403, 429, 500),
  });
  const lack = fc.record({ what: fc.constantFrom('pages', 'limit', 'rows', 'windows'), words: fc.string() });
  const run = fc.record({
    run: fc.constant('r'),
    status: fc.constantFrom('succeeded', 'failed', 'running', 'interrupted', 'held', 'abandoned'),
    startedAt: time,
    endedAt: fc.option(time, { nil: undefined }),
    summary: fc.option(
      fc.record({ error: fc.option(error), lacks: fc.array(lack, { maxLength: 2 }) }).map(({ error: one, lacks }) =>
        summary({
          error: one,
          seen: { newest_record: null, nothing_new: null, lacks, first_aside: null },
        } as Partial<StoredRow>),
      ),
      { nil: undefined },
    ),
  });
  const standing = fc.record({
    outcome: fc.constantFrom('new', 'same', 'nothing', 'partial', 'blocked', 'refused', 'failing', 'store'),
    since: iso,
    last_good: fc.constant(null),
    newest_record: fc.option(iso),
    changed: fc.option(iso),
    began: iso,
    first_aside: fc.constant(null),
  });
  const any = fc.record({
    last: fc.option(run, { nil: undefined }),
    ended: fc.option(run, { nil: undefined }),
    standing: fc.option(standing, { nil: undefined }),
    isUnderWay: fc.boolean(),
    expected: fc.record({
      newestAge: bound,
      changed: bound,
      every: fc.option(fc.integer({ min: 1000, max: 24 * HOUR }), { nil: undefined }),
      schedule: fc.constant(undefined),
    }),
    aside: fc.option(fc.record({ count: fc.integer({ min: 1, max: 9 }), since: time, reason: fc.string() }), { nil: undefined }),
  }) as fc.Arbitrary<Partial<InstanceFacts>>;
  fc.assert(
    fc.property(any, (more) => {
      const { state, words, needsSomebody, remedy, since } = decide(facts(more));
      expect(STATES).toContain(state);
      if (needsSomebody) expect(remedy).toBeTruthy();
      if (since !== undefined) expect(since).toBeLessThanOrEqual(NOW);
      expect(typeof words).toBe('string');
      if (state === 'new' || state === 'up to date' || state === 'nothing new') expect(needsSomebody).toBe(false);
    }),
    { numRuns: 500 },
  );
});
