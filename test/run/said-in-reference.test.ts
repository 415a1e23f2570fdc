/** What the chapter "Time, state and windows" of the reference says. */
import { afterEach, expect, test } from 'vitest';
import { workingDirectory } from '../cli/feedwright.ts';
import { startVendor, type Vendor } from '../components/live.ts';
import { commandLine, inProcess } from '../e2e/in-process.ts';
import { smallWorld, type SmallWorld } from '../e2e/objects/small-world.ts';

let closing: readonly Pick<Vendor, 'close'>[] = [];
afterEach(async () => {
  for (const one of closing) await one.close();
});
const open = async (feeds: string): Promise<SmallWorld> => {
  const world = await smallWorld(feeds);
  closing = [world.vendor];
  return world;
};
const entry = (more: string): string => `report: { o: { type: indicator, subtype: FQDN, value: !expr v${more} } }`;

test('with `update` all values that one record gives of a name stand together, and the next record replaces them all', async () => {
  const world = await open(
    `  f: { title: F, source: list, ${entry(', attributes: { Tag: { value: !expr tags, rule: update } }')} }\n`,
  );
  const tags = async () => (await world.objects())[0]?.attributes.map(({ value }) => value);
  await world.run('f', [{ id: 1, v: 'a.example', tags: ['one', 'two'] }]);
  expect(await tags()).toEqual(['one', 'two']);
  await world.run('f', [{ id: 2, v: 'a.example', tags: ['three'] }]);
  expect(await tags()).toEqual(['three']);
});

test('objects of one type and identity are one object, whichever feed made them; by value and by identity they are two', async () => {
  const world = await open(`  one: { title: One, source: list, ${entry('')} }
  two: { title: Two, source: list, ${entry('')} }
  own: { title: Own, source: list, ${entry(', identity: !expr id')} }
  own2: { title: Own 2, source: list, ${entry(', identity: !expr id')} }
`);
  for (const feed of ['one', 'two', 'own', 'own2']) await world.run(feed, [{ id: 1, v: 'a.example' }]);
  expect((await world.objects()).map(({ sources }) => sources)).toEqual([
    ['Own', 'Own 2'],
    ['One', 'Two'],
  ]);
});

test('`of` of `largest` sees records as they came, before `expand`', async () => {
  const world = await open(
    `  f: { title: F, source: list, state: { kind: largest, of: !expr at }, filters: [{ expand: !expr parts }], ${entry('')} }\n`,
  );
  await world.run('f', [{ id: 1, at: 5, parts: [{ v: 'a.example', at: 50 }] }]);
  const { stdout } = await commandLine(['state', 'show', 'small/f', '--json'], { cwd: world.cwd });
  expect(stdout).toContain('5');
  expect(stdout).not.toContain('50');
});

test('headers of the connection go with the request for a token, those of an endpoint do not', async () => {
  const vendor = await startVendor();
  closing = [vendor];
  vendor.answer = ({ url }) => ({ json: url.pathname === '/token' ? { token: 'a-token-of-no-use' } : [] });
  const cwd = workingDirectory({
    'definitions/heads.yaml': `language: 1
name: heads
title: Heads
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http:
    base_url: !tmpl "{{@user.host}}"
    headers: { X-Of-Connection: 'yes' }
    auth: { kind: session, login: { method: POST, path: /token, json: {} }, token: !expr token, headers: { X-Token: !expr $token } }
endpoints:
  list: { request: { path: /list }, headers: { X-Of-Endpoint: 'yes' }, records: $ }
feeds:
  f: { title: F, source: list, report: { o: { type: report, value: !expr v } } }
`,
  });
  const { code, stderr } = await inProcess('run', { set: [`host=${vendor.origin}`] }, ['heads/f'], { cwd, now: () => 0 });
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const heads = vendor.asked.map(({ url, headers }) => [url.pathname, headers['x-of-connection'], headers['x-of-endpoint']]);
  expect(heads).toEqual([
    ['/token', 'yes', undefined],
    ['/list', 'yes', 'yes'],
  ]);
});
