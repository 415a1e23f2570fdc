import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inProcess } from '../e2e/in-process.ts';
import { feedwright, workingDirectory } from './feedwright.ts';

const sample = JSON.stringify({
  data: [
    { ip: '192.0.2.1', seen: '2026-01-02' },
    { ip: '2001:db8::1', seen: '2026-01-03' },
  ],
});

test('new writes a definition that runs at once, refuses to overwrite it, and does so under --force', async () => {
  const cwd = workingDirectory({ 'response.json': sample });
  const first = await feedwright(['new', 'response.json', '--name', 'mine'], { cwd });
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain('feedwright run mine/records --mock');
  const run = await feedwright(['run', 'mine/records', '--mock'], { cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/created +2/);
  const again = await inProcess('new', { name: 'mine' }, ['response.json'], { cwd });
  expect(again).toMatchObject({ code: 2, stdout: '' });
  expect(again.stderr).toContain('definitions/mine.yaml is there already');
  const forced = await inProcess('new', { name: 'mine', title: 'Other Title', force: true }, ['response.json'], { cwd });
  expect(forced.code).toBe(0);
  expect(readFileSync(join(cwd, 'definitions/mine.yaml'), 'utf8')).toContain('title: Other Title');
});

test('--no-fixtures writes the definition only; flags go before guesses', async () => {
  const cwd = workingDirectory({ 'response.json': sample });
  const made = await feedwright(
    [
      'new',
      'response.json',
      '--no-fixtures',
      '--out',
      'packs/mine.yaml',
      '--name',
      'mine',
      '--value',
      'seen',
      '--type',
      'event',
      '--key',
      'ip',
    ],
    { cwd },
  );
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(join(cwd, 'fixtures'))).toBe(false);
  const text = readFileSync(join(cwd, 'packs/mine.yaml'), 'utf8');
  expect(text).toContain('type: event');
  expect(text).toContain('value: !expr seen');
  expect(text).toContain('key: !expr ip');
  expect(text).not.toContain('samples:');
});

test('a sample comes from an address; a credential in its query becomes an option and is written nowhere', async () => {
  const server = createServer((_request, response) => response.end(gzipSync('ip,score\n192.0.2.1,3\n192.0.2.2,4\n')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cwd = workingDirectory();
  try {
    const made = await inProcess('new', { name: 'mine' }, [`${origin}/list.csv.gz?api_key=hush-hush&days=3`], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(join(cwd, 'definitions/mine.yaml'), 'utf8');
    expect(text).toContain(`base_url: "${origin}"`);
    expect(text).toContain('days: "3"');
    expect(text + made.stdout + readFileSync(join(cwd, 'fixtures/mine/mock.yaml'), 'utf8')).not.toContain('hush');
    const run = await inProcess('run', { mock: true }, ['mine/records'], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/created +2/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test.each([
  ['an empty sample', '', 1, 'The sample is empty.'],
  ['a list without records', '[]', 1, 'no records'],
  ['records without a scalar', '[{"a":{}}]', 1, 'No member of the records'],
])('%s is refused with what to do', async (_what, text, code, message) => {
  const cwd = workingDirectory({ 'response.json': text });
  const made = await inProcess('new', {}, ['response.json'], { cwd });
  expect(made).toMatchObject({ code, stdout: '' });
  expect(made.stderr).toContain(message);
  expect(made.stderr).toContain('hint:');
  expect(existsSync(join(cwd, 'definitions'))).toBe(false);
});

test('a wrong type is refused and nothing is written', async () => {
  const cwd = workingDirectory({ 'response.json': sample });
  const made = await inProcess('new', { type: 'indicater' }, ['response.json'], { cwd });
  expect(made).toMatchObject({ code: 1, stdout: '' });
  expect(existsSync(join(cwd, 'definitions'))).toBe(false);
  expect(existsSync(join(cwd, 'fixtures'))).toBe(false);
});
