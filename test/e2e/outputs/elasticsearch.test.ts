import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inProcess } from '../in-process.ts';
import { smallWorld } from '../objects/small-world.ts';
import { troubled } from './far-side.ts';
import { openHarbour, PASSWORD, type Harbour } from './harbour.ts';
import { API_KEY, type Cluster, type Doc, field, startCluster } from './search-cluster.ts';

const opened = async ({ far }: Cluster, more = ''): Promise<Harbour> => {
  const harbour = await openHarbour(
    `kind: elasticsearch, url: '${far.origin}/', index: threat-intel, api_key: '${API_KEY}', batch: 6${more}`,
  );
  await harbour.fill('first');
  return harbour;
};

const documentOf = ({ documents }: Cluster, value: string): Doc => {
  const found = [...documents.values()].filter((one) => field(one, 'feedwright.value') === value);
  expect(found, value).toHaveLength(1);
  return found[0] as Doc;
};

test('the index is made with the types of ECS, and has a document for each object', async () => {
  const cluster = await startCluster();
  const harbour = await opened(cluster);
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22, refused: {}, left_out: {} } });
  expect(cluster.mappings()).toMatchObject({
    mappings: { properties: { threat: { properties: { indicator: { properties: { ip: { type: 'ip' } } } } } } },
  });
  expect(cluster.documents.size).toBe(22);
  expect(documentOf(cluster, '198.51.100.3')).toMatchObject({
    event: { kind: 'enrichment', category: ['threat'], type: ['indicator'] },
    threat: {
      indicator: { type: 'ipv4-addr', ip: '198.51.100.3', name: '198.51.100.3', marking: { tlp: 'AMBER', tlp_version: '2.0' } },
      feed: { name: ['Harbour'] },
    },
    related: { ip: ['198.51.100.3'] },
    tags: ['harbour', 'ip address'],
    feedwright: { attributes: expect.arrayContaining([{ name: 'Severity', value: 'Level 1' }]) as unknown },
  });
  expect(field(documentOf(cluster, '198.51.100.0/24'), 'threat.indicator.ip')).toBeUndefined();
  expect(field(documentOf(cluster, '198.51.100.0/24'), 'feedwright.network')).toBe('198.51.100.0/24');
  expect(field(documentOf(cluster, 'https://login.example:8443/a%20b/?q=1&x=%22#top'), 'threat.indicator.url')).toEqual({
    full: 'https://login.example:8443/a%20b/?q=1&x=%22#top',
    original: 'https://login.example:8443/a%20b/?q=1&x=%22#top',
    scheme: 'https',
    domain: 'login.example',
    port: 8443,
    path: '/a%20b/',
    query: 'q=1&x=%22',
    fragment: 'top',
  });
  expect(documentOf(cluster, 'login.example')).toMatchObject({
    threat: { indicator: { type: 'domain-name', url: { domain: 'login.example' }, confidence: 'Low' } },
    related: { hosts: ['login.example'] },
  });
  expect(documentOf(cluster, '64496')).toMatchObject({ threat: { indicator: { as: { number: 64_496 } } } });
  expect(documentOf(cluster, 'HKEY_LOCAL_MACHINE\\Software\\Harbour')).toMatchObject({
    threat: { indicator: { registry: { hive: 'HKLM', key: 'Software\\Harbour', path: 'HKLM\\Software\\Harbour' } } },
  });
  expect(documentOf(cluster, 'Bilgewater')).toMatchObject({
    event: { type: ['info'] },
    threat: { software: { name: 'Bilgewater', type: 'Malware' } },
  });
  expect(cluster.far.bytes()).not.toContain(PASSWORD);
});

test('what has changed takes the place of what was, and what is gone is deleted', async () => {
  const cluster = await startCluster();
  const harbour = await opened(cluster);
  await harbour.push();
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 6, taken_back: 4 } });
  expect(cluster.documents.size).toBe(20);
  expect(field(documentOf(cluster, 'login.example'), 'threat.indicator.confidence')).toBe('High');
  // Its end is no change of the object, and still a later version.
  await harbour.fill('third');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 1, taken_back: 1, refused: {} } });
  expect([...cluster.documents.values()].map((one) => field(one, 'feedwright.value'))).not.toContain('2001:db8::5');
  // All of it again, over versions that are there.
  expect(await harbour.push({ all: true })).toMatchObject({ code: 0, row: { refused: {} } });
  expect(cluster.documents.size).toBe(20);
});

test('what an attempt that broke off has left there never stays in the place of what came after it', async () => {
  const cluster = await startCluster();
  const report = 'report: { o: { type: malware, value: !expr v, attributes: { Level: { value: !expr level, rule: update } } } }';
  const world = await smallWorld(`  f: { title: F, source: list, ${report} }\n`);
  onTestFinished(() => world.vendor.close());
  const destination = `kind: elasticsearch, url: '${cluster.far.origin}', index: threat-intel, api_key: '${API_KEY}'`;
  writeFileSync(join(world.cwd, 'feedwright.yaml'), `destinations: { far: { ${destination} } }\n`);
  const push = async (flags: object = {}): Promise<number | null> => {
    const ended = await inProcess('push', { json: true, ...flags }, ['far'], { cwd: world.cwd, hurries: true });
    return ended.code;
  };
  await world.run('f', [{ id: 1, v: 'Bilgewater', level: 'one' }]);
  // Sent again and again, its version there has come ahead of the changes.
  expect([await push(), await push({ all: true }), await push({ all: true }), await push({ all: true })]).toEqual([0, 0, 0, 0]);
  cluster.far.fail((_, { method }) => (method === 'POST' ? 'breaks behind' : undefined));
  expect(await push({ all: true })).toBe(1);
  cluster.far.fail(() => undefined);
  await world.run('f', [{ id: 1, v: 'Bilgewater', level: 'two' }]);
  expect(await push()).toBe(0);
  expect(field(documentOf(cluster, 'Bilgewater'), 'feedwright.attributes')).toEqual([{ name: 'Level', value: 'two' }]);
});

test('what is gone may stay, marked, without what rules find it by', async () => {
  const cluster = await startCluster({ hasIndex: true });
  const harbour = await opened(cluster, ', gone: mark');
  await harbour.push();
  await harbour.fill('second');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { taken_back: 4 } });
  const gone = documentOf(cluster, 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
  expect(gone).toMatchObject({ feedwright: { gone: 'withdrawn' }, event: { type: ['info'] } });
  expect(field(gone, 'threat.indicator.file')).toBeUndefined();
  await harbour.fill('third');
  await harbour.push();
  expect(documentOf(cluster, 'da39a3ee5e6b4b0d3255bfef95601890afd80709')).toMatchObject({ event: { type: ['indicator'] } });
});

test('a document that is refused is kept with its reason, and the others are not held up', async () => {
  const cluster = await startCluster();
  cluster.itemFault = (value) =>
    value === '64496' ? { status: 400, error: { type: 'document_parsing_exception', reason: 'failed to parse' } } : undefined;
  const harbour = await opened(cluster);
  expect(await harbour.push()).toMatchObject({
    code: 1,
    row: { sent: 21, refused: { 'document_parsing_exception: failed to parse': 1 } },
  });
  cluster.itemFault = () => undefined;
  expect(await harbour.push({ refused: true })).toMatchObject({ code: 0, row: { sent: 1 } });
  expect(cluster.documents.size).toBe(22);
});

test('documents that it is too busy for go again by themselves', async () => {
  const cluster = await startCluster();
  const tries = new Map<string, number>();
  cluster.itemFault = (value) => {
    const number = (tries.get(value) ?? 0) + 1;
    tries.set(value, number);
    const busy = { type: 'es_rejected_execution_exception', reason: 'rejected execution' };
    return value.startsWith('198.51.100.') && number < 3 ? { status: 429, error: busy } : undefined;
  };
  const harbour = await opened(cluster);
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect([tries.get('198.51.100.3'), tries.get('2001:db8::5')]).toEqual([3, 1]);
});

test('breaks, refusals to be repeated and answers that are lost change nothing', async () => {
  const cluster = await startCluster();
  const harbour = await opened(cluster);
  cluster.far.fail(troubled());
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22, refused: {} } });
  expect(cluster.documents.size).toBe(22);
});

test('a request that is too large goes in halves', async () => {
  const cluster = await startCluster({ takes: 2500 });
  const harbour = await opened(cluster);
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
  expect(cluster.documents.size).toBe(22);
});

test('an index that holds later versions than the store gives refuses, instead of staying as it is without a word', async () => {
  const cluster = await startCluster();
  const first = await opened(cluster);
  await first.push();
  await first.fill('second');
  await first.push();
  const other = await opened(cluster);
  const { code, row } = await other.push();
  expect(code).toBe(1);
  expect(Object.keys(row.refused)[0]).toMatch(/^version_conflict_engine_exception: .*current version/);
});

test('a user and a password do as well as a key', async () => {
  const cluster = await startCluster();
  const harbour = await openHarbour(
    `kind: elasticsearch, url: '${cluster.far.origin}', index: threat-intel, user: Aladdin, password: open sesame`,
  );
  await harbour.fill('first');
  expect(await harbour.push()).toMatchObject({ code: 0, row: { sent: 22 } });
});

test('a wrong key, and a missing index, fail the push with the words of the cluster; a key and a user are a mistake', async () => {
  const cluster = await startCluster();
  const harbour = await opened(cluster, ', create_index: false');
  cluster.itemFault = () => ({
    status: 404,
    error: { type: 'index_not_found_exception', reason: 'no such index [threat-intel]' },
  });
  expect(await harbour.push()).toMatchObject({
    code: 1,
    row: { status: 'failed', sent: 0, error: { message: expect.stringContaining('no such index [threat-intel]') as unknown } },
  });
  const wrong = await openHarbour(
    `kind: elasticsearch, url: '${cluster.far.origin}', index: threat-intel, api_key: nonsense-key-of-mine`,
  );
  await wrong.fill('first');
  const { row, stdout } = await wrong.push();
  expect(row.error).toMatchObject({ code: 'http.status', place: expect.stringContaining('feedwright.yaml:2') as unknown });
  expect(stdout).not.toContain('nonsense-key-of-mine');
  const both = await openHarbour(
    `kind: elasticsearch, url: '${cluster.far.origin}', index: threat-intel, api_key: nonsense-key-of-mine, user: me, password: my-password`,
  );
  await both.fill('first');
  await expect(both.push()).rejects.toThrow('gives an API key and a user. [config.destination]');
});
