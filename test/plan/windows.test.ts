import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UsageError } from '../../engine/language/basics/errors.ts';
import type { DecidedFeed } from '../../engine/language/model.ts';
import { halves, planWindows } from '../../engine/plan/windows.ts';
import type { RangeRequest } from '../../engine/plan/windows.ts';

type WindowSpec = NonNullable<DecidedFeed['window']>;

const DAY = 86_400_000;
const NOW = Date.parse('2025-08-15T12:00:00Z');
const place = { file: 'made-up.yaml', line: 3, column: 5 };

const feedWith = (window: Partial<WindowSpec> | undefined): DecidedFeed =>
  ({
    name: 'made-up',
    place,
    window:
      window === undefined
        ? undefined
        : {
            time: undefined,
            period: DAY,
            step: undefined,
            align: undefined,
            whole: false,
            delay: 0,
            lookback: 0,
            oldest: undefined,
            place,
            ...window,
          },
  }) as unknown as DecidedFeed;

const plan = (window: Partial<WindowSpec> | undefined, request: Partial<RangeRequest> = {}) =>
  planWindows({
    feed: feedWith(window),
    now: NOW,
    since: undefined,
    until: undefined,
    checkpoint: undefined,
    clip: false,
    ...request,
  });

const refusal = (work: () => unknown): UsageError => {
  try {
    work();
  } catch (error) {
    return error as UsageError;
  }
  throw new Error('nothing was refused');
};

describe('the range of a run', () => {
  test('is the period before now on the first run', () => {
    expect(plan({})).toMatchObject({ since: NOW - DAY, until: NOW, windows: [{ since: NOW - DAY, until: NOW }] });
  });

  test('ends on the last boundary where only whole stretches count, so that today waits', () => {
    const midnight = Date.parse('2025-08-15T00:00:00Z');
    const daily = { align: DAY, step: DAY, whole: true };
    expect(plan(daily).windows).toEqual([{ since: midnight - DAY, until: midnight }]);
    expect(plan(daily, { checkpoint: midnight }).windows).toEqual([]);
    expect(plan(daily, { checkpoint: midnight - 2 * DAY }).windows).toHaveLength(2);
    expect(plan({ ...daily, delay: 13 * 3_600_000 }, { checkpoint: midnight - DAY }).windows).toEqual([]);
  });

  test('starts at the checkpoint, the first window earlier by the lookback', () => {
    const checkpoint = NOW - 3_600_000;
    const planned = plan({ lookback: 300_000 }, { checkpoint });
    expect(planned.since).toBe(checkpoint);
    expect(planned.windows).toEqual([{ since: checkpoint - 300_000, until: NOW }]);
  });

  test('has no lookback where it was asked for', () => {
    expect(plan({ lookback: 300_000 }, { since: NOW - DAY, checkpoint: NOW - 1000 }).windows[0]?.since).toBe(NOW - DAY);
  });

  test('ends before now by the delay', () => {
    expect(plan({ delay: 60_000 }).until).toBe(NOW - 60_000);
  });

  test('is empty where the checkpoint has reached its end', () => {
    expect(plan({}, { checkpoint: NOW }).windows).toEqual([]);
  });

  test('of 95 days falls into four windows of at most 30', () => {
    const { windows } = plan({ step: 30 * DAY, oldest: 180 * DAY }, { since: NOW - 95 * DAY });
    expect(windows.map(({ since, until }) => ((until as number) - (since as number)) / DAY)).toEqual([30, 30, 30, 5]);
  });

  test('starts on a boundary where it is aligned', () => {
    const { windows } = plan({ align: DAY, step: DAY }, { since: NOW - 2 * DAY });
    expect(windows.map(({ since }) => new Date(since as number).toISOString())).toEqual([
      '2025-08-13T00:00:00.000Z',
      '2025-08-14T00:00:00.000Z',
      '2025-08-15T00:00:00.000Z',
    ]);
  });

  test('is everything for a feed without a window', () => {
    expect(plan(undefined).windows).toEqual([{ since: undefined, until: undefined }]);
    expect(refusal(() => plan(undefined, { since: NOW })).code).toBe('plan.no-window');
  });

  test('that starts after its end is refused', () => {
    expect(refusal(() => plan({}, { since: NOW + 1 })).message).toContain('not before its end');
  });

  test('of more windows than anybody wants is refused', () => {
    expect(refusal(() => plan({ step: 1000 }, { since: NOW - 180 * DAY })).code).toBe('plan.too-many-windows');
  });
});

describe('a start before the reachable past', () => {
  const far = { since: NOW - 200 * DAY };

  test('is refused, the unreachable part and the line named', () => {
    const error = refusal(() => plan({ oldest: 180 * DAY }, far));
    expect(error).toMatchObject({ code: 'plan.out-of-reach', place });
    expect(error.message).toContain(new Date(NOW - 200 * DAY).toISOString());
    expect(error.message).toContain(new Date(NOW - 180 * DAY).toISOString());
  });

  test('is left out with clip, and said', () => {
    const planned = plan({ oldest: 180 * DAY }, { ...far, clip: true });
    expect(planned.clipped).toEqual({ since: NOW - 200 * DAY, until: NOW - 180 * DAY });
    expect(planned.windows[0]?.since).toBe(NOW - 180 * DAY);
  });

  test('is never reached by the lookback', () => {
    expect(plan({ oldest: DAY, lookback: DAY }, { checkpoint: NOW - DAY }).windows[0]?.since).toBe(NOW - DAY);
  });
});

test('windows follow each other without a gap or an overlap and cover the range', () => {
  const steps = fc.integer({ min: 60_000, max: 40 * DAY });
  const aligns = fc.option(fc.constantFrom(3_600_000, DAY), { nil: undefined });
  fc.assert(
    fc.property(steps, aligns, fc.integer({ min: 1, max: 100 * DAY }), (step, align, length) => {
      fc.pre(length / step < 5000);
      const { windows, since, until } = plan({ step, align }, { since: NOW - length });
      expect(windows[0]?.since).toBeLessThanOrEqual(since as number);
      expect(windows.at(-1)?.until).toBe(until);
      for (const [index, window] of windows.entries()) {
        expect(window.until as number).toBeGreaterThan(window.since as number);
        expect((window.until as number) - (window.since as number)).toBeLessThanOrEqual(step);
        if (index > 0) expect(window.since).toBe(windows[index - 1]?.until);
      }
    }),
  );
});

describe('the halves of a window', () => {
  const spec = (atLeast: number, align?: number): WindowSpec => {
    const { window } = feedWith({ halve: { when: undefined as never, atLeast }, align });
    if (window === undefined) throw new Error('a feed with a window');
    return window;
  };

  test('meet without a gap or an overlap, neither too short nor off the boundary', () => {
    const stretch = fc.integer({ min: 1, max: 40 * DAY });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: NOW }),
        stretch,
        stretch,
        fc.option(fc.constantFrom(1000, 3_600_000, DAY)),
        (since, length, least, align) => {
          const window = { since, until: since + length };
          const two = halves(window, spec(least, align ?? undefined));
          if (two === undefined) return;
          const [{ since: start, until: first }, { since: second, until: end }] = two;
          expect({ since: start, until: end }).toEqual(window);
          expect(second).toBe(first);
          for (const one of two) expect((one.until ?? 0) - (one.since ?? 0)).toBeGreaterThanOrEqual(least);
          if (align !== null) expect((first ?? 0) % align).toBe(0);
        },
      ),
    );
  });

  test('are parted in the middle, at a whole second where there is one', () => {
    expect(halves({ since: 0, until: 10_000 }, spec(1))).toEqual([
      { since: 0, until: 5000 },
      { since: 5000, until: 10_000 },
    ]);
    expect(halves({ since: 0, until: 9000 }, spec(1))?.[0]).toEqual({ since: 0, until: 4000 });
    expect(halves({ since: 100, until: 900 }, spec(1))?.[0]).toEqual({ since: 100, until: 500 });
    expect(halves({ since: 0, until: 3 * DAY }, spec(1, DAY))?.[0]).toEqual({ since: 0, until: DAY });
    expect(halves({ since: DAY / 2, until: DAY * 1.25 }, spec(1, DAY))?.[0]).toEqual({ since: DAY / 2, until: DAY });
  });

  test('are none where one of them would be too short, or the window has no bounds', () => {
    expect(halves({ since: 0, until: 10_000 }, spec(5001))).toBeUndefined();
    expect(halves({ since: 0, until: DAY }, spec(1, DAY))).toBeUndefined();
    expect(halves({ since: 0, until: 1 }, spec(1))).toBeUndefined();
    expect(halves({ since: undefined, until: undefined }, spec(1))).toBeUndefined();
  });
});
