/** The store as a TAXII 2.1 server: what clients get, whichever way they page, while the store changes between two polls. */
import type { ObjectView } from '../../../../engine/store/views/object-view.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TaxiiServer } from '../../../../engine/api/taxii/serve-taxii.ts';
import { workingDirectory } from '../../../cli/feedwright.ts';
import { definitions } from '../../../definition-runs.ts';
import { inProcess } from '../../in-process.ts';
import { smallWorld, type SmallWorld } from '../../objects/small-world.ts';
import { askServer, type Page, pagesOf, serveStore, type Stix } from './served-store.ts';

const FEED = `  f:
    title: F
    source: list
    report:
      ip:
        type: indicator
        subtype: IP Address
        value: !expr ip
        tlp: !expr tlp
        withdraw: !expr gone = true
        attributes: { Severity: { value: !expr severity, rule: update } }
        related: [{ to: malware, as: indicates }]
      malware: { each: !expr families, type: malware, value: !expr $ }
`;

const ip = (number: number): string => `198.51.100.${number}`;
const START = Date.UTC(2026, 0, 1);

let world: SmallWorld;
let server: TaxiiServer;

const serve = (taxii?: string, env?: Readonly<Record<string, string>>, host?: string): Promise<TaxiiServer> =>
  serveStore(world, { taxii, env, host, now: START });

beforeEach(async () => {
  world = await smallWorld(FEED);
  await world.run(
    'f',
    [1, 2, 3].map((id) => ({ id, ip: ip(id), families: ['Emotet'] })),
    START,
  );
});
afterEach(async () => {
  await server?.close();
  await world.vendor.close();
});

const get = (path: string, headers?: Readonly<Record<string, string>>): Promise<Page> => askServer(server, path, headers);

const objects = (query: string): Promise<Page> => get(`collections/${server.collections[0]?.id}/objects/?${query}`);

const pages = (limit: number, by: 'next' | 'added_after'): Promise<readonly Stix[]> => pagesOf(server, limit, by);

const own = (all: readonly Stix[]): readonly string[] =>
  all.filter(({ type }) => ['indicator', 'malware', 'relationship'].includes(type)).map(({ id }) => id);

describe('a client', () => {
  test('gets every object once, with whichever limit and way of paging', async () => {
    server = await serve();
    const whole = (await objects('')).objects;
    expect(own(whole)).toHaveLength(3 + 1 + 3);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('next' as const, 'added_after' as const),
        async (limit, by) => {
          expect((await pages(limit, by)).map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
        },
      ),
      { numRuns: 20 },
    );
  });

  test('that comes again gets what is new, changed or withdrawn since, and nothing twice', async () => {
    server = await serve();
    const { last } = await objects('');
    expect((await objects(`added_after=${last}`)).body).toEqual({});
    await world.run(
      'f',
      [
        { id: 1, ip: ip(1), severity: 'High' },
        { id: 2, ip: ip(2), gone: true },
        { id: 4, ip: ip(4), families: ['Emotet'] },
      ],
      START + 1000,
    );
    const again = (await objects(`added_after=${last}`)).objects;
    expect(again.filter(({ type }) => type === 'indicator').map(({ name, revoked }) => [name, revoked])).toEqual([
      [ip(1), undefined],
      [ip(2), true],
      [ip(4), undefined],
    ]);
    expect(new Set(again.map(({ id }) => id)).size).toBe(again.length);
    // Its relation begins at it and ends at what was there before.
    expect(again.filter(({ type }) => type === 'relationship').length).toBeGreaterThan(0);
  });

  test('may cut the moment to milliseconds: it gets the last ones again, and goes on', async () => {
    await world.run(
      'f',
      Array.from({ length: 60 }, (_, id) => ({ id, ip: ip(id) })),
      START + 1000,
    );
    server = await serve();
    const seen = new Set<string>();
    let after = '2025-12-31T00:00:00.000Z';
    for (let turn = 0; turn < 60; turn++) {
      const page = await objects(`limit=40&added_after=${after}`);
      const cut = page.last?.replace(/\d{3}Z$/, 'Z');
      for (const { id } of page.objects) seen.add(id);
      if (cut === undefined || cut === after) break;
      after = cut;
    }
    expect(own([...seen].map((id) => ({ id, type: id.split('--')[0] as string })))).toHaveLength(60 + 1 + 3);
  });

  test('that chooses by type, id or version gets those alone, on every page', async () => {
    server = await serve();
    const page = await objects('limit=2&match[type]=indicator');
    expect(page.objects.map(({ type }) => type)).toEqual(['indicator', 'indicator']);
    // Next stands for the filters, with another limit too.
    expect((await objects(`limit=9&next=${page.next}`)).objects.map(({ type }) => type)).toEqual(['indicator']);
    const id = page.objects[0]?.id ?? '';
    expect((await objects(`match[id]=${id},indicator--x`)).objects.map((one) => one.id)).toEqual([id]);
    expect((await objects(`match[id]=${id}&match[type]=malware`)).body).toEqual({});
    expect((await objects('match[spec_version]=2.0')).body).toEqual({});
    const one = `collections/${server.collections[0]?.id}/objects/${id}/`;
    expect((await get(one)).objects.map((found) => found.id)).toEqual([id]);
    expect((await get(`${one}versions/`)).body['versions']).toHaveLength(1);
    expect((await get(`collections/${server.collections[0]?.id}/manifest/?match[id]=${id}`)).objects).toMatchObject([{ id }]);
    expect((await get(one.replace(id, 'indicator--00000000-0000-4000-8000-000000000000'))).status).toBe(404);
  });
});

test('what a client asks for wrongly, or may not have, is answered as the standard has it', async () => {
  server = await serve();
  const statuses: readonly (readonly [string, number])[] = [
    ['limit=0', 400],
    ['limit=-1', 400],
    ['limit=x', 400],
    ['added_after=yesterday', 400],
    ['added_after=2026-01-01T00:00:00Z&added_after=2026-01-02T00:00:00Z', 400],
    ['next=nonsense', 400],
    ['match[version]=all,first', 400],
    ['match[type]=', 400],
    ['unknown=1', 200],
    ['limit=100000', 200],
  ];
  for (const [query, status] of statuses) expect([query, (await objects(query)).status]).toEqual([query, status]);
  const accepts: readonly (readonly [string, number])[] = [
    ['application/taxii+json;version=2.1', 200],
    ['application/taxii+json', 200],
    ['text/html, */*;q=0.1', 200],
    ['application/taxii+json;version=2.0', 406],
    ['application/json', 406],
  ];
  for (const [accept, status] of accepts)
    expect([accept, (await get('collections/', { accept })).status]).toEqual([accept, status]);
  const { headers, body } = await objects('limit=0');
  expect(headers.get('content-type')).toBe('application/taxii+json;version=2.1');
  expect(body).toMatchObject({ title: expect.any(String), http_status: '400' });
  for (const method of ['POST', 'DELETE', 'PUT'])
    expect((await fetch(`${server.apiRoot}collections/${server.collections[0]?.id}/objects/`, { method })).status).toBe(
      method === 'PUT' ? 405 : 403,
    );
  for (const path of ['nowhere/', 'collections/x/', 'status/x/']) expect((await get(path)).status).toBe(404);
});

test('only who is known may read, and nobody from elsewhere where there are no users', async () => {
  server = await serve('{ users: { reader: "${env:PASSWORD}" }, tokens: [a-long-token] }', { PASSWORD: 'pass:word' });
  const basic = (text: string): Record<string, string> => ({ authorization: `basic ${Buffer.from(text).toString('base64')}` });
  expect((await get('collections/')).status).toBe(401);
  expect((await get('collections/')).headers.get('www-authenticate')).toContain('Basic');
  expect((await get('collections/', basic('reader:wrong'))).status).toBe(401);
  expect((await get('collections/', basic('reader:pass:word'))).status).toBe(200);
  expect((await get('collections/', { authorization: 'Bearer a-long-token' })).status).toBe(200);
  await expect(serve('{}', {}, '0.0.0.0')).rejects.toMatchObject({ code: 'taxii.open' });
});

test('a collection has what its rules let through, and no relation to anything else', async () => {
  await world.run('f', [{ id: 9, ip: ip(9), tlp: 'red', families: ['Emotet'] }], START + 1000);
  server = await serve(
    '{ collections: { green: { title: For partners, tlp: { at_most: green }, only: { type: [indicator, malware] } } } }',
  );
  const all = (await objects('')).objects;
  expect(JSON.stringify(all)).not.toContain(ip(9));
  expect(all.filter(({ type }) => type === 'relationship')).toHaveLength(3);
});

test('the shipped TAXII feed reads it page by page, while objects come, change and go between two polls', async () => {
  server = await serve();
  const cwd = workingDirectory({});
  const set = [`api_root=${server.apiRoot}`, 'authentication=none', `collection=${server.collections[0]?.id}`];
  const poll = async (): Promise<void> => {
    const { code, stderr } = await inProcess('run', { json: true, definitions, set }, ['taxii/collection'], {
      cwd,
      now: () => START + 5000,
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  };
  const theirs = async (): Promise<readonly (readonly string[])[]> => {
    const { stdout } = await inProcess('objects', { json: true, type: 'indicator' }, [], { cwd });
    const views = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ObjectView);
    return views.map(({ value, status, related }) => [value, status ?? '', ...related.map(({ as, to }) => `${as} ${to.value}`)]);
  };
  await poll();
  expect(await theirs()).toEqual([1, 2, 3].map((id) => [ip(id), 'Active', 'indicates Emotet']));
  await world.run(
    'f',
    [
      { id: 2, ip: ip(2), gone: true },
      { id: 3, ip: ip(3), severity: 'High', families: ['Emotet', 'QakBot'] },
      { id: 5, ip: ip(5) },
    ],
    START + 1000,
  );
  await poll();
  expect(await theirs()).toEqual([
    [ip(1), 'Active', 'indicates Emotet'],
    [ip(2), 'Expired', 'indicates Emotet'],
    [ip(3), 'Active', 'indicates Emotet', 'indicates QakBot'],
    [ip(5), 'Active'],
  ]);
});
