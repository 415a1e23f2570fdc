import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Limiter } from '../../../engine/http/client/limiter.ts';
import { Database } from '../../../engine/disk/database.ts';
import type { Account } from '../../../engine/store/budget.ts';
import { budgetsPath, SharedBudget } from '../../../engine/store/sqlite/budgets/shared-budgets.ts';

let folder: string;
let store: string;
let now: number;
let failures: string[];
const opened: SharedBudget[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budgets-'));
  store = join(folder, 'store.db');
  now = Date.UTC(2026, 0, 1);
  failures = [];
});
afterEach(() => {
  for (const budget of opened.splice(0)) budget.close();
  rmSync(folder, { recursive: true, force: true });
});

const ACCOUNT: Account = ['https://api.example.com', 'key-1'];

/** What another process would open. */
const budget = (account = ACCOUNT, clock = (): number => now): SharedBudget => {
  const made = new SharedBudget(budgetsPath(store), account, { clock, onFailure: ({ code }) => failures.push(code) });
  opened.push(made);
  return made;
};

const rate = { requests: 2, perMs: 1000 };

describe('the moments of a rate', () => {
  test('are shared by all with one account, and by nobody else', () => {
    const [one, two, other] = [budget(), budget(), budget(['https://api.example.com', 'key-2'])];
    expect([one.take(rate), two.take(rate)]).toEqual([0, 0]);
    now += 400;
    expect([one.take(rate), two.take(rate), other.take(rate)]).toEqual([600, 600, 0]);
    now += 600;
    expect([one.take(rate), two.take(rate), one.take(rate)]).toEqual([0, 0, 1000]);
  });

  test('are never more than it allows in any stretch, whoever asks and whenever', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.record({ who: fc.nat({ max: 2 }), later: fc.nat({ max: 700 }) }), { maxLength: 60 }),
        (requests, asked) => {
          rmSync(budgetsPath(store), { force: true });
          const clients = [budget(), budget(), budget()];
          const sent: number[] = [];
          for (const { who, later } of asked) {
            now += later;
            if (clients[who]?.take({ requests, perMs: 1000 }) === 0) sent.push(now);
          }
          for (const client of clients) client.close();
          for (const at of sent) expect(sent.filter((one) => one >= at && one < at + 1000).length).toBeLessThanOrEqual(requests);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('are not held up by a clock that was set back, nor given twice', () => {
    const [one, two] = [budget(), budget()];
    one.take(rate);
    now += 100;
    one.take(rate);
    now -= 3_600_000;
    // As if the second had just been sent, the first 100 ms before it.
    expect(two.take(rate)).toBe(900);
    now += 900;
    expect([two.take(rate), one.take(rate)]).toEqual([0, 100]);
  });

  test('are taken by several limiters as one would take them', async () => {
    const start = now;
    const signal = new AbortController().signal;
    const sleep = async (ms: number): Promise<void> => {
      // The next one to wake is the one that sleeps the shortest: all of them sleep until the same moment.
      const until = now + ms;
      await new Promise((resolve) => setImmediate(resolve));
      now = Math.max(now, until);
    };
    const sent: number[] = [];
    const limiters = [1, 2].map(() => new Limiter(8, rate, { ticks: () => now, sleep, signal }, budget()));
    await Promise.all(
      limiters.flatMap((limiter) =>
        Array.from({ length: 4 }, async () => {
          (await limiter.acquire()).release();
          sent.push(now - start);
        }),
      ),
    );
    expect(sent.toSorted((a, b) => a - b)).toEqual([0, 0, 1000, 1000, 2000, 2000, 3000, 3000]);
  });
});

describe('what a server said', () => {
  test('holds for all, and a shorter wait does not end a longer one', () => {
    const [one, two] = [budget(), budget()];
    one.closeFor(30_000);
    expect(two.closedFor()).toBe(30_000);
    two.closeFor(5000);
    now += 10_000;
    expect([one.closedFor(), two.closedFor()]).toEqual([20_000, 20_000]);
    now += 20_000;
    expect([one.closedFor(), two.closedFor()]).toEqual([0, 0]);
  });

  test('is waited for once more at most where the clock was set back', () => {
    const [one, two] = [budget(), budget()];
    one.closeFor(30_000);
    now -= 86_400_000;
    expect(two.closedFor()).toBe(30_000);
    now += 30_000;
    expect([one.closedFor(), two.closedFor()]).toEqual([0, 0]);
  });

  test('holds a limiter back that never heard it', async () => {
    budget().closeFor(30_000);
    const waits: number[] = [];
    const sleep = async (ms: number): Promise<void> => void (waits.push(ms), (now += ms));
    const services = { ticks: () => now, sleep, signal: new AbortController().signal };
    await new Limiter(8, undefined, services, budget()).acquire();
    expect(waits).toEqual([30_000]);
  });

  test('to another process is told once, what it said to this one is not', () => {
    const told: number[] = [];
    const one = budget();
    const two = new SharedBudget(budgetsPath(store), ACCOUNT, {
      clock: () => now,
      onClosed: (ms) => told.push(ms),
      onFailure: ({ code }) => failures.push(code),
    });
    opened.push(two);
    two.closeFor(5000);
    expect([two.closedFor(), told]).toEqual([5000, []]);
    one.closeFor(30_000);
    for (let polls = 0; polls < 3; polls++, now += 1000) two.closedFor();
    expect(told).toEqual([30_000]);
  });

  test('is heard from a limiter', () => {
    const services = { ticks: () => now, sleep: async () => undefined, signal: new AbortController().signal };
    new Limiter(8, undefined, services, budget()).closeFor(7000);
    expect(budget().closedFor()).toBe(7000);
  });
});

describe('the file', () => {
  test('is not made where no rate is kept and nothing was said', async () => {
    const services = { ticks: () => now, sleep: async () => undefined, signal: new AbortController().signal };
    await new Limiter(8, undefined, services, budget()).acquire();
    expect(existsSync(budgetsPath(store))).toBe(false);
  });

  test("is the user's own, and holds no secret", () => {
    const secret = 'top-secret-value-of-a-key';
    const one = budget(['https://api.example.com', secret]);
    one.take(rate);
    one.closeFor(1000);
    one.close();
    expect(statSync(budgetsPath(store)).mode & 0o077).toBe(0);
    expect(readFileSync(budgetsPath(store)).includes(secret)).toBe(false);
  });

  test('does not grow with what was sent', () => {
    const one = budget();
    for (let sent = 0; sent < 200; sent++, now += 600) one.take(rate);
    one.close();
    const db = new Database(budgetsPath(store));
    expect(db.get('SELECT count(*) AS count FROM sent')).toEqual({ count: 2 });
    db.close();
  });

  test('stops no run where it can not be used: that is told once', () => {
    writeFileSync(budgetsPath(store), 'this is no database, and long enough to be seen as none'.repeat(100));
    const one = budget();
    expect([one.closedFor(), one.take(rate), one.take(rate), one.take(rate)]).toEqual([0, 0, 0, 0]);
    one.closeFor(1000);
    expect(failures).toEqual(['store.corrupt']);
  });

  test('is waited for while another process holds it, but not for ever', () => {
    budget().take(rate);
    const holder = new Database(budgetsPath(store));
    holder.exec('BEGIN EXCLUSIVE');
    const one = budget();
    expect(one.take(rate)).toBe(0);
    expect(failures).toEqual(['store.locked']);
    holder.close();
  }, 20_000);
});
