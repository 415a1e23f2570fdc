import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../../engine/language/basics/errors.ts';
import type { Json, JsonRecord } from '../../../engine/language/basics/json.ts';
import { answer, NOW, ofRecord, open, run } from './session.ts';

const BY_TIME = '{ kind: largest, of: !expr modified_at }';
const at = (name: string, modified_at: unknown): JsonRecord => ({ name, modified_at });
/** Answers "from this time on", as most do. */
const from =
  (all: readonly JsonRecord[]) =>
  (asked: Json | undefined): readonly JsonRecord[] =>
    asked === undefined ? all : all.filter(({ modified_at }) => String(modified_at) >= String(asked));

describe('the largest value', () => {
  test('is what the next run asks with, as the vendor wrote it', () => {
    const first = run(
      BY_TIME,
      from([at('a', '2024-01-01T00:00:00+00:00'), at('c', '2024-03-01T00:00:00+00:00'), at('b', '2024-02-01T00:00:00+00:00')]),
    );
    expect(first.asked).toBeUndefined();
    expect(run(BY_TIME, from([]), first.state).asked).toBe('2024-03-01T00:00:00+00:00');
  });

  test('equal ones at the edge come once, also those that turn up later', () => {
    const [a, b, c] = [at('a', '2024-01-01'), at('b', '2024-01-02'), at('c', '2024-01-02')];
    const first = run(BY_TIME, from([a, b]));
    const second = run(BY_TIME, from([a, b, c]), first.state);
    expect(second).toMatchObject({ asked: '2024-01-02', fresh: [c] });
    const third = run(BY_TIME, from([a, b, c]), second.state);
    expect(third.fresh).toEqual([]);
    expect(run(BY_TIME, from([a, b, c]), third.state).fresh).toEqual([]);
  });

  test('a record at the edge that has changed comes again', () => {
    const first = run(BY_TIME, from([{ ...at('a', '2024-01-02'), score: 1 }]));
    expect(run(BY_TIME, from([{ ...at('a', '2024-01-02'), score: 2 }]), first.state).fresh).toHaveLength(1);
  });

  test('a vendor who answers only what is later costs the edge nothing', () => {
    const first = run(BY_TIME, from([at('a', '2024-01-02')]));
    const second = run(BY_TIME, () => [], first.state);
    expect(second.state).toEqual(first.state);
    expect(run(BY_TIME, from([at('a', '2024-01-02')]), second.state).fresh).toEqual([]);
  });

  test('one that turns up later at a vendor who answers only what is new leaves the others known', () => {
    const [a, late] = [at('a', '2024-01-02'), at('late', '2024-01-02')];
    const first = run(BY_TIME, from([a]));
    const second = run(BY_TIME, () => [late], first.state);
    expect(run(BY_TIME, from([a, late]), second.state).fresh).toEqual([]);
  });

  test('never goes back', () => {
    const first = run(BY_TIME, from([at('a', '2024-01-02')]));
    expect(run(BY_TIME, () => [at('b', '2023-01-01')], first.state)).toMatchObject({
      fresh: [{ name: 'b' }],
      state: first.state as object,
    });
  });

  test('numbers compare as numbers, whether as text or not, exactly beyond 2^53', () => {
    const state = '{ kind: largest, of: !expr id }';
    expect(run(state, () => [{ id: 9 }, { id: '10' }]).state).toMatchObject({ value: '10' });
    expect(run(state, () => [{ id: '9007199254740993' }, { id: '9007199254740992' }]).state).toMatchObject({
      value: '9007199254740993',
    });
    expect(run(state, () => [{ id: '9007199254740993' }, { id: 12 }, { id: 1.5 }, { id: '1.5' }]).state).toMatchObject({
      value: '9007199254740993',
    });
  });

  test('times compare as times, whatever their form', () => {
    const state = '{ kind: largest, of: !expr modified_at, as: time }';
    expect(
      run(state, () => [at('a', '2024-01-02T01:00:00+05:00'), at('b', '2024-01-02T00:00:00Z'), at('c', 1704067200)]).state,
    ).toMatchObject({ value: '2024-01-02T00:00:00Z' });
  });

  test('texts compare by their characters where the definition says so', () => {
    expect(run('{ kind: largest, of: !expr id, as: text }', () => [{ id: '01HB' }, { id: '01HA' }]).state).toMatchObject({
      value: '01HB',
    });
    expect(run('{ kind: largest, of: !expr id }', () => [{ id: 'n/a' }])).toMatchObject({
      state: undefined,
      notes: { 'records without a value for the state': 1 },
    });
  });

  test('values that are none are counted and change nothing', () => {
    const records = [
      at('a', '2024-01-02'),
      at('b', 'n/a'),
      at('c', undefined),
      at('d', ['2025-01-01']),
      at('e', {}),
      at('f', true),
    ];
    expect(run(BY_TIME, () => records)).toMatchObject({
      state: { value: '2024-01-02' },
      notes: { 'records without a value for the state': 5 },
      fresh: { length: 6 },
    });
  });

  test('a time in the future moves it to now, so that what comes until then is asked for', () => {
    const records = [at('a', '2024-05-01'), at('b', '2999-01-01')];
    const first = run(BY_TIME, () => records);
    expect(first.state).toMatchObject({ value: new Date(NOW).toISOString() });
    expect(run(BY_TIME, from(records), first.state).fresh).toEqual([]);
  });

  test('a value that a person set is where the next run starts', () => {
    expect(open(BY_TIME, '2024-01-01').variables()).toBe('2024-01-01');
    expect(open('{ kind: largest, of: !expr id }', 17).variables()).toBe(17);
    expect(() => open('{ kind: largest, of: !expr id, as: number }', 'seventeen')).toThrow(EngineError);
  });
});

describe('the overlap', () => {
  const overlapping = '{ kind: largest, of: !expr modified_at, overlap: PT1H }';

  test('reaches back from the largest value, and what was read before is left out', () => {
    const [a, b, late] = [
      at('a', '2024-01-01T10:30:00.000Z'),
      at('b', '2024-01-01T11:00:00.000Z'),
      at('late', '2024-01-01T10:15:00.000Z'),
    ];
    const first = run(overlapping, from([a, b]));
    const second = run(overlapping, from([a, b, late]), first.state);
    expect(second).toMatchObject({ asked: '2024-01-01T10:00:00.000Z', fresh: [late] });
    expect(run(overlapping, from([a, b, late]), second.state).fresh).toEqual([]);
  });

  test('is a number for numbers', () => {
    const state = '{ kind: largest, of: !expr id, overlap: 5 }';
    expect(open(state, 17).variables()).toBe(12);
    expect(open(state, '9007199254740993').variables()).toBe('9007199254740988');
  });

  test('reads epoch seconds as times where it is a duration', () => {
    const first = run(overlapping, () => [at('a', 1704103200)]);
    expect(open(overlapping, first.state).variables()).toBe('2024-01-01T09:00:00.000Z');
  });

  test.each([
    ['{ kind: largest, of: !expr id, overlap: PT5M, as: number }', undefined],
    ['{ kind: largest, of: !expr id, overlap: 5, as: text }', undefined],
    ['{ kind: largest, of: !expr id, overlap: 5 }', '2024-01-01'],
  ])('that does not fit the values is a failure with its place: %s', (state, previous) => {
    expect(() => open(state, previous)).toThrow(
      expect.objectContaining({ code: 'state.value', place: expect.anything(), hint: expect.any(String) }),
    );
  });
});

describe('ascending order', () => {
  const ascending = '{ kind: largest, of: !expr n, order: ascending, commit_after: 2 }';
  const show = (state: string, records: readonly JsonRecord[], previous?: Json) => {
    const session = open(state, previous);
    session.onRecords?.(records, ofRecord);
    return session;
  };
  const n = (value: number, name = String(value)): JsonRecord => ({ n: value, name });

  test('lets the state move at the end of a page, up to the value of which nothing more can come', () => {
    expect(show(ascending, [n(1), n(2), n(3)]).resting?.()).toMatchObject({ value: 2 });
    expect(show(ascending, [n(1), n(2), n(2, 'b')]).resting?.()).toMatchObject({ value: 1 });
  });

  test('waits for enough records, and for a step forward', () => {
    expect(show(ascending, [n(1)]).resting?.()).toBeUndefined();
    expect(show(ascending, [n(1), n(2)]).resting?.()).toMatchObject({ value: 1 });
    expect(show(ascending, [n(1), n(1, 'b'), n(1, 'c')]).resting?.()).toBeUndefined();
    expect(show(ascending, [n(2), n(3)], 2).resting?.()).toBeUndefined();
    expect(show(ascending, [n(2), n(3), n(4)], 2).resting?.()).toMatchObject({ value: 3 });
  });

  test('does not, where the order is broken or was not promised', () => {
    expect(show(ascending, [n(1), n(3), n(2), n(4)]).resting?.()).toBeUndefined();
    expect(show('{ kind: largest, of: !expr n, commit_after: 1 }', [n(1), n(2)]).resting?.()).toBeUndefined();
  });

  interface Source {
    readonly all: readonly JsonRecord[];
    readonly pageSize: number;
    /** The vendor answers what is after the value, not from it on. */
    readonly exclusive: boolean;
  }

  /** Reads until the end, or until it is killed after so many pages: what was not committed is lost. */
  const process = (
    { all, pageSize, exclusive }: Source,
    killAfter: number,
    kept: Json | undefined,
  ): { readonly got: JsonRecord[]; readonly state: Json | undefined } => {
    const got: JsonRecord[] = [];
    let state = kept;
    for (let pages = 0; ;) {
      const session = open(ascending, state);
      const asked = session.variables();
      const records = all.filter(
        ({ n: value }) => asked === undefined || (exclusive ? Number(value) > Number(asked) : Number(value) >= Number(asked)),
      );
      const pending: JsonRecord[] = [];
      let rest: Json | undefined;
      for (let index = 0; index < records.length && rest === undefined; index += pageSize) {
        if (pages++ >= killAfter) return { got, state };
        const page = records.slice(index, index + pageSize);
        session.onRecords?.(page, ofRecord);
        pending.push(...page.filter((record) => !session.isKnown?.(record, ofRecord)));
        rest = session.resting?.();
      }
      got.push(...pending);
      state = rest ?? session.finish({ quarantined: 0 }).state;
      if (rest === undefined) return { got, state };
    }
  };

  test('brings every record once, wherever runs are killed, with equal values on both sides of a page', () => {
    const cases = fc.record({
      values: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 20 }),
      pageSize: fc.integer({ min: 1, max: 4 }),
      exclusive: fc.boolean(),
      kills: fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(cases, ({ values, kills, ...source }) => {
        const all = values.toSorted((a, b) => a - b).map((value, index) => n(value, `r${index}`));
        const got: JsonRecord[] = [];
        let state: Json | undefined;
        for (const killAfter of [...kills, Infinity, Infinity]) {
          const ran = process({ ...source, all }, killAfter, state);
          got.push(...ran.got);
          state = ran.state;
        }
        expect(got.map(({ name }) => name).toSorted()).toEqual(all.map(({ name }) => name).toSorted());
      }),
    );
  });
});

test('a source that is read again from its start leaves no trace of the first try', () => {
  const session = open(BY_TIME);
  session.onRecords?.([at('a', '2024-05-01'), at('b', 'n/a')], ofRecord);
  session.restart();
  session.onRecords?.([at('a', '2024-01-01')], ofRecord);
  answer(session, {});
  expect(session.finish({ quarantined: 0 })).toMatchObject({ state: { value: '2024-01-01', edge: { length: 1 } }, notes: {} });
});

test('of very many records at the edge only so many are remembered as a state should hold', () => {
  const session = open('{ kind: largest, of: !expr n }');
  for (let page = 0; page < 30; page++)
    session.onRecords?.(
      Array.from({ length: 1000 }, (_, index) => ({ n: 1, id: page * 1000 + index })),
      ofRecord,
    );
  expect(session.finish({ quarantined: 0 }).state).toMatchObject({ edge: { length: 10_000 } });
});
