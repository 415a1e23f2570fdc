/** What workers with one store may ask of one account together. Times are the database's: nothing here hangs on how fast it is. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Limiter } from '../../../engine/http/client/limiter.ts';
import type { Account } from '../../../engine/store/budget.ts';
import { PostgresBudget } from '../../../engine/store/postgres/budgets/postgres-budget.ts';
import { parsePostgresAddress } from '../../../engine/store/postgres/database/address.ts';
import { migrate } from '../../../engine/store/postgres/database/migrate.ts';
import { PostgresPool } from '../../../engine/store/postgres/database/pool.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';

const postgres = postgresForTests();
const ACCOUNT: Account = ['https://api.example.com', 'top-secret-value-of-a-key'];
const MINUTE = 60_000;
const rate = { requests: 2, perMs: MINUTE };

let address: string;
let pool: PostgresPool;
let now: number;
let told: string[];
const opened: PostgresBudget[] = [];
beforeEach(async () => {
  if (!postgresIsThere) return;
  address = await postgres.server.database();
  pool = new PostgresPool(parsePostgresAddress(address));
  await migrate(pool);
  now = 0;
  told = [];
});
afterEach(async () => {
  for (const budget of opened.splice(0)) budget.close();
  await pool?.close();
});

/** What a run of a worker opens: each worker has connections of its own. */
const budget = (worker: string, account = ACCOUNT): PostgresBudget => {
  const made = new PostgresBudget(parsePostgresAddress(`${address}&application_name=${worker}`), account, {
    clock: () => now,
    onClosed: (ms) => told.push(`${worker} waits ${Math.ceil(ms / MINUTE)} min`),
    onFailure: ({ code }) => told.push(code),
  });
  opened.push(made);
  return made;
};
const alive = new AbortController().signal;

describe.skipIf(!postgresIsThere)('the moments of a rate', () => {
  test('are shared by all workers with one account, and by nobody else', async () => {
    const [one, two, other] = [budget('one'), budget('two'), budget('one', ['https://api.example.com', 'key-2'])];
    expect([await one.take(rate), await two.take(rate)]).toEqual([0, 0]);
    for (const wait of [await one.take(rate), await two.take(rate)]) {
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(MINUTE);
    }
    expect(await other.take(rate)).toBe(0);
    // A minute later, as far as the database knows.
    await pool.run(`UPDATE budget_sent SET at = at - ${MINUTE}`);
    expect([await two.take(rate), await one.take(rate)]).toEqual([0, 0]);
    expect(await one.take(rate)).toBeGreaterThan(0);
    expect(await pool.get('SELECT count(*) AS n FROM budget_sent')).toEqual({ n: 3 });
  });

  test('are never given twice, however many ask at once', async () => {
    const workers = ['one', 'two', 'three'].map((name) => budget(name));
    const waits = await Promise.all(Array.from({ length: 30 }, (_, at) => workers[at % 3]?.take({ requests: 7, perMs: MINUTE })));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(7);
  });

  test('are not held up by a clock that was set back', async () => {
    const one = budget('one');
    await one.take(rate);
    await one.take(rate);
    await pool.run('UPDATE budget_sent SET at = at + 86400000');
    expect(await one.take(rate)).toBe(0);
  });
});

describe.skipIf(!postgresIsThere)('what a server said', () => {
  test('holds for all workers, and a shorter wait does not end a longer one', async () => {
    const [one, two] = [budget('one'), budget('two')];
    expect(await two.closedFor()).toBe(0);
    await one.closeFor(5 * MINUTE);
    now += 1000;
    expect(await two.closedFor()).toBeGreaterThan(4 * MINUTE);
    await two.closeFor(MINUTE);
    expect(await one.closedFor()).toBeGreaterThan(4 * MINUTE);
    expect(await one.take(rate)).toBeGreaterThan(4 * MINUTE);
    await pool.run('UPDATE budget_closed SET until = until - 3600000');
    now += 1000;
    expect([await one.closedFor(), await two.closedFor(), await one.take(rate)]).toEqual([0, 0, 0]);
  });

  test('is told once to whom it was not said', async () => {
    const [one, two] = [budget('one'), budget('two')];
    await one.closeFor(5 * MINUTE);
    for (let polls = 0; polls < 3; polls++) await Promise.all([one.closedFor(), two.closedFor()]);
    expect(told).toEqual(['two waits 5 min']);
  });
});

describe.skipIf(!postgresIsThere)('places for requests under way', () => {
  test('are never more than there are, over all workers, and all get their turn', async () => {
    let [underWay, most] = [0, 0];
    const done = { one: 0, two: 0, three: 0 };
    const request = async (worker: keyof typeof done): Promise<void> => {
      const leave = await budget(worker).enter(3, alive);
      most = Math.max(most, (underWay += 1));
      await new Promise((end) => setTimeout(end, 2));
      underWay -= 1;
      done[worker] += 1;
      leave();
      leave();
    };
    const all = Object.keys(done) as (keyof typeof done)[];
    await Promise.all(all.flatMap((worker) => Array.from({ length: 30 }, () => request(worker))));
    expect([told, most, done]).toEqual([[], 3, { one: 30, two: 30, three: 30 }]);
  });

  test('come to whoever waits, though the one who has them always wants more', async () => {
    const [one, two] = [budget('one'), budget('two')];
    let isIn = false;
    let asked = 0;
    const greedy = async (): Promise<void> => {
      while (!isIn && asked < 20_000) {
        const leave = await one.enter(1, alive);
        asked += 1;
        await new Promise((end) => setImmediate(end));
        leave();
      }
    };
    const chains = [greedy(), greedy(), greedy()];
    const leave = await two.enter(1, alive);
    isIn = true;
    expect(asked).toBeLessThan(20_000);
    leave();
    await Promise.all(chains);
  });

  test('of a process that was killed come free once it has said nothing for long enough', async () => {
    const script = join(import.meta.dirname, 'budget-child.ts');
    const child = spawn(process.execPath, [script, address, JSON.stringify(ACCOUNT)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    let isIn = false;
    const waiting = budget('alive')
      .enter(1, alive)
      .then((leave) => ((isIn = true), leave));
    await expect.poll(() => pool.get('SELECT count(*) AS n FROM budget_places')).toEqual({ n: 2 });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isIn).toBe(false);
    // As much later, as far as the database knows.
    await pool.run('UPDATE budget_places SET expires_at = expires_at - 60000 WHERE id = (SELECT min(id) FROM budget_places)');
    (await waiting)();
  });

  test('are waited for no longer than is wanted', async () => {
    const leave = await budget('one').enter(1, alive);
    const stop = new AbortController();
    const waiting = budget('two').enter(1, stop.signal);
    await expect.poll(() => pool.get('SELECT count(*) AS n FROM budget_places')).toEqual({ n: 2 });
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect.poll(() => pool.get('SELECT count(*) AS n FROM budget_places')).toEqual({ n: 1 });
    expect(told).toEqual([]);
    leave();
  });

  test('and moments are what limiters of several workers keep to', async () => {
    const services = { ticks: () => performance.now(), sleep: async () => undefined, signal: alive };
    const limiters = ['one', 'two'].map((name) => new Limiter(2, { requests: 100, perMs: MINUTE }, services, budget(name)));
    let [underWay, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const turn = await (limiters[at % 2] as Limiter).acquire();
        most = Math.max(most, (underWay += 1));
        await new Promise((end) => setTimeout(end, 1));
        underWay -= 1;
        turn.release();
      }),
    );
    expect(most).toBe(2);
    expect(await pool.get('SELECT count(*) AS n FROM budget_sent')).toEqual({ n: 40 });
  });
});

describe.skipIf(!postgresIsThere)('the database', () => {
  test('holds no secret of an account', async () => {
    const one = budget('one');
    await one.take(rate);
    await one.closeFor(1000);
    await one.enter(1, alive);
    for (const table of ['meta', 'budget_sent', 'budget_closed', 'budget_places']) {
      const rows = JSON.stringify(await pool.all(`SELECT * FROM ${table}`));
      expect(rows).not.toBe('[]');
      expect(rows).not.toContain('secret');
      expect(rows).not.toContain('example.com');
    }
  });

  test('stops no run where it can not be asked: that is told once', async () => {
    await pool.run('DROP TABLE budget_sent');
    const one = budget('one');
    expect([await one.take(rate), await one.take(rate), await one.closedFor()]).toEqual([0, 0, 0]);
    await one.closeFor(1000);
    (await one.enter(1, alive))();
    expect(told).toEqual(['store.corrupt']);
  });
});
