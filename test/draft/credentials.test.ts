/** What `new` says of an address that asks for credentials, and what it writes where they are given. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inProcess } from '../e2e/in-process.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const withVendor = async (answer: Answer, use: (host: string) => Promise<void>): Promise<void> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const refusal =
  (headers: Readonly<Record<string, string>>, body: string, status = 401): Answer =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

const written = (): string =>
  readdirSync(cwd, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('given'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

describe('an address that asks for credentials is told in one sentence with the remedy', () => {
  test.each([
    [
      { 'www-authenticate': 'Basic realm="x"' },
      '{}',
      401,
      'a user name and a password (HTTP Basic)',
      '--set username=NAME --set password=@',
    ],
    [{ 'www-authenticate': 'Digest realm="a", Basic realm="b"' }, '{}', 401, 'HTTP Basic', '--set username=NAME'],
    [{ 'www-authenticate': 'Bearer error="invalid_request"' }, '{}', 401, 'a token (Bearer)', '--set token=@./token.txt'],
    [{ 'www-authenticate': 'Bearer' }, '{}', 403, 'a token (Bearer)', '--set token=@./token.txt'],
    [{}, '{"message":"Send your key in X-Api-Key."}', 401, 'a key in the header X-Api-Key', '--header X-Api-Key=@./key.txt'],
    [{}, '{"error":"no access token"}', 401, 'a token', '--set token=@'],
    [{}, '<html>', 401, 'it does not say which', '--header NAME=@./key.txt'],
  ])('%o %s', async (headers, body, status, wants, hint) => {
    await withVendor(refusal(headers as Readonly<Record<string, string>>, body, status), async (host) => {
      const made = await inProcess('new', { name: 'mine' }, [`http://${host}/list`], { cwd });
      expect(made).toMatchObject({ code: 1, stdout: '' });
      expect(made.stderr).toContain(`answers ${status}`);
      expect(made.stderr).toContain(wants);
      expect(made.stderr).toContain(hint);
      expect(made.stderr).not.toMatch(/\n\s+at /);
      expect(written()).toBe('');
    });
  });
});

test('credentials that are not accepted are told, and what the answer repeats of them is masked', async () => {
  const repeats: Answer = (request, response) =>
    response
      .writeHead(401, { 'content-type': 'application/json' })
      .end(JSON.stringify({ message: `No such token: ${String(request.headers.authorization)}` }));
  await withVendor(repeats, async (host) => {
    const made = await inProcess('new', { name: 'mine', set: ['token=hush-hush-hush'] }, [`http://${host}/list`], { cwd });
    expect(made.code).toBe(1);
    expect(made.stderr).toContain('to the credentials that were given');
    expect(made.stderr).not.toContain('hush');
  });
});

const LIST = { data: [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }] };

describe('what is given is sent, becomes `auth:` with options, and is written nowhere', () => {
  test.each([
    ['a token', { set: ['token=@given.txt'] }, 'Bearer hush-hush-hush', 'auth: { kind: bearer, token: !expr $user.token }'],
    [
      'user name and password',
      { set: ['username=me', 'password=@given.txt'] },
      `Basic ${btoa('me:hush-hush-hush')}`,
      'auth: { kind: basic, username: !expr $user.username, password: !expr $user.password }',
    ],
    [
      'a key in Authorization',
      { header: ['Authorization=Token hush-hush-hush'] },
      'Token hush-hush-hush',
      'auth: { kind: api_key, in: header, name: Authorization, prefix: "Token ", value: !expr $user.api_key }',
    ],
    [
      'a header with a token',
      { header: ['Authorization=Bearer hush-hush-hush'] },
      'Bearer hush-hush-hush',
      'auth: { kind: bearer',
    ],
  ])('%s', async (_what, flags, sent, auth) => {
    writeFileSync(join(cwd, 'given.txt'), 'hush-hush-hush\n');
    const answer: Answer = (request, response) =>
      request.headers.authorization === sent
        ? response.end(JSON.stringify({ ...LIST, next: `/list?page=2&key=${String(request.headers.authorization).slice(-14)}` }))
        : response.writeHead(401).end();
    await withVendor(answer, async (host) => {
      const made = await inProcess('new', { name: 'mine', ...flags }, [`http://${host}/list`], { cwd });
      expect(made).toMatchObject({ code: 0, stderr: '' });
      expect(written()).toContain(auth);
      expect(written() + made.stdout).not.toContain('hush');
      expect(written() + made.stdout).not.toContain(btoa('me:hush-hush-hush'));
      const run = await inProcess('run', { mock: true }, ['mine/records'], { cwd });
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toMatch(/created +2/);
    });
  });

  test('a key in a header of its own, beside a header that is no secret', async () => {
    const answer: Answer = (request, response) =>
      request.headers['x-api-key'] === 'hush-hush-hush' && request.headers.accept === 'application/json'
        ? response.end(JSON.stringify(LIST))
        : response.writeHead(401).end();
    await withVendor(answer, async (host) => {
      const header = ['X-Api-Key=hush-hush-hush', 'Accept=application/json'];
      const made = await inProcess('new', { name: 'mine', header }, [`http://${host}/list`], { cwd });
      expect(made).toMatchObject({ code: 0, stderr: '' });
      expect(written()).toContain('auth: { kind: api_key, in: header, name: X-Api-Key, value: !expr $user.api_key }');
      expect(written()).toContain('accept: "application/json"');
      expect(written()).not.toContain('hush');
      const run = await inProcess('run', { mock: true }, ['mine/records'], { cwd });
      expect(run).toMatchObject({ code: 0, stderr: '' });
    });
  });
});

test.each([
  [{ set: ['tokens=x'] }, '--set takes token, or username and password.'],
  [{ set: ['token'] }, '--set takes name=value.'],
  [{ header: ['X-Key=a', 'X-Token=b'] }, 'More than one credential'],
  [{ header: ['X-Key=a\nb'] }, 'characters that no header can hold'],
])('%o is refused', async (flags, message) => {
  const made = await inProcess('new', { name: 'mine', ...flags }, ['https://vendor.example/list'], { cwd });
  expect(made).toMatchObject({ code: 2, stdout: '' });
  expect(made.stderr).toContain(message);
});
