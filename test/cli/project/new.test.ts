import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Ask } from '../../../engine/api/scaffold/wish.ts';
import { withQuestions } from '../../../engine/commands/scaffold/ask.ts';
import { fakeIo } from '../../commands/display/fake-io.ts';
import { inProcess } from '../../e2e/in-process.ts';
import { feedwright, workingDirectory } from '../feedwright.ts';

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

test.each([
  ['rows with their names', '{"fields":["seen","ip"],"rows":[["2026-01-02","192.0.2.1"],["2026-01-03","2001:db8::1"]]}'],
  ['rows below their names', '[["seen","ip"],["2026-01-02","192.0.2.1"],["2026-01-03","2001:db8::1"]]'],
  ['rows without names', '[["2026-01-02","192.0.2.1"],["2026-01-03","2001:db8::1"]]'],
  ['plain values', '{"count":2,"ips":["192.0.2.1","2001:db8::1"]}'],
  ['a map of lists', '{"1501":[{"ip":"192.0.2.1"}],"1502":[{"ip":"2001:db8::1"}]}'],
])('what new makes of %s runs', async (_what, text) => {
  const cwd = workingDirectory({ 'response.json': text });
  expect(await inProcess('new', { name: 'mine' }, ['response.json'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  const run = await inProcess('run', { mock: true }, ['mine/records'], { cwd });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toMatch(/created +2/);
  const { stdout } = await inProcess('objects', { mock: true }, [], { cwd });
  expect(stdout).toMatch(/IPv6 Address\) +2001:db8::1/);
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
  expect(made.stdout).toContain('try it: feedwright run packs/mine.yaml#records\n');
  expect(text).toContain('type: event');
  expect(text).toContain('value: !expr seen');
  expect(text).toContain('key: !expr ip');
  expect(text).not.toContain('samples:');
});

/** A vendor on loopback that gives a packed table to every request, and what it was asked. */
const withVendor = async (use: (host: string, asked: readonly IncomingMessage[]) => Promise<void>): Promise<void> => {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    response.end(gzipSync('ip,score\n192.0.2.1,3\n192.0.2.2,4\n'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

/** Every file below a folder, as one text. */
const everything = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => `${entry.name}\n${entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), 'latin1') : ''}`)
    .join('\n');

test.each([
  ['in its query', 'http://HOST/list.csv.gz?api_key=hush-hush&days=3', 'api_key: !expr $user.credential'],
  ['in its query under a short name', 'http://HOST/list.csv.gz?pwd=hush-hush', 'pwd: !expr $user.credential'],
  ['in its query without a telling name', 'http://HOST/list.csv.gz?x=hush0123456789abcdefhush', 'x: !expr $user.credential'],
  ['in its path', 'http://HOST/v1/hush0123456789abcdefhush/list.csv', 'path: !tmpl "/v1/{{@user.credential}}/list.csv"'],
  ['at the end of its path', 'http://HOST/v1/hush0123456789abcdefhush', 'path: !tmpl "/v1/{{@user.credential}}"'],
  ['before its host', 'http://me:hush%40hush@HOST/list.csv', 'auth: { kind: basic, username: !expr $user.username'],
])('a credential of the address, %s, becomes an option and is written nowhere', async (_where, address, line) => {
  await withVendor(async (host, asked) => {
    const cwd = workingDirectory();
    const made = await inProcess('new', { name: 'mine' }, [address.replace('HOST', host)], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    if (address.includes('@')) expect(asked[0]?.headers.authorization).toBe(`Basic ${btoa('me:hush@hush')}`);
    const text = readFileSync(join(cwd, 'definitions/mine.yaml'), 'utf8');
    expect(text).toContain(`base_url: "http://${host}"`);
    expect(text).toContain(line);
    expect(everything(cwd) + made.stdout).not.toContain('hush');
    const run = await inProcess('run', { mock: true }, ['mine/records'], { cwd });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/created +2/);
  });
});

test('what only sounds like a credential stays in the request', async () => {
  await withVendor(async (host) => {
    const cwd = workingDirectory();
    const query = 'keyword=ab&author=me&day=2026-01-02';
    const address = `http://${host}/export/8d2ac4a0-53f5-4d39-9c8f-7f1f7f6f1c11/weekly-list-2026-01-02?${query}`;
    const made = await inProcess('new', { name: 'mine' }, [address], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const text = readFileSync(join(cwd, 'definitions/mine.yaml'), 'utf8');
    expect(text).toContain('path: "/export/8d2ac4a0-53f5-4d39-9c8f-7f1f7f6f1c11/weekly-list-2026-01-02"');
    expect(text).toContain('keyword: "ab"');
    expect(text).toContain('author: "me"');
    expect(text).not.toContain('$user');
  });
});

test('an address that leads to another host is refused with what can be done before there is a connection', async () => {
  const server = createServer((_request, response) =>
    response.writeHead(302, { location: 'https://elsewhere.example/list.json' }).end(),
  ).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  const made = await inProcess('new', {}, [`http://127.0.0.1:${port}/list.json`], { cwd: workingDirectory() });
  await new Promise((done) => server.close(done));
  expect(made).toMatchObject({ code: 1, stdout: '' });
  expect(made.stderr).toMatch(/elsewhere\.example.*\[http\.host-not-allowed\]\n {2}hint: Give the https:\/\/ address/);
  expect(made.stderr).not.toContain('http.hosts');
});

test.each([['http://'], ['https://[bad'], ['https://%zz:x@127.0.0.1/list']])('%s is no address', async (address) => {
  const made = await inProcess('new', {}, [address], { cwd: workingDirectory() });
  expect(made).toMatchObject({ code: 2, stdout: '' });
  expect(made.stderr).toContain('Write it as https://host/path.');
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

test.each([
  [{ type: 'indicater' }, '--type: There is no type "indicater".', 'Did you mean `indicator`?'],
  [{ subtype: 'SHA256' }, '--subtype: There is no subtype "SHA256".', 'Did you mean `SHA-256`?'],
  [{ value: 'ipp' }, '--value: No record has a member "ipp".', 'Did you mean `ip`?'],
  [{ key: 'nothing-like-it' }, '--key: No record has a member "nothing-like-it".', 'Use one of `ip`, `seen`.'],
  [{ name: 'A_b' }, `--name: A pack can't be named "A_b".`, 'such as a-b.'],
  [{ baseUrl: 'x' }, '--base-url: "x" is no base address.', 'Write it as https://host.'],
])('of %o, what is wrong is named with what to write, and nothing is written', async (flags, message, hint) => {
  const cwd = workingDirectory({ 'response.json': sample });
  const made = await inProcess('new', flags, ['response.json'], { cwd });
  expect(made).toMatchObject({ code: 2, stdout: '' });
  expect(made.stderr).toContain(message);
  expect(made.stderr).toContain(hint);
  expect(existsSync(join(cwd, 'definitions'))).toBe(false);
  expect(existsSync(join(cwd, 'fixtures'))).toBe(false);
});

describe('on a terminal', () => {
  const ask = async (answers: readonly string[], use: (ask: Ask) => Promise<string>): Promise<[string, string]> => {
    const { io } = fakeIo(true);
    const drawn: string[] = [];
    // One answer for each question: a person reads before writing.
    const stdin = new PassThrough();
    const draw = (text: string): void => {
      drawn.push(text);
      if (!text.endsWith('] ')) return;
      const answer = answers[drawn.filter((one) => one.endsWith('] ')).length - 1];
      if (answer === undefined) stdin.end();
      else stdin.write(`${answer}\n`);
    };
    const result = await withQuestions({ ...io, stdin, draw }, use);
    return [result, drawn.join('')];
  };
  const wrong = (answer: string): string | undefined => (answer === 'bad' ? 'Write something good.' : undefined);

  test('a wrong answer is told and asked again', async () => {
    const [answer, shown] = await ask(['bad', 'good'], (one) => one('What', 'usual', wrong));
    expect(answer).toBe('good');
    expect(shown.match(/What \[usual\] /g)).toHaveLength(2);
    expect(shown).toContain('Write something good.');
  });

  test('the end of the input takes the defaults of this question and of all after it', async () => {
    const [answer] = await ask(['mine'], async (one) => [await one('A', 'a'), await one('B', 'b'), await one('C', 'c')].join());
    expect(answer).toBe('mine,b,c');
  });
});

test('a next page in another form than the sample is refused, instead of being passed over', async () => {
  const cwd = workingDirectory({ 'response.json': sample, 'other.txt': 'no such page\n' });
  const { code, stderr } = await inProcess('new', { name: 'mine', nextPage: 'other.txt' }, ['response.json'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('The next page, other.txt, reads as lines, and the sample as json. [usage.next-page]');
  expect(existsSync(join(cwd, 'definitions/mine.yaml'))).toBe(false);
});
