import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Limiter } from '../../../engine/http/client/limiter.ts';
import type { Turn } from '../../../engine/http/client/limiter.ts';
import { bench, get, vendor } from '../bench.ts';

/** A clock that jumps to the next sleeper's time whenever all wait. */
function virtualTime(signal = new AbortController().signal) {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    services: {
      ticks: () => now,
      signal,
      sleep: (ms: number) => new Promise<void>((wake) => sleepers.push({ at: now + ms, wake })),
    },
    async run(): Promise<void> {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) return;
        sleepers.splice(sleepers.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}

describe('a rate', () => {
  test('is never exceeded in any stretch of its length, and not fallen short of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 40 }), async (requests, count) => {
        const time = virtualTime();
        const limiter = new Limiter(100, { requests, perMs: 1000 }, time.services);
        const sent: number[] = [];
        const all = Promise.all(
          Array.from({ length: count }, async () => (await limiter.acquire(), sent.push(time.services.ticks()))),
        );
        await time.run();
        await all;
        for (const at of sent)
          expect(sent.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(requests);
        expect(sent.at(-1)).toBe(Math.floor((count - 1) / requests) * 1000);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the number under way', () => {
  const turns = async (limiter: Limiter, count: number): Promise<Turn[]> =>
    Promise.all(Array.from({ length: count }, () => limiter.acquire()));

  test('is never exceeded, and its places are given in the order of asking', async () => {
    const limiter = new Limiter(2, undefined, virtualTime().services);
    const [first] = await turns(limiter, 2);
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (number) => ({
      number,
      turn: await limiter.acquire().then((turn) => (order.push(number), turn)),
    }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([]);
    first?.release();
    first?.release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual([1]);
    (await waiting[0])?.turn.release();
    (await waiting[1])?.turn.release();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  test('holds nothing up on which all others wait', async () => {
    const limiter = new Limiter(1, undefined, virtualTime().services);
    await limiter.acquire();
    await expect(limiter.acquire(true)).resolves.toBeDefined();
  });

  test('is halved once for requests that were under way together, and grows back with successes', async () => {
    const time = virtualTime();
    const limiter = new Limiter(8, undefined, { ...time.services, ticks: () => clock });
    let clock = 0;
    const together = await turns(limiter, 8);
    clock = 10;
    for (const turn of together) turn.slowDown();
    for (const turn of together) turn.release();
    clock = 20;
    const free = async (): Promise<number> => {
      const asked = Array.from({ length: 12 }, () => limiter.acquire());
      let got = 0;
      for (const one of asked) void one.then(() => got++);
      await new Promise((resolve) => setImmediate(resolve));
      const now = got;
      // Those who got a place give it back one after the other, until all have had one.
      for (const one of asked) (await one).release();
      return now;
    };
    expect(await free()).toBe(4);
    const [one] = await turns(limiter, 1);
    for (let successes = 0; successes < 4; successes++) one?.succeeded();
    one?.release();
    expect(await free()).toBe(5);
    const [other] = await turns(limiter, 1);
    for (let successes = 0; successes < 100; successes++) other?.succeeded();
    other?.release();
    expect(await free()).toBe(8);
  });
});

describe('what a server says of its limits', () => {
  test('holds for every request of the connection', async () => {
    const api = await vendor((response, _, number) =>
      response.writeHead(200, number === 0 ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' } : {}).end('ok'),
    );
    const { text, waits } = bench([api]);
    await text(api.origin);
    expect(waits).toEqual([]);
    await text(api.origin);
    expect(waits).toHaveLength(1);
    expect(Math.round((waits[0] ?? 0) / 1000)).toBe(30);
  });

  test('is waited for no longer than the connection waits at all', async () => {
    const api = await vendor((response, _, number) =>
      response.writeHead(200, number === 0 ? { 'ratelimit-remaining': '0', 'ratelimit-reset': '86400' } : {}).end('ok'),
    );
    const { text, waits } = bench([api], { retry: { attempts: 1, firstDelay: 0, maxDelay: 0, maxRetryAfter: 5000 } });
    await text(api.origin);
    await text(api.origin);
    expect(Math.round((waits[0] ?? 0) / 1000)).toBe(5);
  });

  test('in a Retry-After makes all others wait as well', async () => {
    const api = await vendor((response, seen, number) =>
      response.writeHead(number === 0 ? 429 : 200, number === 0 ? { 'retry-after': '20' } : {}).end(seen.url),
    );
    const { text, waits } = bench([api], { concurrency: 1 });
    await Promise.all([text(`${api.origin}/a`), text(`${api.origin}/b`)]);
    expect(waits.map((wait) => Math.round(wait / 1000))).toContain(20);
    expect(api.seen).toHaveLength(3);
  });
});

test('many requests are spread over as many places as there are, and no more', async () => {
  let underWay = 0;
  let most = 0;
  const api = await vendor((response) => {
    most = Math.max(most, ++underWay);
    setTimeout(() => {
      underWay--;
      response.end('ok');
    }, 5);
  });
  const { client } = bench([api], { concurrency: 4 });
  await Promise.all(
    Array.from({ length: 40 }, () =>
      client.exchange({ request: get(api.origin), consume: async (response) => response.bytes() }),
    ),
  );
  expect(most).toBe(4);
});

test('under 429 only half as many are sent at once, and more again with each round of successes', async () => {
  const held: ServerResponse[] = [];
  let asked = 0;
  let isOver = false;
  const api = await vendor((response) => {
    asked++;
    if (isOver) response.end('ok');
    else held.push(response);
  });
  const { text } = bench([api], { concurrency: 8 });
  const all = Promise.all(Array.from({ length: 60 }, () => text(api.origin)));
  const underWay: number[] = [];
  // A round is answered once all that is expected has come; the moment after it shows one too many, it makes none too few.
  for (const [round, expected] of [8, 4, 5, 6, 7, 8, 8].entries()) {
    while (held.length < expected) await new Promise((next) => setTimeout(next, 2));
    await new Promise((next) => setTimeout(next, 20));
    underWay.push(held.length);
    for (const response of held.splice(0)) response.writeHead(round === 0 ? 429 : 200).end('ok');
  }
  isOver = true;
  for (const response of held.splice(0)) response.end('ok');
  await all;
  expect(underWay).toEqual([8, 4, 5, 6, 7, 8, 8]);
  expect(asked).toBe(68);
});
