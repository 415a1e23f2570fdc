/** How a source pages, read from two pages of it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { loadPack } from '../../engine/language/load.ts';
import { inProcess } from '../e2e/in-process.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'second-page-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const drafted = async (first: string, nextPage: string): Promise<string> => {
  const made = await inProcess('new', { name: 'mine', nextPage }, [first], { cwd });
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const run = await inProcess('run', { mock: true }, ['mine/records'], { cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return readFileSync(join(cwd, 'definitions/mine.yaml'), 'utf8');
};

test('two files show what grows from page to page, and what only the second one has', async () => {
  writeFileSync(join(cwd, 'a.json'), '{"at":0,"list":[{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}]}');
  writeFileSync(join(cwd, 'b.json'), '{"at":2,"list":[{"ip":"192.0.2.3","score":5},{"ip":"192.0.2.4"}]}');
  const text = await drafted('a.json', 'b.json');
  expect(text).toContain('paginate: { kind: offset }');
  expect(text).toContain('at: !expr $page.offset');
  expect(text).toContain('Score: { value: !expr score, rule: update }');
});

test.each([
  ['?nr=1', '?nr=2', 'kind: page_number }', 'nr: !expr $page.number'],
  ['?nr=0&size=2', '?nr=1&size=2', 'kind: page_number, start: 0 }', 'nr: !expr $page.number'],
  ['', '?nr=2', 'kind: page_number }', 'nr: !expr $page.number'],
  ['?from=0', '?from=2', 'kind: offset }', 'from: !expr $page.offset'],
  ['', '?go=abc', 'kind: cursor, token: !expr mark }', 'go?: !expr $page.token'],
])('two addresses, %s and %s, show the parameter', async (first, second, paginate, param) => {
  const server = createServer((_request, response) =>
    response.end('{"mark":"abc","list":[{"ip":"192.0.2.1"},{"ip":"192.0.2.2"}]}'),
  ).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  try {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
    const text = await drafted(base + first, base + second);
    expect(text).toContain(`paginate: { ${paginate}`);
    expect(text).toContain(param);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a Link header is followed', async () => {
  const server = createServer((_request, response) =>
    response.writeHead(200, { link: '</list?page=2>; rel="next"' }).end('[{"ip":"192.0.2.1"}]'),
  ).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const made = await inProcess('new', { name: 'mine' }, [`http://127.0.0.1:${(server.address() as AddressInfo).port}/list`], {
    cwd,
  });
  server.closeAllConnections();
  server.close();
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(join(cwd, 'definitions/mine.yaml'), 'utf8')).toContain('paginate: { kind: link_header }');
});

test('the window of the remark stands as it is where the remark is taken away', async () => {
  writeFileSync(join(cwd, 'a.json'), '[{"ip":"192.0.2.1","zuletzt geändert: update":"2026-01-02T00:00:00Z"}]');
  expect(await inProcess('new', { name: 'mine' }, ['a.json'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  const file = join(cwd, 'definitions/mine.yaml');
  const text = readFileSync(file, 'utf8')
    .replace(/^( +)# {3}(window: .*)$/m, '$1$2')
    .replace(/^ +state: .*\n/m, '');
  expect(text).toMatch(/^ {4}window: /m);
  writeFileSync(file, text);
  expect(loadPack(file, createVocabulary(), { root: join(cwd, 'definitions') }).diagnostics).toEqual([]);
  const { stdout } = await inProcess('run', { mock: true, since: '2026-01-01', until: '2026-02-01' }, ['mine/records'], { cwd });
  expect(stdout).toMatch(/created +1/);
});
