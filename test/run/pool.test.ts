import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapOrdered, Semaphore } from '../../engine/run/context/semaphore.ts';
import { cut } from '../../engine/run/records/slices.ts';

describe('work in a pool', () => {
  test('gives results in the order of the items, whatever takes how long, with no more under way than allowed', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.nat(3), { maxLength: 20 }),
      fc.integer({ min: 1, max: 6 }),
      async (delays, limit) => {
        let [now, most] = [0, 0];
        const results = await mapOrdered([...delays.entries()], limit, async ([index, delay]) => {
          most = Math.max(most, ++now);
          await sleep(delay);
          now--;
          return index;
        });
        expect(results).toEqual([...delays.keys()]);
        expect(most).toBe(Math.min(limit, delays.length));
      },
    );
    await fc.assert(property, { numRuns: 25 });
  });

  test('begins nothing after a failure, and ends only when nothing is under way any more', async () => {
    const events: string[] = [];
    const work = async (name: string): Promise<void> => {
      events.push(`${name} begins`);
      await sleep(name === 'slow' ? 20 : 1);
      events.push(`${name} ends`);
      if (name === 'bad') throw new Error('bad');
    };
    await expect(mapOrdered(['slow', 'bad', 'later', 'never'], 2, work)).rejects.toThrow('bad');
    expect(events).toEqual(['slow begins', 'bad begins', 'bad ends', 'slow ends']);
  });

  test('waits its turn in order, and a failure frees its place', async () => {
    const gate = new Semaphore(1);
    const order: number[] = [];
    const one = (index: number) =>
      gate.run(async () => {
        await sleep(1);
        order.push(index);
        if (index === 1) throw new Error('failed');
      });
    const settled = await Promise.allSettled([0, 1, 2, 3].map(one));
    expect(order).toEqual([0, 1, 2, 3]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });
});

describe('slices of time', () => {
  const day = 86_400_000;
  test('cover the whole stretch without gap or overlap, none longer than the step, on boundaries where they are wanted', () => {
    const stretch = fc.record({
      since: fc.nat(1e12),
      length: fc.oneof({ weight: 9, arbitrary: fc.nat(400 * day) }, fc.constant(0)),
      step: fc.integer({ min: 1, max: 90 }),
      align: fc.option(fc.constant(day)),
    });
    const property = fc.property(stretch, ({ since, length, step, align }) => {
      const until = since + length;
      const slices = cut(since, until, step * day, align ?? undefined);
      for (const [index, slice] of slices.entries()) {
        expect(slice.until - slice.since).toBeLessThanOrEqual(step * day);
        if (index > 0) expect(slice.since).toBe(slices[index - 1]?.until);
        if (align !== null) expect([slice.since % day, slice.until % day]).toEqual([0, 0]);
      }
      const isEmpty = length === 0 && (align === null || since % align === 0);
      expect(slices.length === 0).toBe(isEmpty);
      const [from, to] = isEmpty ? [since, until] : [slices[0]?.since, slices.at(-1)?.until];
      expect(from).toBeLessThanOrEqual(since);
      expect(to).toBeGreaterThanOrEqual(until);
      if (align === null) expect([from, to]).toEqual([since, until]);
    });
    fc.assert(property);
  });

  test('are never so many that a mistake would ask a vendor for ever', () => {
    expect(() => cut(0, 1e12, 1000, undefined)).toThrow('more than 10000 slices');
  });
});
