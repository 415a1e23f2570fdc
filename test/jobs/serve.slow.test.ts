/** Two servers that decide, and a worker that does what they queue. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FeedDetail, FeedsView } from '../../engine/serve/contract/feeds.ts';
import type { JobView, RunsView } from '../../engine/serve/contract/runs.ts';
import { Browser } from '../serve/browser.ts';
import { configuration, definition, folderWith, startVendor, type Vendor } from '../serve/project.ts';
import { startServe, type StartedServe, until } from '../serve/start-serve.ts';
import { postgresForTests, postgresIsMissing, postgresIsThere } from '../support/postgres.ts';
import { startWorker } from './start-worker.ts';

describe.skipIf(!postgresIsThere)(`two servers and a worker${postgresIsThere ? '' : `: ${postgresIsMissing}`}`, () => {
  const held = postgresForTests();
  let vendor: Vendor;
  let hook: Vendor;
  let address: string;
  let serves: readonly StartedServe[];
  let browsers: readonly Browser[];
  let endWorker: () => Promise<void>;

  beforeAll(async () => {
    [vendor, hook] = await Promise.all([startVendor(), startVendor()]);
    vendor.cases = [{ id: 1, name: 'a.example', text: 'a', score: 7, password: 'none-of-yours' }];
    address = await held.server.database();
    const text = configuration(vendor.host).replace('sqlite:./acme.db', `"${address}"`);
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const files = {
      'definitions/acme.yaml': definition,
      'feedwright.yaml': `${text}  often: { feed: acme/cases, source: Often, every: PT1S }
serve: { notices: { desk: { url: "${hook.host}/notices", secret: "${secret}" } } }\n`,
    };
    // Each on a machine of its own.
    const folder = folderWith(files);
    serves = [await startServe(folder), await startServe(folderWith(files))];
    browsers = await Promise.all(serves.map(({ login }) => Browser.byToken(login ?? '')));
    endWorker = await startWorker(folder);
  });

  afterAll(async () => {
    await endWorker?.();
    for (const serve of serves) await serve.close();
    vendor?.close();
    hook?.close();
  });

  const [one, two] = [() => browsers[0] as Browser, () => browsers[1] as Browser];

  test('a run that somebody asks for is done by the worker, and shown on its way and afterwards', async () => {
    const { job } = (await one().post('/api/feed/run', { name: 'all' })).json<{ job: string }>();
    const view = await until(
      async () => (await one().get(`/api/jobs/${job}`)).json<JobView>(),
      ({ state }) => state === 'ended',
    );
    expect(view).toMatchObject({ error: null, result: { status: 'succeeded', records: { fetched: 1 } } });
    const { runs } = (await two().get('/api/runs?feed=all')).json<RunsView>();
    expect(runs).toMatchObject([{ run: (view.result as { run: string }).run, status: 'succeeded' }]);
  });

  test('a run that is looked at gives its pages, and nothing of them stays in the database', async () => {
    const { job } = (await one().post('/api/feed/run', { name: 'high', look: true })).json<{ job: string }>();
    const { error } = await until(
      async () => (await one().get(`/api/jobs/${job}`)).json<JobView>(),
      ({ state }) => state === 'ended',
    );
    expect(error).toBeNull();
    const page = (await one().post(`/api/jobs/${job}/pages/1`)).json<{ readonly status: number; readonly body: string }>();
    expect(page.status).toBe(200);
    expect(page.body).toContain('none-of-yours');
    const [left] = await held.server.query(
      address,
      `SELECT count(*) AS n FROM feedwright_jobs.job WHERE output::text LIKE '%none-of-yours%'`,
    );
    expect(left?.['n']).toBe('0');
  });

  test('a turn is decided by one of them, and none is left out', async () => {
    const count = async (): Promise<number> => (await one().get('/api/runs?feed=often&limit=500')).json<RunsView>().runs.length;
    await until(count, (runs) => runs >= 6);
    const doubled = await held.server.query(
      address,
      `SELECT data->>'serves' FROM feedwright_jobs.job WHERE data->>'name' = 'often' GROUP BY 1 HAVING count(*) > 1`,
    );
    expect(doubled).toEqual([]);
  });

  test('a pause by one holds for both', async () => {
    expect((await one().post('/api/feed/pause', { name: 'often', paused: true })).status).toBe(200);
    const paused = ({ feeds }: FeedsView): boolean => feeds.some(({ name, state }) => name === 'often' && state === 'paused');
    for (const browser of browsers) await until(async () => (await browser.get('/api/feeds')).json<FeedsView>(), paused);
    const before = (await one().get('/api/feed?name=often')).json<FeedDetail>().runs.length;
    const served = await held.server.query(address, `SELECT served FROM feedwright_jobs.turns WHERE name = 'often'`);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await one().get('/api/feed?name=often')).json<FeedDetail>().runs.length).toBe(before);
    expect(await held.server.query(address, `SELECT served FROM feedwright_jobs.turns WHERE name = 'often'`)).toEqual(served);
    await two().post('/api/feed/pause', { name: 'often', paused: false });
    await until(
      async () => (await one().get('/api/feed?name=often')).json<FeedDetail>().runs.length,
      (runs) => runs > before,
    );
  });

  test('a run is stopped where it is at work, by whichever server was asked', async () => {
    vendor.slow = 3000;
    const { job } = (await two().post('/api/feed/run', { name: 'all' })).json<{ job: string }>();
    const look = async (): Promise<JobView> => (await two().get(`/api/jobs/${job}`)).json<JobView>();
    await until(look, ({ state }) => state === 'running');
    await two().post(`/api/jobs/${job}/stop`);
    const view = await until(look, ({ state }) => state === 'ended');
    vendor.slow = 0;
    expect((view.result as { status: string } | null)?.status).toBe('interrupted');
  });

  const states = (): readonly string[] =>
    hook.heard
      .map(({ body }) => JSON.parse(body) as { readonly feed: string; readonly state: string })
      .filter(({ feed }) => feed === 'all')
      .map(({ state }) => state);

  test('one that ends leaves all to the other, and what it has told of is not told again', async () => {
    vendor.status = 401;
    for (let times = 0; times < 2; times++) {
      const { job } = (await one().post('/api/feed/run', { name: 'all' })).json<{ job: string }>();
      await until(
        async () => (await one().get(`/api/jobs/${job}`)).json<JobView>(),
        ({ state }) => state === 'ended',
      );
    }
    await until(states, (told) => told.includes('refused'));
    const before = states();
    vendor.status = 200;
    await serves[0]?.close();
    const count = async (): Promise<number> => (await two().get('/api/runs?feed=often&limit=500')).json<RunsView>().runs.length;
    const runs = await count();
    await until(count, (found) => found > runs + 1);
    await two().post('/api/feed/run', { name: 'all' });
    await until(states, (told) => told.length > before.length);
    expect(states()).toEqual([...before, 'up to date']);
    expect(serves.flatMap(({ mistakes }) => mistakes)).toEqual([]);
  });
});
