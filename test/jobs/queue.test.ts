/** What the queue promises, on a real server. */
import { afterEach, describe, expect, test } from 'vitest';
import { RunQueue } from '../../engine/jobs/queue/run-queue.ts';
import type { JobEnd, Order, Taken } from '../../engine/jobs/job.ts';
import { postgresForTests, postgresIsMissing, postgresIsThere } from '../support/postgres.ts';

const RAN: JobEnd = { how: 'ran', row: { status: 'succeeded' }, error: null };
const order = (name: string, more: Partial<Order> = {}): Order => ({
  tenant: '',
  name,
  because: 'turn',
  serves: 1,
  by: null,
  ...more,
});

describe.skipIf(!postgresIsThere)(`the queue of runs${postgresIsThere ? '' : `: ${postgresIsMissing}`}`, () => {
  const held = postgresForTests();
  const open: RunQueue[] = [];
  const opened = async (address: string, mayUpgrade = true): Promise<RunQueue> => {
    const queue = await RunQueue.open({ address, mayUpgrade });
    open.push(queue);
    return queue;
  };
  const fresh = async (): Promise<RunQueue> => opened(await held.server.database());
  const one = async (queue: RunQueue): Promise<Taken> => {
    const [taken] = await queue.take(1);
    return taken as Taken;
  };
  /** As if a minute had passed in which nobody said that they have these in hand. */
  const silent = async (queue: RunQueue, ...jobs: readonly Taken[]): Promise<void> => {
    const ids = jobs.map(({ job }) => `'${job}'`).join(', ');
    await held.server.query(
      queue.shown,
      `UPDATE feedwright_jobs.job SET heartbeat_on = now() - interval '1 minute' WHERE id IN (${ids})`,
    );
    await held.server.query(queue.shown, 'UPDATE feedwright_jobs.queue SET monitor_claim_on = NULL, monitor_on = NULL');
    await queue.supervise(60);
  };
  /** What waits for its time is due. */
  const due = async (queue: RunQueue): Promise<void> => {
    await held.server.query(queue.shown, `UPDATE feedwright_jobs.job SET start_after = now() WHERE state < 'active'`);
  };
  afterEach(async () => {
    for (const queue of open.splice(0)) await queue.close();
  });

  test('has one run of an instance at a time: another is refused until it has ended', async () => {
    const queue = await fresh();
    const [first] = await queue.enqueue([order('a')]);
    expect(first?.kind).toBe('queued');
    expect(await queue.enqueue([order('a', { serves: 2 })])).toMatchObject([{ kind: 'refused', serves: 1 }]);
    const taken = await one(queue);
    expect(await queue.enqueue([order('a', { serves: 2, because: 'asked' })])).toMatchObject([{ kind: 'refused' }]);
    expect(await queue.complete(taken, RAN)).toBe(true);
    expect(await queue.enqueue([order('a', { serves: 2 })])).toMatchObject([{ kind: 'queued' }]);
  });

  test('decides a turn once, however many decide at the same moment', async () => {
    const address = await held.server.database();
    const queues = [await opened(address), await opened(address), await opened(address)];
    const names = Array.from({ length: 20 }, (_, index) => `feed ${index}`);
    for (let serves = 1; serves <= 3; serves++) {
      const all = await Promise.all(queues.map((queue) => queue.enqueue(names.map((name) => order(name, { serves })))));
      expect(all.flat().filter(({ kind }) => kind === 'queued')).toHaveLength(names.length);
      const [queue] = queues as [RunQueue];
      for (const taken of await queue.take(100)) await queue.complete(taken, RAN);
      const later = await queues[1]?.enqueue(names.map((name) => order(name, { serves })));
      expect(later?.every(({ kind }) => kind === 'decided')).toBe(true);
    }
  });

  test('gives each run to one worker, and each worker its own', async () => {
    const address = await held.server.database();
    const queues = [await opened(address), await opened(address), await opened(address)];
    await queues[0]?.enqueue(Array.from({ length: 60 }, (_, index) => order(`feed ${index}`, { tenant: `t${index % 4}` })));
    const taken: Taken[] = [];
    for (let round = 0; round < 20 && taken.length < 60; round++)
      taken.push(...(await Promise.all(queues.map((queue) => queue.take(4)))).flat());
    expect(new Set(taken.map(({ job }) => job)).size).toBe(60);
  });

  test("shares turns out between tenants: one's storm does not starve the others", async () => {
    const queue = await fresh();
    await queue.enqueue(Array.from({ length: 100 }, (_, index) => order(`feed ${index}`, { tenant: 'storm' })));
    await queue.enqueue([order('a', { tenant: 'calm' }), order('b', { tenant: 'calm' }), order('c', { tenant: 'quiet' })]);
    const first = await queue.take(8);
    expect(Map.groupBy(first, ({ tenant }) => tenant).get('calm')).toHaveLength(2);
    expect(Map.groupBy(first, ({ tenant }) => tenant).get('quiet')).toHaveLength(1);
    // What one tenant had less than its share is another's the next time.
    expect([...first, ...(await queue.take(8 - first.length))]).toHaveLength(8);
  });

  test('takes those with a higher priority first, then the oldest', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a')]);
    await queue.enqueue([order('b')]);
    await queue.enqueue([order('c', { priority: 5, because: 'asked' })]);
    expect([(await one(queue)).name, (await one(queue)).name, (await one(queue)).name]).toEqual(['c', 'a', 'b']);
  });

  test('gives back what a worker leaves: it is the same job, and it goes on', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a', { since: '2026-01-01' })]);
    const taken = await one(queue);
    expect(await queue.giveBack(taken, 0)).toBe(true);
    const next = await one(queue);
    expect(next).toMatchObject({ job: taken.job, since: '2026-01-01', serves: 1 });
    expect(await queue.complete(taken, RAN)).toBe(false);
    expect(await queue.giveBack(taken, 0)).toBe(false);
    expect(await queue.complete(next, RAN)).toBe(true);
    expect(await queue.endOf(next)).toEqual(RAN);
  });

  test('knows who ended a run: of an end whose answer was lost the same one may ask again, and changes nothing', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a')]);
    const taken = await one(queue);
    expect(await queue.complete(taken, RAN)).toBe(true);
    await queue.enqueue([order('a', { serves: 2 })]);
    const next = await one(queue);
    expect(await queue.cancel(next)).toBe('stopping');
    expect(await queue.complete(taken, { ...RAN, row: 'another' })).toBe(true);
    expect(await queue.complete({ ...taken, attempt: taken.attempt + 1 }, RAN)).toBe(false);
    expect(await queue.endOf(taken)).toEqual(RAN);
    // What is under way now is to stop all the same.
    expect((await queue.beat({ id: 'w', kind: 'worker', runs: 1, inHand: [next] })).stopped).toEqual([next]);
  });

  test('gives what came of a run to the one who asks for it, once, however many others see how it ended', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a', { because: 'asked', look: true })]);
    const taken = await one(queue);
    expect(await queue.complete(taken, { ...RAN, looked: { pages: {} } })).toBe(true);
    expect(await Promise.all([queue.endOf(taken), queue.endOf(taken)])).toEqual([RAN, RAN]);
    expect(await queue.takeLooked(taken)).toEqual({ pages: {} });
    expect(await queue.takeLooked(taken)).toBeUndefined();
    expect(await queue.endOf(taken)).toEqual(RAN);
  });

  test('gives to others what is in the hands of one that says nothing any more, who can then end none of it', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a'), order('b')]);
    const [lost, kept] = [await one(queue), await one(queue)];
    const living = { kind: 'worker', runs: 1 } as const;
    expect((await queue.beat({ id: 'alive', ...living, inHand: [lost, kept] })).lost).toEqual([]);
    expect(await queue.list()).toMatchObject([{ worker: 'alive' }, { worker: 'alive' }]);
    await silent(queue, lost);
    expect((await queue.list()).map(({ state, falls }) => `${state} ${falls}`)).toEqual(['under way 0', 'waiting 0']);
    expect((await queue.beat({ id: 'alive', ...living, inHand: [lost, kept] })).lost).toEqual([lost]);
    await due(queue);
    const again = await one(queue);
    expect(again).toMatchObject({ job: lost.job, fell: true });
    expect(kept.fell).toBe(false);
    expect(await queue.complete(lost, RAN)).toBe(false);
    expect(await queue.giveBack(lost, 0)).toBe(false);
    expect(await queue.bury(lost, { code: 'x', message: 'x' })).toBe(false);
    expect((await queue.list()).find(({ job }) => job === lost.job)).toMatchObject({ state: 'under way', falls: 1 });
    expect(await queue.complete(again, RAN)).toBe(true);
  });

  test('makes a dead letter of what kills one worker after the other, and puts it back when somebody says so', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a', { serves: 7 })]);
    // One that could give it back was not killed by it.
    for (let round = 0; round < 3; round++) {
      await due(queue);
      await silent(queue, await one(queue));
    }
    await due(queue);
    await queue.giveBack(await one(queue), 0);
    let falls = 0;
    for (let round = 0; round < 40 && (await queue.list())[0]?.state !== 'dead'; round++) {
      await due(queue);
      falls += 1;
      await silent(queue, await one(queue));
    }
    expect(falls).toBe(12);
    const [dead] = await queue.list();
    expect(dead).toMatchObject({ state: 'dead', name: 'a', error: { code: 'jobs.fell' } });
    expect(await queue.supervise(60)).toMatchObject([{ tenant: '', name: 'a', job: dead?.job }]);
    expect(await queue.counts()).toMatchObject([{ queued: 0, underWay: 0, dead: 1 }]);
    expect(await queue.enqueue([order('a', { serves: 7 })])).toEqual([{ kind: 'decided' }]);
    const job = await queue.again(dead as NonNullable<typeof dead>);
    const taken = await one(queue);
    expect(taken).toMatchObject({ job, name: 'a', serves: 7, fell: true });
    expect(await queue.complete(taken, RAN)).toBe(true);
    expect(await queue.list()).toEqual([]);
  });

  test('leaves a dead letter where it is while another run of its instance is queued', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a', { tenant: 'acme' })]);
    const taken = await one(queue);
    await queue.bury(taken, { code: 'config.invalid', message: 'no' });
    expect(await queue.endOf(taken)).toMatchObject({ how: 'dead', error: { code: 'config.invalid' } });
    const [dead] = await queue.list({ tenant: 'acme' });
    await queue.enqueue([order('a', { tenant: 'acme', serves: 2 })]);
    expect(dead).toMatchObject({ job: taken.job, state: 'dead' });
    expect(await queue.again(dead as NonNullable<typeof dead>)).toBeUndefined();
    expect((await queue.list({ tenant: 'acme' })).map(({ state }) => state)).toEqual(['queued', 'dead']);
    expect(await queue.list({ tenant: 'other' })).toEqual([]);
    await queue.complete(await one(queue), { how: 'stopped', row: null, error: null });
    expect(await queue.list({ tenant: 'acme' })).toEqual([]);
  });

  test('takes nothing over with what was buried and put back: nobody had died with it', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a'), order('b')]);
    for (const taken of await queue.take(2)) await queue.bury(taken, { code: 'config.invalid', message: 'no' });
    const [dead, other] = await queue.list();
    await queue.again(dead as NonNullable<typeof dead>);
    const taken = await one(queue);
    expect(taken).toMatchObject({ name: dead?.name, fell: false });
    await queue.giveBack(taken, 0);
    const next = await one(queue);
    expect(next).toMatchObject({ job: taken.job, fell: false });
    await due(queue);
    await silent(queue, next);
    await due(queue);
    expect(await one(queue)).toMatchObject({ job: taken.job, fell: true });
    expect(await queue.forgetDead(other as NonNullable<typeof other>)).toBe(true);
    expect(await queue.forgetDead(other as NonNullable<typeof other>)).toBe(false);
  });

  test('keeps an end whose texts hold what PostgreSQL does not take', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a')]);
    const taken = await one(queue);
    const error = { code: 'x', message: String.raw`a${'\0'}b${'\uD83D'}c😀 \u0000 \\u0000` };
    expect(await queue.complete(taken, { how: 'ran', row: null, error })).toBe(true);
    expect((await queue.endOf(taken))?.error?.message).toBe(String.raw`a${'\uFFFD'}b${'\uFFFD'}c😀 \u0000 \\u0000`);
  });

  test('has the last dead letter of an instance alone, until a later run makes up for it', async () => {
    const queue = await fresh();
    for (const serves of [1, 2]) {
      await queue.enqueue([order('a', { serves })]);
      await queue.bury(await one(queue), { code: 'config.invalid', message: `no ${serves}` });
    }
    expect(await queue.list()).toMatchObject([{ state: 'dead', error: { message: 'no 2' } }]);
    await queue.enqueue([order('a', { serves: 3 })]);
    await queue.complete(await one(queue), RAN);
    expect(await queue.list()).toEqual([]);
    expect(await queue.counts()).toMatchObject([{ dead: 0 }]);
  });

  test('takes back what waits, and tells the worker of what is under way', async () => {
    const queue = await fresh();
    await queue.enqueue([order('a'), order('b')]);
    const taken = await one(queue);
    const waiting = (await queue.list()).find(({ state }) => state === 'queued');
    expect(await queue.cancel(waiting as NonNullable<typeof waiting>)).toBe('taken back');
    expect(await queue.cancel(taken)).toBe('stopping');
    expect((await queue.beat({ id: 'w', kind: 'worker', runs: 1, inHand: [taken] })).stopped).toEqual([taken]);
    expect(await queue.complete(taken, { how: 'stopped', row: null, error: null })).toBe(true);
    expect(await queue.cancel(taken)).toBe('gone');
    expect(await queue.take(8)).toEqual([]);
  });

  test('queues nothing by itself for an instance that is paused; its turn comes again once it goes on', async () => {
    const queue = await fresh();
    await queue.meetTurns('', ['a'], 1);
    await queue.enqueue([order('a', { serves: 5 })]);
    await queue.changeTurn({ tenant: '', name: 'a' }, { paused: { since: 2, by: 'ada' } });
    await queue.takeBackTurn({ tenant: '', name: 'a' });
    expect(await queue.list()).toEqual([]);
    expect(await queue.enqueue([order('a', { serves: 5 })])).toEqual([{ kind: 'paused' }]);
    expect(await queue.meetTurns('', ['a'], 9)).toMatchObject([{ known: 1, served: 0, paused: { since: 2, by: 'ada' } }]);
    await queue.changeTurn({ tenant: '', name: 'a' }, { paused: null });
    expect(await queue.enqueue([order('a', { serves: 5 })])).toMatchObject([{ kind: 'queued' }]);
  });

  test('tells those who listen', async () => {
    const queue = await fresh();
    const heard: string[] = [];
    const back = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const listener = queue.listen('watchers', {
      onHeard: (text) => {
        heard.push(text);
        ended.resolve();
      },
      onBack: back.resolve,
    });
    await back.promise;
    await queue.enqueue([order('a')]);
    const taken = await one(queue);
    await queue.complete(taken, RAN);
    await ended.promise;
    expect(heard.map((text) => JSON.parse(text))).toEqual([{ kind: 'ended', job: taken.job, tenant: '', name: 'a' }]);
    await listener.close();
  });

  test('is refused by a worker where it is older or newer, in a sentence, and brought up by a server', async () => {
    const address = await held.server.database();
    await opened(address);
    await held.server.query(address, 'UPDATE feedwright_jobs.feedwright SET version = 99');
    await expect(opened(address, false)).resolves.toBeDefined();
    await held.server.query(address, 'UPDATE feedwright_jobs.feedwright SET version = 99, least = 99');
    await expect(opened(address, false)).rejects.toMatchObject({ code: 'jobs.newer' });
    await held.server.query(address, 'UPDATE feedwright_jobs.feedwright SET version = 1, least = 1');
    await held.server.query(address, 'UPDATE feedwright_jobs.version SET version = version + 1');
    await expect(opened(address, true)).rejects.toMatchObject({ code: 'jobs.newer' });
    await held.server.query(address, 'UPDATE feedwright_jobs.version SET version = version - 2');
    await expect(opened(address, false)).rejects.toMatchObject({ code: 'jobs.older' });
    await held.server.query(address, 'UPDATE feedwright_jobs.version SET version = 24');
    await expect(opened(address)).rejects.toMatchObject({
      code: 'jobs.too-old',
      hint: expect.stringContaining('feedwright_jobs'),
    });
  });
});
