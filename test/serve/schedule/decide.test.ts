import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type Standing } from '../../../engine/serve/schedule/decide.ts';

const MINUTE = 60_000;

const every = (minutes: number, catchUp = true) => ({
  cron: undefined,
  every: minutes * MINUTE,
  zone: 'UTC',
  offset: 0,
  catchUp,
});

const standing = (name: string, more: Partial<Standing> = {}): Standing => ({
  name,
  turns: every(5),
  served: 0,
  open: 0,
  lastBegun: 0,
  isUnderWay: false,
  isPaused: false,
  notBefore: 0,
  asked: undefined,
  isCut: false,
  ...more,
});

const names = (all: readonly Standing[], now: number, room = 10) => decide(all, now, room).starts.map(({ name }) => name);

describe('what is due', () => {
  test('is run at its turn, not before, and the next look is when the next one comes', () => {
    expect(decide([standing('a')], 5 * MINUTE - 1, 1)).toMatchObject({ starts: [], next: 5 * MINUTE });
    expect(decide([standing('a')], 5 * MINUTE, 1).starts).toMatchObject([
      { name: 'a', because: 'turn', due: 5 * MINUTE, serves: 5 * MINUTE, missed: undefined },
    ]);
  });

  test('is not run twice: not while a run of it is under way, and not for a turn that was served', () => {
    expect(names([standing('a', { isUnderWay: true })], 60 * MINUTE)).toEqual([]);
    expect(names([standing('a', { served: 60 * MINUTE })], 60 * MINUTE)).toEqual([]);
  });

  test('goes by how long it has been due, then by who was run last; the others wait in that order', () => {
    const all = [
      standing('late', { turns: every(10) }),
      standing('b', { lastBegun: 2 }),
      standing('c', { lastBegun: 1 }),
      standing('asked', { turns: undefined, asked: MINUTE }),
    ];
    expect(decide(all, 10 * MINUTE, 2)).toMatchObject({ starts: [{ name: 'asked' }, { name: 'c' }], waiting: ['b', 'late'] });
  });

  test('is held up by a pause, but for who asks', () => {
    expect(names([standing('a', { isPaused: true })], 60 * MINUTE)).toEqual([]);
    expect(names([standing('a', { isPaused: true, asked: 1 })], 60 * MINUTE)).toEqual(['a']);
  });

  test('waits where something else holds it', () => {
    expect(decide([standing('a', { notBefore: 61 * MINUTE })], 60 * MINUTE, 1)).toMatchObject({ starts: [], next: 61 * MINUTE });
  });
});

describe('turns that were missed', () => {
  test('are made up for by one run, and told', () => {
    const { starts, passed } = decide([standing('a', { open: 22 * MINUTE })], 22 * MINUTE, 1);
    expect(starts).toMatchObject([
      { because: 'missed', serves: 20 * MINUTE, missed: { count: 4, first: 5 * MINUTE, last: 20 * MINUTE } },
    ]);
    expect(passed.size).toBe(0);
  });

  test('are told alone where nothing makes up for them, and the next turn is run', () => {
    const one = standing('a', { turns: every(5, false), open: 22 * MINUTE });
    const decision = decide([one], 22 * MINUTE, 1);
    expect(decision).toMatchObject({ starts: [], next: 25 * MINUTE });
    expect(decision.passed.get('a')).toEqual({ count: 4, first: 5 * MINUTE, last: 20 * MINUTE });
    expect(names([{ ...one, served: 20 * MINUTE }], 25 * MINUTE)).toEqual(['a']);
  });

  const DAY = 1440 * MINUTE;
  test.each([
    ['* * * * *', 'UTC', 0, 3 * DAY, 3 * 1440 + 1],
    ['*/5 * * * *', 'Europe/Berlin', 60_000, 30 * DAY, 30 * 288 + 1],
    ['0 9 * * 1', 'UTC', 0, 70 * DAY, 10],
  ])('of the expression %s in %s are counted, one by one or by how far they are apart', (cron, zone, offset, away, count) => {
    const turns = { cron, every: undefined, zone, offset, catchUp: false };
    const begin = Date.UTC(2026, 0, 8) + offset;
    const { passed } = decide([standing('a', { turns, served: begin - 1, open: begin + away + 1 })], begin + away + 1, 1);
    expect(passed.get('a')?.count).toBe(count);
  });

  test('are none that only waited for room', () => {
    const one = standing('a', { turns: every(5, false) });
    expect(decide([one], 7 * MINUTE, 0)).toMatchObject({ starts: [], waiting: ['a'] });
    expect(decide([one], 7 * MINUTE, 1).starts).toMatchObject([{ because: 'turn' }]);
  });
});

test('none starves, none is run twice at once, and none is forgotten, whatever their turns and how long they take', () => {
  const instance = fc.record({ every: fc.integer({ min: 1, max: 30 }), takes: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(fc.array(instance, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (instances, room) => {
      type Mutable = { -readonly [K in keyof Standing]: Standing[K] } & { until: number; served: number; runs: number };
      const all = instances.map((one, n): Mutable => ({ ...standing(`i${n}`, { turns: every(one.every) }), until: 0, runs: 0 }));
      const longest = Math.max(...instances.map(({ takes }) => takes)) + 1;
      for (let minute = 1; minute <= 600; minute++) {
        const now = minute * MINUTE;
        for (const one of all) if (one.isUnderWay && one.until <= minute) Object.assign(one, { isUnderWay: false, open: now });
        const free = room - all.filter(({ isUnderWay }) => isUnderWay).length;
        const { starts } = decide(all, now, free);
        expect(starts.length).toBeLessThanOrEqual(Math.max(0, free));
        for (const { name, serves } of starts) {
          const one = all.find((other) => other.name === name) as Mutable;
          expect(one.isUnderWay).toBe(false);
          expect(serves).toBeGreaterThan(one.served);
          const takes = instances[all.indexOf(one)]?.takes ?? 1;
          Object.assign(one, { isUnderWay: true, served: serves, lastBegun: now, runs: one.runs + 1, until: minute + takes });
        }
        for (const one of all) {
          // Before it come at most those that were due before, each once.
          const waits = (now - one.served) / MINUTE - (instances[all.indexOf(one)]?.every ?? 0);
          expect(waits).toBeLessThanOrEqual((all.length + 1) * longest);
        }
      }
      for (const { runs } of all) expect(runs).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});
