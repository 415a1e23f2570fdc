/** Secrets of a vault, of which the store, what is told and what is kept on the disk know nothing. Vault and vendor are made up. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { workingDirectory, type Ended } from '../cli/feedwright.ts';
import { type FakeVault, fakeVault } from '../support/vault.ts';
import { commandLine } from './in-process.ts';

const TOKEN = 'root-token-of-a-test';
const OLD = 'first-invented-key-of-acme';
const NEW = 'second-invented-key-of-acme';

const definition = `language: 1
name: acme
title: Acme
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    api_key: { label: Key, type: secret, required: true }
    note: { label: Note, type: text }
  http: { base_url: !tmpl "{{@user.host}}", auth: { kind: bearer, token: !expr $user.api_key }, headers: { X-Note?: !expr $user.note } }
endpoints:
  list: { request: { path: /list, query: { page: !expr $page.number } }, records: data, key: !expr id, paginate: { kind: page_number }, samples: [list.json] }
feeds:
  all: { title: All, source: list, report: { o: { type: note, value: !expr v } } }
`;

let vault: FakeVault;
let accepted = OLD;
/** Of each request to the vendor: the key and the note that it came with. */
let seen: string[] = [];
/** Told of each request to the vendor before it is answered. */
let onRequest: (count: number) => void = () => undefined;

const vendor = createServer((request, response) => {
  const key = String(request.headers['authorization']).replace('Bearer ', '');
  seen.push(`${key} ${request.headers['x-note'] ?? ''}`.trim());
  onRequest(seen.length);
  if (key !== accepted) return void response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
  const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page'));
  const data = page > 3 ? [] : [{ id: page, v: `v${page}` }];
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
});

beforeEach(async () => {
  vault = await fakeVault();
  vault.secrets.set('secret/feeds/acme', { key: OLD, note: 'a-note-that-nobody-may-see' });
  accepted = OLD;
  seen = [];
  onRequest = () => undefined;
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  vault.close();
  await new Promise((resolve) => vendor.close(resolve));
});

const place = (config: string): string =>
  workingDirectory({
    'definitions/acme.yaml': definition,
    'fixtures/acme/list.json': '{ "data": [{ "id": 1, "v": "a" }] }',
    'feedwright.yaml': `${config}
packs: { acme: { set: { host: 'http://127.0.0.1:${(vendor.address() as AddressInfo).port}', note: '\${vault:feeds/acme#note}' } } }
instances: { one: { feed: acme/all, set: { api_key: '\${vault:feeds/acme#key}' } } }
`,
  });

const usual = (): string => place(`vault: { address: '${vault.address}', token: '\${env:TOKEN}' }`);
const say = (cwd: string, ...words: string[]): Promise<Ended> => commandLine(words, { cwd, env: { TOKEN } });

const expectKeptNowhere = (cwd: string, ...said: readonly Ended[]): void => {
  const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .map((name) => join(cwd, name))
    .filter((name) => statSync(name).isFile());
  const texts = [...files.map((name) => readFileSync(name, 'latin1')), ...said.map(({ stdout, stderr }) => stdout + stderr)];
  expect(files.some((name) => name.endsWith('.db'))).toBe(true);
  for (const secret of [OLD, NEW, TOKEN, 'a-note-that-nobody-may-see'])
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
};

describe('a secret of the vault', () => {
  test('is read as a run begins, and nothing keeps it', async () => {
    const cwd = usual();
    const run = await say(cwd, 'run', 'one', '--trace');
    expect(run).toMatchObject({ code: 0 });
    expect(vault.asked).toEqual(['GET secret/data/feeds/acme']);
    expect(new Set(seen)).toEqual(new Set([`${OLD} a-note-that-nobody-may-see`]));
    expectKeptNowhere(cwd, run, await say(cwd, 'runs', '--json'));
  });

  test('is read again once the vendor does not take it any more', async () => {
    const cwd = usual();
    onRequest = (count) => {
      if (count !== 2) return;
      accepted = NEW;
      vault.secrets.set('secret/feeds/acme', { key: NEW, note: 'a-note-that-nobody-may-see' });
    };
    const run = await say(cwd, 'run', 'one');
    expect(run).toMatchObject({ code: 0 });
    expect(vault.asked).toHaveLength(2);
    expect(seen.map((one) => one.split(' ')[0])).toEqual([OLD, OLD, NEW, NEW, NEW]);
    expectKeptNowhere(cwd, run);
  });

  test('that is refused as it is ends the run, and is not read a third time', async () => {
    accepted = 'something-else';
    const cwd = usual();
    const run = await say(cwd, 'run', 'one');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('401');
    expect(vault.asked).toHaveLength(2);
    expectKeptNowhere(cwd, run);
  });

  test('is not asked for where nothing runs', async () => {
    const cwd = usual();
    vault.state = 'sealed';
    await say(cwd, 'health');
    const validated = await say(cwd, 'validate');
    expect(validated).toMatchObject({ code: 0 });
    expect(vault.asked).toEqual([]);
  });

  test('that can not be had keeps a run from beginning, with place and remedy', async () => {
    const cwd = usual();
    vault.state = 'sealed';
    const run = await say(cwd, 'run', 'one');
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/is sealed\. \[vault\.sealed\]\n {2}at feedwright\.yaml:\d+:\d+\n {2}hint: /);
    expect(seen).toEqual([]);
  });

  test('may name the store, and be what a destination is told', async () => {
    vault.secrets.set('secret/places', { store: 'kept-elsewhere', file: 'a-file-name' });
    const cwd = place(`vault: { address: '${vault.address}', token: '${TOKEN}' }
store: 'sqlite:./\${vault:places#store}.db'
destinations: { out: { kind: ndjson, path: './\${vault:places#file}.jsonl' } }`);
    expect(await say(cwd, 'run', 'one')).toMatchObject({ code: 0 });
    expect(await say(cwd, 'push', 'out')).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'a-file-name.jsonl'), 'utf8').trim().split('\n')).toHaveLength(3);
    expect(statSync(join(cwd, 'kept-elsewhere.db')).size).toBeGreaterThan(0);
  });
});

test('a reference that is none is told by validate, wherever it stands, without asking anybody', async () => {
  const cwd = workingDirectory({
    'definitions/acme.yaml': definition,
    'fixtures/acme/list.json': '{ "data": [{ "id": 1, "v": "a" }] }',
    'feedwright.yaml': `store: 'sqlite:./\${envv:NAME}.db'
vault: { address: 'http://127.0.0.1:1', token: '\${file:token' }
packs: { acme: { set: { note: '\${vault:feeds/acme}' }, http: { proxy: '\${vault:/p#k}' } } }
instances: { one: { feed: acme/all, set: { api_key: '\${vault:#key}' } } }
destinations: { hook: { kind: webhook, url: 'https://hooks.example', secret: ['\${vault:a#}'] } }
serve: { metrics_token: '\${NAME}' }
taxii_server: { tokens: ['\${vault:a}'] }
`,
  });
  const { code, stdout } = await say(cwd, 'validate', '--json');
  expect(code).toBe(2);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly code: string; readonly line: number }[] };
  expect(findings.map((one) => one.code)).toEqual(Array.from({ length: 8 }, () => 'config.reference'));
  expect(findings.map((one) => one.line)).toEqual([1, 2, 3, 3, 4, 5, 6, 7]);
});
