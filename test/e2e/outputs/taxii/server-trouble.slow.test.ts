/** The TAXII server where things go wrong: with the store, with clients, and with very many relations. */
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TaxiiServer } from '../../../../engine/api/taxii/serve-taxii.ts';
import { smallWorld, type SmallWorld } from '../../objects/small-world.ts';
import { copyOf } from '../../kills/harness.ts';
import { askServer, type Page, pagesOf, serveStore } from './served-store.ts';

const FEED = `  f:
    title: F
    source: list
    report:
      ip:
        type: indicator
        subtype: IP Address
        value: !expr ip
        attributes: { Severity: { value: !expr severity, rule: update } }
        related: [{ to: malware, as: indicates }]
      malware: { each: !expr families, type: malware, value: !expr $ }
  reports:
    title: R
    source: list
    report:
      report: { type: report, identity: [!expr id], value: !expr title, related: [{ to: ip }] }
      ip: { each: !expr about, type: indicator, subtype: IP Address, value: !expr $ }
`;
const START = Date.UTC(2026, 0, 1);
const FAMILIES = 2000;

let world: SmallWorld;
let server: TaxiiServer;
let warnings: string[];

const objects = (query = ''): Promise<Page> => askServer(server, `collections/${server.collections[0]?.id}/objects/?${query}`);
const namesIn = ({ objects: all }: Page): readonly unknown[] =>
  all.filter(({ type }) => type === 'indicator').map(({ name }) => name);

beforeEach(async () => {
  warnings = [];
  world = await smallWorld(FEED);
  await world.run('f', [{ id: 1, ip: '198.51.100.1', families: ['Emotet'] }], START);
  server = await serveStore(world, { now: START, warn: (text) => void warnings.push(text) });
});
afterEach(async () => {
  await server.close();
  await world.vendor.close();
});

test('a store that is replaced, damaged, locked or gone is told, and read again once it can be', async () => {
  const path = join(world.cwd, '.feedwright/store.db');
  const other = world.in(copyOf(world.cwd));
  const { next } = await objects('limit=1');
  await other.run('f', [{ id: 2, ip: '198.51.100.2' }], START + 1000);
  expect(namesIn(await objects())).toEqual(['198.51.100.1']);

  const replace = (from: string): void => {
    for (const log of ['-wal', '-shm']) rmSync(`${path}${log}`, { force: true });
    copyFileSync(from, `${path}.new`);
    renameSync(`${path}.new`, path);
  };
  writeFileSync(join(world.cwd, 'damaged.db'), 'This is no store. '.repeat(1000));

  replace(join(world.cwd, 'damaged.db'));
  expect(await objects()).toMatchObject({ status: 500, body: { title: 'The store of this server can not be read.' } });
  expect((await objects()).status).toBe(500);
  expect(warnings).toEqual([expect.stringContaining(path)]);

  replace(join(other.cwd, '.feedwright/store.db'));
  const holder = new DatabaseSync(path);
  holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
  expect(await objects()).toMatchObject({ status: 503, body: { title: expect.stringContaining('at the moment') } });
  holder.close();
  expect((await objects()).status).toBe(200);

  rmSync(path);
  const missing = await objects();
  expect(missing).toMatchObject({ status: 503, body: { http_status: '503' } });
  expect(JSON.stringify(missing.body)).not.toContain(path);
  expect(missing.headers.get('retry-after')).toBe('30');
  expect((await askServer(server, '')).status).toBe(200);

  replace(join(other.cwd, '.feedwright/store.db'));
  expect(namesIn(await objects())).toEqual(['198.51.100.1', '198.51.100.2']);
  // A page that was begun goes on.
  expect(namesIn(await objects(`next=${next}`))).toEqual(['198.51.100.1', '198.51.100.2']);
});

test('the pages of an object with very many relations lose none, whichever way a client pages', async () => {
  const families = Array.from({ length: FAMILIES }, (_, at) => `Family ${at}`);
  await world.run('f', [{ id: 1, ip: '198.51.100.1', families }], START + 1000);
  // It changes behind all of them, so that all relations are made known by it, at moments that are fewer.
  await world.run('f', [{ id: 1, ip: '198.51.100.1', families, severity: 'High' }], START + 2000);
  const expected = FAMILIES + 1;
  for (const [by, limit] of [
    ['added_after', 10],
    ['next', 100],
  ] as const) {
    const all = await pagesOf(server, limit, by);
    const relations = all.filter(({ type }) => type === 'relationship').map(({ id }) => id);
    expect(new Set(relations).size).toBe(expected);
    expect(relations).toHaveLength(expected);
  }
});

test('a report comes with what it is about, whichever of them changed later', async () => {
  await world.run('reports', [{ id: 1, title: 'First', about: ['203.0.113.1', '203.0.113.2'] }], START + 1000);
  await world.run('f', [{ id: 2, ip: '203.0.113.2', severity: 'High' }], START + 2000);
  const { objects: all } = await objects();
  const about = all.filter(({ name = '' }) => name.startsWith('203.')).map(({ id }) => id);
  expect(about).toHaveLength(2);
  expect(all.find(({ type }) => type === 'report')?.['object_refs']).toEqual(expect.arrayContaining(about));
});

/** What is answered to these bytes, and whether the connection ends. */
const raw = async (bytes: string): Promise<string> => {
  const socket = connect(Number(new URL(server.apiRoot).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  return text(socket).catch(() => 'broken');
};
const headers = 'Host: localhost\r\nAccept: application/taxii+json;version=2.1\r\nConnection: close\r\n';

test('HEAD has the headers of GET alone, a slash at the end may be missing, and large bodies are not listened to', async () => {
  const path = `/api/collections/${server.collections[0]?.id}/objects`;
  const [get, head] = [await raw(`GET ${path} HTTP/1.1\r\n${headers}\r\n`), await raw(`HEAD ${path} HTTP/1.1\r\n${headers}\r\n`)];
  const [above, body] = get.split('\r\n\r\n');
  expect(above).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(above).toMatch(/^X-TAXII-Date-Added-Last: \S+\.\d{6}Z/m);
  expect(head.trim().replace(/^Date: .*$/m, '')).toBe(above?.replace(/^Date: .*$/m, ''));
  expect(JSON.parse(body ?? '')).toHaveProperty('objects');
  expect(await raw(`POST ${path}/ HTTP/1.1\r\n${headers}Content-Length: 2\r\n\r\n{}`)).toMatch(/^HTTP\/1\.1 403 /);
  const huge = await raw(`POST ${path}/ HTTP/1.1\r\n${headers}Content-Length: 5000000\r\n\r\n${'x'.repeat(2_000_000)}`);
  expect(huge).toMatch(/^(HTTP\/1\.1 403 [^]*|broken|)$/);
  expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect((await objects()).status).toBe(200);
});
