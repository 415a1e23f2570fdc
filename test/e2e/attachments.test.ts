/** Attachments in a store of objects that the configuration names, its key from a vault; vendor, Vault and S3 are made up. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRedactor } from '../../engine/api/world.ts';
import { attachment } from '../../engine/serve/tasks/read/objects.ts';
import { type Ended, workingDirectory } from '../cli/feedwright.ts';
import { KEYS, type ObjectsStore, REGION, startObjectsStore } from '../support/objects-store.ts';
import { type FakeVault, fakeVault } from '../support/vault.ts';
import { commandLine } from './in-process.ts';

const definition = `language: 1
name: acme
title: Acme
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http: { base_url: !tmpl "{{@user.host}}" }
endpoints:
  list: { request: { path: /list }, records: data, key: !expr id, samples: [list.json] }
  image: { args: { id: string }, request: { path: /image, query: { id: !expr $args.id } }, decode: [bytes] }
feeds:
  all:
    title: All
    source: list
    report: { image: { type: attachment, value: !expr id } }
    fulfillment: { images: { of: image, call: image, with: { id: !expr id } } }
`;

const vendor = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://x');
  if (url.pathname === '/image') return void response.end(`image of ${url.searchParams.get('id')}`);
  response.writeHead(200, { 'content-type': 'application/json' }).end('{ "data": [{ "id": "a" }, { "id": "b" }] }');
});

let objects: ObjectsStore;
let vault: FakeVault;
let cwd: string;
beforeEach(async () => {
  [objects, vault] = await Promise.all([startObjectsStore(), fakeVault()]);
  vault.secrets.set('secret/bucket', { key: KEYS.secret_key });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  cwd = workingDirectory({
    'definitions/acme.yaml': definition,
    'fixtures/acme/list.json': '{ "data": [{ "id": "a" }] }',
    'feedwright.yaml': `vault: { address: '${vault.address}' }
attachments: { address: s3://feeds/acme, endpoint: '${objects.origin}', region: ${REGION}, access_key: ${KEYS.access_key}, secret_key: '\${vault:bucket#key}' }
packs: { acme: { set: { host: 'http://127.0.0.1:${(vendor.address() as AddressInfo).port}' } } }
`,
  });
});
afterEach(async () => {
  objects.close();
  vault.close();
  vendor.closeAllConnections();
  await new Promise((resolve) => vendor.close(resolve));
});

const env = { VAULT_TOKEN: 'root-token-of-a-test' };
const say = (...words: string[]): Promise<Ended> => commandLine(words, { cwd, env });
const STORE = '.feedwright/store.db';

test('go where the configuration says, are checked, copied and sent from there, and no key shows', async () => {
  const said = [await say('run', 'acme/all')];
  expect(said).toMatchObject([{ code: 0 }]);
  expect([...objects.objects].map(([key, { bytes }]) => [/^acme\/[0-9a-f]{64}$/.test(key), bytes.toString()]).toSorted()).toEqual(
    [
      [true, 'image of a'],
      [true, 'image of b'],
    ],
  );
  expect(existsSync(join(cwd, `${STORE}.files`))).toBe(false);
  expect(await say('store', 'check')).toMatchObject({ code: 0 });
  expect(JSON.parse((await say('store', 'info', '--json')).stdout)).toMatchObject({ bytes: { attachments: 20 }, attachments: 2 });

  expect(await say('store', 'backup', 'copy.db')).toMatchObject({ code: 0 });
  expect(await say('store', 'check', '--store', 'sqlite:copy.db')).toMatchObject({ code: 0 });
  expect(
    readdirSync(join(cwd, 'copy.db.files'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile()),
  ).toHaveLength(2);

  const [[key, { bytes }] = ['', { bytes: Buffer.alloc(0) }]] = objects.objects;
  const redactor = createRedactor();
  const world = {
    cwd,
    env,
    signal: new AbortController().signal,
    now: Date.now,
    ticks: () => 0,
    note: () => undefined,
    warn: () => undefined,
  };
  const asked = { places: {}, generation: 1, sha256: key.slice('acme/'.length) };
  const sent = await attachment({ ...world, redactor, redact: redactor.redact, tell: () => undefined }, asked);
  expect(sent).toMatchObject({ size: bytes.length, isCopy: true });
  expect(readFileSync(sent?.path ?? '')).toEqual(bytes);
  expect(statSync(sent?.path ?? '').mode & 0o077).toBe(0);
  rmSync(sent?.path ?? '');

  bytes.fill(0);
  const checked = await say('store', 'check');
  expect(checked).toMatchObject({ code: 1, stdout: expect.stringContaining('is not what was stored') });
  said.push(checked);
  for (const { stdout, stderr } of said) expect(stdout + stderr).not.toContain(KEYS.secret_key);
});

test('that can not be kept end the run, and the next one fetches them', async () => {
  vault.secrets.set('secret/bucket', { key: 'another-invented-secret' });
  const failed = await say('run', 'acme/all');
  expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('[store.attachments-denied]') });
  expect(failed.stderr).not.toContain('another-invented-secret');
  vault.secrets.set('secret/bucket', { key: KEYS.secret_key });
  expect(await say('run', 'acme/all')).toMatchObject({ code: 0 });
  expect(objects.objects.size).toBe(2);
});

test('of a store that the command line names lie beside it', async () => {
  expect(await say('run', 'acme/all', '--store', 'sqlite:other.db')).toMatchObject({ code: 0 });
  expect(objects.objects.size).toBe(0);
  expect(existsSync(join(cwd, 'other.db.files'))).toBe(true);
});
