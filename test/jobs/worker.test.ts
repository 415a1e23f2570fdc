/** What a worker does with what it takes, on a real server; the runs themselves are played. */
import { afterEach, describe, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order, Taken } from '../../engine/jobs/job.ts';
import { RunQueue } from '../../engine/jobs/queue/run-queue.ts';
import { EventTeller } from '../../engine/jobs/worker/event-teller.ts';
import type { Outcome, RunTaken } from '../../engine/jobs/worker/outcome.ts';
import { Worker, type WorkerTelling } from '../../engine/jobs/worker/worker.ts';
import { postgresForTests, postgresIsMissing, postgresIsThere } from '../support/postgres.ts';

/** ms */
const SILENCE = 2000;
const ENDED: Outcome = { kind: 'ended', row: { status: 'succeeded' } };
const order = (name: string, more: Partial<Order> = {}): Order => ({
  tenant: '',
  name,
  because: 'turn',
  serves: 1,
  by: null,
  ...more,
});

/** Until it is so; a test that waits for what never comes is ended by its own time. */
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await sleep(20);
};

/** A run that ends at once when it is stopped, and else when it is told to. */
class Played {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, (outcome: Outcome) => void>();

  readonly run: RunTaken = (taken, { signal }) =>
    new Promise((resolve) => {
      this.begun.push(taken.name);
      this.#ends.set(taken.name, resolve);
      signal.addEventListener('abort', () => resolve({ kind: 'interrupted', row: null }));
    });

  end(name: string, outcome: Outcome = ENDED): void {
    this.#ends.get(name)?.(outcome);
  }
}

describe.skipIf(!postgresIsThere)(`a worker${postgresIsThere ? '' : `: ${postgresIsMissing}`}`, () => {
  const held = postgresForTests();
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close();
  });

  const queueAt = async (address: string): Promise<RunQueue> => {
    const queue = await RunQueue.open({ address, mayUpgrade: true });
    open.push(() => queue.close());
    // As is said by workers of these tests, which have less time than others.
    await queue.know(['']);
    await held.server.query(
      address,
      `UPDATE feedwright_jobs.queue SET heartbeat_seconds = ${SILENCE / 1000} WHERE heartbeat_seconds IS NOT NULL`,
    );
    return queue;
  };

  const started = async (address: string, id: string, run: RunTaken, runs = 4) => {
    const queue = await queueAt(address);
    const told: string[] = [];
    const telling: WorkerTelling = {
      begun: ({ name, fell }: Taken) => told.push(`${fell ? 'taken over' : 'begun'} ${name}`),
      ended: ({ name }, outcome, isMine) => told.push(`${outcome.kind} ${name}${isMine ? '' : ' elsewhere'}`),
      fallen: ({ name }) => told.push(`fallen ${name}`),
      away: () => told.push('away'),
      back: () => told.push('back'),
    };
    const end = new AbortController();
    const worker = new Worker({ queue, id, runs, run, events: new EventTeller(queue), telling, silence: SILENCE });
    const working = worker.work(end.signal);
    const stop = async (): Promise<void> => {
      end.abort();
      await working;
    };
    open.push(stop);
    return { told, stop };
  };

  test('does what is queued, as much at once as it may, and hears at once of what comes', async () => {
    const address = await held.server.database();
    const queue = await queueAt(address);
    const played = new Played();
    const { told } = await started(address, 'w', played.run, 2);
    for (const name of ['a', 'b', 'c']) await queue.enqueue([order(name)]);
    await until(() => played.begun.length === 2);
    expect(played.begun.toSorted()).toEqual(['a', 'b']);
    played.end('a');
    await until(() => played.begun.includes('c'));
    played.end('b');
    played.end('c');
    await until(async () => (await queue.list()).length === 0);
    expect(told.filter((one) => one.startsWith('ended'))).toHaveLength(3);
  });

  test('gives back what it has in hand when it ends, and another goes on with it', async () => {
    const address = await held.server.database();
    const queue = await queueAt(address);
    const [first, second] = [new Played(), new Played()];
    const one = await started(address, 'one', first.run);
    await queue.enqueue([order('a')]);
    await until(() => first.begun.length === 1);
    await one.stop();
    expect(await queue.list()).toMatchObject([{ name: 'a', state: 'queued', falls: 0 }]);
    await started(address, 'two', second.run);
    await until(() => second.begun.length === 1);
    second.end('a');
    await until(async () => (await queue.list()).length === 0);
  });

  test('stops a run that somebody cancels, which does not come again', async () => {
    const address = await held.server.database();
    const queue = await queueAt(address);
    const played = new Played();
    const { told } = await started(address, 'w', played.run);
    const [queued] = await queue.enqueue([order('a')]);
    await until(() => played.begun.length === 1);
    const job = queued?.kind === 'queued' ? queued.job : '';
    expect(await queue.cancel({ tenant: '', name: 'a', job })).toBe('stopping');
    await until(async () => (await queue.list()).length === 0);
    expect(told).toContain('interrupted a');
    expect(await queue.endOf({ tenant: '', job })).toMatchObject({ how: 'stopped' });
    expect(played.begun).toEqual(['a']);
  });

  test('tries later what something else holds, and keeps what can not be run as a dead letter', async () => {
    const address = await held.server.database();
    const queue = await queueAt(address);
    const played = new Played();
    await started(address, 'w', played.run);
    await queue.enqueue([order('a'), order('b')]);
    await until(() => played.begun.length === 2);
    played.end('a', { kind: 'held', error: { code: 'store.locked', message: 'locked' } });
    played.end('b', { kind: 'impossible', error: { code: 'config.invalid', message: 'wrong' } });
    await until(async () => (await queue.list()).every(({ state }) => state === 'waiting' || state === 'dead'));
    expect(await queue.list()).toMatchObject([
      { name: 'a', state: 'waiting' },
      { name: 'b', state: 'dead', error: { code: 'config.invalid' } },
    ]);
    await until(() => played.begun.length === 3);
    played.end('a');
    await until(async () => (await queue.list()).length === 1);
  });

  test('goes on with what another leaves that says nothing any more', async () => {
    const address = await held.server.database();
    const queue = await queueAt(address);
    await queue.enqueue([order('a')]);
    const [lost] = await queue.take(1);
    const played = new Played();
    const { told } = await started(address, 'w', played.run);
    await until(() => played.begun.length === 1);
    expect(told).toContain('taken over a');
    played.end('a');
    await until(async () => (await queue.list()).length === 0);
    expect(await queue.complete(lost as Taken, { how: 'ran', row: null, error: null })).toBe(false);
  });

  test('stops what was given to another while it was asleep', async () => {
    const address = await held.server.database();
    const queue = await queueAt(address);
    const played = new Played();
    const { told } = await started(address, 'w', played.run);
    await queue.enqueue([order('a')]);
    await until(() => played.begun.length === 1);
    await held.server.query(address, 'UPDATE feedwright_jobs.job SET retry_count = retry_count + 1');
    await until(() => told.includes('interrupted a elsewhere'));
    expect(await queue.list()).toMatchObject([{ state: 'under way', falls: 1 }]);
  });

  test('waits while PostgreSQL is away, says so once and again when it is back, and loses nothing', async () => {
    const address = await held.server.database();
    const queue = await queueAt(address);
    const played = new Played();
    const { told } = await started(address, 'w', played.run);
    await queue.enqueue([order('a'), order('b')]);
    await until(() => played.begun.length === 2);
    await held.server.kill();
    played.end('a');
    await until(() => told.includes('away'));
    await held.server.start();
    await until(() => told.includes('back'));
    await queue.enqueue([order('c')]);
    await until(() => played.begun.includes('c'));
    played.end('b');
    played.end('c');
    await until(async () => (await queue.list()).length === 0);
    expect(told.filter((one) => one === 'away')).toHaveLength(1);
    expect(told.filter((one) => one === 'back')).toHaveLength(1);
    expect(played.begun.toSorted()).toEqual(['a', 'b', 'c']);
  });
});
