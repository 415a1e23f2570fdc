/** Two tenants and the project itself on one server: each sees and runs what is its own, whatever it asks for. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FeedsView } from '../../../engine/serve/contract/feeds.ts';
import type { ObjectsView } from '../../../engine/serve/contract/objects.ts';
import type { JobView, RunsView } from '../../../engine/serve/contract/runs.ts';
import { Users } from '../../../engine/serve/access/users.ts';
import { ask, Browser, type Answer } from '../browser.ts';
import { configuration, definition, folderWith, startVendor, type Vendor } from '../project.ts';
import { startServe, type StartedServe, until } from '../start-serve.ts';

const WORDS = 'a sentence that nobody guesses';
const vendors: Record<string, Vendor> = {};
let serve: StartedServe;
let tokens: Record<string, string> = {};

const tenantFolder = (folder: string, name: string, host: string): void => {
  const own = definition.replaceAll('name: acme\n', `name: ${name}\n`).replaceAll('Acme', name);
  mkdirSync(join(folder, name, 'definitions'), { recursive: true });
  writeFileSync(join(folder, name, 'definitions', `${name}.yaml`), own);
  writeFileSync(join(folder, name, 'feedwright.yaml'), configuration(host).replaceAll('acme', name));
};

beforeAll(async () => {
  for (const name of ['main', 'red', 'blue']) {
    const vendor = await startVendor();
    vendor.cases = [{ id: 1, name: `${name}.example`, text: name, score: 7, password: `${name}-password` }];
    vendors[name] = vendor;
  }
  const folder = folderWith({
    'definitions/acme.yaml': definition,
    'feedwright.yaml': configuration(
      vendors['main']?.host ?? '',
      'tenants: { red: ./red, blue: ./blue }\nserve: { metrics_token: collector }\n',
    ),
  });
  for (const name of ['red', 'blue']) tenantFolder(folder, name, vendors[name]?.host ?? '');
  serve = await startServe(folder);
  const users = new Users(serve.core.db);
  await users.add('ada', 'admin', WORDS, 1);
  await users.add('vera', 'viewer', WORDS, 1);
  await users.add('rob', 'admin', WORDS, 1, 'red');
  await users.add('bea', 'operator', WORDS, 1, 'blue');
  tokens = Object.fromEntries(['ada', 'vera', 'rob', 'bea'].map((name) => [name, users.addToken(name, 1) ?? '']));
});

afterAll(async () => {
  await serve.close();
  for (const vendor of Object.values(vendors)) vendor.close();
});

const as = (user: string, path: string, body?: object, more: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  ask(serve.origin, path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${tokens[user]}`, 'content-type': 'application/json', ...more },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

const names = async (user: string, more?: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  (await as(user, '/api/objects', undefined, more)).json<ObjectsView>().objects.map(({ value }) => value);

const runs = async (user: string): Promise<RunsView['runs']> => (await as(user, '/api/runs')).json<RunsView>().runs;

describe('a tenant', () => {
  beforeAll(async () => {
    for (const user of ['ada', 'rob', 'bea']) {
      const asked = await as(user, '/api/feed/run', { name: 'all' });
      expect(asked.status).toBe(200);
      const { job } = asked.json<{ job: string }>();
      await until(
        async () => (await as(user, `/api/jobs/${job}`)).json<JobView>(),
        ({ state }) => state === 'ended',
      );
    }
  });

  test('sees its own objects, feeds and runs', async () => {
    expect(await names('rob')).toEqual(['red.example']);
    expect(await names('bea')).toEqual(['blue.example']);
    expect(await names('vera')).toEqual(['main.example']);
    for (const [user, pack] of Object.entries({ rob: 'red', bea: 'blue', vera: 'acme' })) {
      const { feeds } = (await as(user, '/api/feeds')).json<FeedsView>();
      expect(new Set(feeds.map((one) => one.pack))).toEqual(new Set([pack]));
      expect((await runs(user)).map(({ feed }) => feed)).toEqual([`${pack}/cases`]);
    }
    for (const vendor of Object.values(vendors)) expect(vendor.heard).toHaveLength(1);
  });

  test("finds nothing of another's: objects, runs, jobs, definitions, actions, destinations", async () => {
    const [run] = await runs('bea');
    const job = (await as('bea', '/api/jobs')).json<{ jobs: readonly JobView[] }>().jobs[0]?.job ?? '';
    const foreign = [
      '/api/object?type=incident&value=blue.example',
      `/api/runs/${run?.run}`,
      `/api/runs/${run?.run}/review`,
      `/api/jobs/${job}`,
      '/api/definition?pack=blue',
      '/api/feed?name=blue%2Fcases',
    ];
    for (const path of foreign) {
      const answer = await as('rob', path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.text).not.toContain('blue-password');
    }
    for (const [path, body] of Object.entries({
      '/api/feed/run': { name: 'blue/cases' },
      '/api/feed/pause': { name: 'blue/cases', paused: true },
      '/api/object/reveal': { type: 'incident', subtype: '', value: 'blue.example' },
      [`/api/runs/${run?.run}/undo`]: {},
      [`/api/runs/${run?.run}/replay`]: { window: 0 },
    }))
      expect([path, (await as('rob', path, body)).status]).toEqual([path, 404]);
    const action = { action: 'blue/close', objects: ['incident:blue.example'], values: { why: 'w' } };
    for (const path of ['/api/actions/preview', '/api/actions/send'])
      expect((await as('rob', path, action)).status).toBeGreaterThanOrEqual(400);
    expect(vendors['blue']?.heard).toHaveLength(1);
  });

  test('can not ask for another by a header, unless it is an admin of the whole', async () => {
    const blue = { 'x-feedwright-tenant': 'blue' };
    expect(await names('rob', blue)).toEqual(['red.example']);
    expect((await as('vera', '/api/objects', undefined, blue)).status).toBe(401);
    expect(await names('ada', blue)).toEqual(['blue.example']);
    expect((await as('ada', '/api/objects', undefined, { 'x-feedwright-tenant': 'green' })).status).toBe(404);
  });

  test('sees its own audit alone, and signs in by password to its own project', async () => {
    const { entries } = (await as('rob', '/api/audit')).json<{ entries: readonly { readonly user: string }[] }>();
    expect(new Set(entries.map(({ user }) => user))).toEqual(new Set(['rob']));
    const browser = await Browser.byPassword(serve.origin, 'bea', WORDS);
    const found = (await browser.get('/api/objects')).json<ObjectsView>();
    expect(found.objects.map(({ value }) => value)).toEqual(['blue.example']);
    expect((await browser.post('/api/feed/run', { name: 'all' })).status).toBe(200);
    expect((await browser.post('/api/session', {}, 'DELETE')).status).toBe(200);
    expect((await browser.get('/api/objects')).status).toBe(401);
  });

  test('has a token that ends with its user; one that was made up is none', async () => {
    expect((await ask(serve.origin, '/api/feeds', { headers: { authorization: 'Bearer fw_made-up' } })).status).toBe(401);
    new Users(serve.core.db).remove('vera');
    expect((await as('vera', '/api/feeds')).status).toBe(401);
  });

  test("does not see what the server keeps of the project: its figures are the collector's", async () => {
    const { text } = await as('rob', '/metrics');
    expect(text).toContain('feedwright_runs_under_way 0');
    expect(text).not.toMatch(/blue|tenant=/);
    const all = await ask(serve.origin, '/metrics', { headers: { authorization: 'Bearer collector' } });
    expect(all.text).toMatch(/feedwright_runs_total\{tenant="red",feed="all",status="succeeded"\} \d/);
    expect(all.text).toMatch(/feedwright_runs_under_way\{tenant="blue"\} 0/);
  });
});
