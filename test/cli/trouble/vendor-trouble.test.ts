/** Everything that a vendor can do wrong: one clear message, exit 1, no checkpoint moved, nothing stored, no secret shown. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultKind } from '../../../engine/mock/faults/fault.ts';
import { type MockVendor, startMock } from '../../../engine/mock/start-mock.ts';
import { commandLine } from '../../e2e/in-process.ts';
import { type Ended, feedwright, workingDirectory } from '../feedwright.ts';

const TOKEN = 'secret/token+with=odd&characters%';
const mock = join(import.meta.dirname, '../../../fixtures/seclytics/mock.yaml');

const vendors: MockVendor[] = [];
afterEach(() => Promise.all(vendors.splice(0).map((vendor) => vendor.close())));

const vendor = async (fault?: FaultKind, files: Readonly<Record<string, string>> = {}): Promise<MockVendor> => {
  const started = await startMock({
    file: mock,
    user: { access_token: TOKEN },
    files,
    faults: fault === undefined ? [] : [{ route: '*', fault, times: Infinity }],
  });
  vendors.push(started);
  return started;
};

/** Against a real address, with a store of its own. */
const run = async (
  origin: URL,
  cwd: string,
  token = TOKEN,
  command: typeof feedwright | typeof commandLine = commandLine,
): Promise<Ended & { readonly row: { status: string; error: { code: string; message: string } | null } }> => {
  const ended = await command(['run', 'seclytics/predictions', '--json', '--set', `host=${origin.origin}`], {
    cwd,
    env: { FEEDWRIGHT_SECLYTICS_ACCESS_TOKEN: token },
  });
  return { ...ended, row: JSON.parse(ended.stdout) as { status: string; error: { code: string; message: string } | null } };
};

/** The token in no file, and in no output, in any of its usual spellings. */
const hides = (secret: string, ended: Ended, cwd: string): void => {
  const files = readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .map((name) => join(cwd, name))
    .filter((path) => statSync(path).isFile());
  const texts = [ended.stdout, ended.stderr, ...files.map((path) => readFileSync(path, 'latin1'))];
  for (const form of [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').slice(0, -4),
    Buffer.from(secret).toString('hex'),
  ]) {
    expect(texts.filter((text) => text.includes(form))).toEqual([]);
  }
};

const untouched = async (cwd: string): Promise<void> => {
  const info = JSON.parse((await commandLine(['store', 'info', '--json'], { cwd })).stdout) as {
    objects: number;
    instances: unknown[];
  };
  // A feed whose only run failed has begun nothing.
  expect(info).toMatchObject({ objects: 0, instances: [] });
};

describe('a run ends with 1 and one message', () => {
  test.each<[string, FaultKind, RegExp]>([
    ['a refusal', { kind: 'status', status: 401, body: '{"error":{"message":"no such token"}}' }, /access token is wrong/],
    ['too many requests for good', { kind: 'status', status: 429, retryAfter: '0' }, /429/],
    ['too many requests, and a wait of a day', { kind: 'status', status: 429, retryAfter: '86400' }, /429|Retry-After|wait/i],
    ['a page for people', { kind: 'html' }, /HTML|html|page|csv|CSV|column/],
    ['half of the file', { kind: 'truncate' }, /gzip|cut|end|truncated/i],
    ['a bit that flipped', { kind: 'flip', at: 0.9 }, /gzip|corrupt|damaged|checksum/i],
    ['a gzip bomb', { kind: 'bomb', mebibytes: 20_000 }, /larger|limit|bomb|too|empty/i],
    ['a redirect to another host', { kind: 'redirect', location: 'https://elsewhere.example/dump' }, /elsewhere\.example/],
  ])('after %s', async (_what, fault, message) => {
    const cwd = workingDirectory();
    // A bomb is made and taken apart at once: that needs a process for each.
    const ended = await run((await vendor(fault)).origin, cwd, TOKEN, fault.kind === 'bomb' ? feedwright : commandLine);
    expect(ended.code).toBe(1);
    expect(ended.row.status).toBe('failed');
    expect(ended.row.error?.message).toMatch(message);
    expect(ended.stderr.match(/^error: /gm)).toHaveLength(1);
    expect(ended.stderr).not.toMatch(/\n\s+at .*(?:\.ts|node:)|mistake of its own/);
    hides(TOKEN, ended, cwd);
    await untouched(cwd);
  });

  test('after a row with a cell too many', async () => {
    const files = { 'predictions.csv': 'ragged.csv' };
    const cwd = workingDirectory({ 'ragged.csv': 'ip,importance\n192.0.2.1,90\n192.0.2.2,90,surplus\n' });
    const ended = await run((await vendor(undefined, { 'predictions.csv': join(cwd, files['predictions.csv']) })).origin, cwd);
    expect(ended.code).toBe(1);
    expect(ended.row.error?.message).toMatch(/row|line|column|cell/i);
    await untouched(cwd);
  });
});

test('a wrong token is refused by name and shown nowhere', async () => {
  const cwd = workingDirectory();
  const ended = await run((await vendor()).origin, cwd, 'another-token-entirely');
  expect(ended).toMatchObject({ code: 1, row: { status: 'failed' } });
  expect(ended.row.error?.message).toContain('Invalid access token');
  hides('another-token-entirely', ended, cwd);
});

test('credentials do not follow a redirect to another host', async () => {
  const seen: string[] = [];
  const elsewhere = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((done) => elsewhere.once('listening', done));
  const { port } = elsewhere.address() as AddressInfo;
  const ended = await run(
    (await vendor({ kind: 'redirect', location: `http://127.0.0.1:${port}/stolen` })).origin,
    workingDirectory(),
  );
  elsewhere.close();
  expect(ended.code).toBe(1);
  expect(seen).toEqual([]);
});

test('a good run after the trouble succeeds, with the token nowhere', async () => {
  const cwd = workingDirectory();
  await run((await vendor({ kind: 'truncate' })).origin, cwd);
  const ended = await run((await vendor()).origin, cwd);
  expect(ended).toMatchObject({ code: 0, stderr: '', row: { status: 'succeeded', error: null } });
  hides(TOKEN, ended, cwd);
});
