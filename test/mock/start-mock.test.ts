import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../engine/language/basics/errors.ts';
import { readMock } from '../../engine/mock/definition/read-mock.ts';
import { startMock } from '../../engine/mock/start-mock.ts';
import { mockFolder, mockOf } from './mock-folder.ts';

const YAML = `
mock: 1
clock: 2025-08-15T12:00:00Z
since: 2025-07-20T00:00:00Z
user: { key: secret-key }
variants: [plain, loud]
data: { items: ./items.json, greeting: hello }
session:
  token: !expr $substringAfter(headers.authorization, 'Bearer ')
  requests: 3
  refusal: { status: 401, json: { error: no session } }
routes:
  - route: POST /login
    session: issue
    require:
      - that: !expr json.key = $user.key
        status: 403
        json: { error: wrong key }
    json: { token: !expr $session }
  - route: GET /items/{id}
    let: { item: !expr "$lookup($data.items, $params.id)" }
    require:
      - { that: !expr $exists($item), status: 404, text: !tmpl "no {{@params.id}}" }
    json: { item: !expr $item, at: !expr $clock, asked: !expr query.q, nothing: null, absent: !expr nowhere }
  - route: GET /greeting
    when: !expr $variant = 'loud'
    session: none
    text: !expr $uppercase($data.greeting)
  - route: GET /greeting
    session: none
    text: !expr $data.greeting
    headers: { X-Kind: !expr $variant }
  - route: POST /count
    session: none
    let: { count: !expr "($state.count ?? 0) + $number(form.by)" }
    set: { count: !expr $count }
    status: 201
    json: !expr $count
  - route: GET /table
    session: none
    file: table.csv
  - route: GET /table.gz
    session: none
    file: table.csv
    gzip: true
  - route: GET /any/{name}
    session: none
    file: !expr $params.name
  - route: GET /lazy
    session: none
    require: [{ that: !expr $exists(query.at), status: 400, text: no time }]
    let: { at: !expr $epoch($text), text: !expr query.at }
    json: !expr $at
  - { route: GET /zeros, session: none, zeros: 3 MiB }
  - { route: GET /broken, session: none, json: !expr "$iso('soon')" }
`;
const FILES = { 'items.json': '{"a b": {"n": null}, "2": 2}', 'table.csv': 'a,b\n1,2\n' };
const login = async (origin: URL, key = 'secret-key'): Promise<Response> =>
  fetch(new URL('/login', origin), { method: 'POST', body: JSON.stringify({ key }) });
const token = async (origin: URL): Promise<string> => ((await (await login(origin)).json()) as { token: string }).token;

describe('a mock vendor', () => {
  test('answers by its routes, on the loopback address only', async () => {
    const { origin } = await mockOf(YAML, FILES);
    expect(origin.hostname).toBe('127.0.0.1');
    const authorization = `Bearer ${await token(origin)}`;
    const answer = await fetch(new URL('/items/a%20b?q=1&q=x%2By', origin), { headers: { authorization } });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      item: { n: null },
      at: '2025-08-15T12:00:00.000Z',
      asked: ['1', 'x+y'],
      nothing: null,
    });
  });

  test('refuses what a route requires not to be so', async () => {
    const { origin } = await mockOf(YAML, FILES);
    expect((await login(origin, 'other')).status).toBe(403);
    const missing = await fetch(new URL('/items/7', origin), { headers: { authorization: `Bearer ${await token(origin)}` } });
    expect([missing.status, await missing.text()]).toEqual([404, 'no 7']);
  });

  test('wants a session that it began, for as many requests as it is good', async () => {
    const vendor = await mockOf(YAML, FILES);
    const get = async (value: string): Promise<number> =>
      (await fetch(new URL('/items/2', vendor.origin), { headers: { authorization: `Bearer ${value}` } })).status;
    const [first, second] = [await token(vendor.origin), await token(vendor.origin)];
    expect(first).not.toBe(second);
    expect([
      await get('made-up'),
      await get(first),
      await get(first),
      await get(first),
      await get(first),
      await get(second),
    ]).toEqual([401, 200, 200, 200, 401, 200]);
    vendor.expireSessions();
    expect(await get(second)).toBe(401);
  });

  test('takes variants, and says which there are', async () => {
    const loud = await mockOf(YAML, FILES, { variant: 'loud' });
    expect(await (await fetch(new URL('/greeting', loud.origin))).text()).toBe('HELLO');
    const plain = await mockOf(YAML, FILES);
    const answer = await fetch(new URL('/greeting', plain.origin));
    expect([await answer.text(), answer.headers.get('x-kind')]).toEqual(['hello', 'plain']);
    await expect(mockOf(YAML, FILES, { variant: 'lout' })).rejects.toMatchObject({
      code: 'mock.unknown-variant',
      hint: 'Did you mean `loud`?',
    });
  });

  test('remembers what a route sets', async () => {
    const { origin } = await mockOf(YAML, FILES);
    const post = async (by: string): Promise<unknown> =>
      (await fetch(new URL('/count', origin), { method: 'POST', body: new URLSearchParams({ by }) })).json();
    expect([await post('2'), await post('3')]).toEqual([2, 5]);
  });

  test('streams files, packed where the route says so, or others in their place', async () => {
    const folder = mockFolder({ 'other.csv': 'c\n3\n' });
    const { origin } = await mockOf(YAML, FILES);
    const plain = await fetch(new URL('/table', origin));
    expect([await plain.text(), plain.headers.get('content-type'), plain.headers.get('content-length')]).toEqual([
      'a,b\n1,2\n',
      'text/csv',
      '8',
    ]);
    const packed = async (): Promise<Buffer> => Buffer.from(await (await fetch(new URL('/table.gz', origin))).arrayBuffer());
    expect(gunzipSync(await packed()).toString()).toBe('a,b\n1,2\n');
    expect(await packed()).toEqual(await packed());
    const replaced = await mockOf(YAML, FILES, { files: { 'table.csv': join(folder, 'other.csv') } });
    expect(await (await fetch(new URL('/table', replaced.origin))).text()).toBe('c\n3\n');
  });

  test('works out a value only once the checks before it have held', async () => {
    const { origin } = await mockOf(YAML, FILES);
    const refused = await fetch(new URL('/lazy', origin));
    expect([refused.status, await refused.text()]).toEqual([400, 'no time']);
    expect(await (await fetch(new URL('/lazy?at=2025-08-15', origin))).json()).toBe(1_755_216_000);
  });

  test('sends as many bytes as it is told, without saying how many', async () => {
    const { origin } = await mockOf(YAML, FILES);
    const answer = await fetch(new URL('/zeros', origin));
    expect(answer.headers.get('content-length')).toBeNull();
    expect((await answer.arrayBuffer()).byteLength).toBe(3 * 2 ** 20);
  });

  test('serves nothing outside its folder', async () => {
    const { origin } = await mockOf(YAML, FILES);
    expect((await fetch(`${origin.href}any/table.csv`)).status).toBe(200);
    for (const name of ['..%2F..%2F..%2Fetc%2Fpasswd', '%2Fetc%2Fpasswd', 'a%00b', 'no%ZZ']) {
      expect([404, 501]).toContain((await fetch(`${origin.href}any/${name}`)).status);
    }
  });

  test('names its routes where none fits, and tells a mistake in its own expressions with the place', async () => {
    const { origin } = await mockOf(YAML, FILES);
    const unknown = await fetch(new URL('/nowhere', origin));
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      error: 'There is no route GET /nowhere.',
      routes: expect.arrayContaining(['POST /login']),
    });
    const broken = await fetch(new URL('/broken', origin));
    expect(broken.status).toBe(501);
    expect(await broken.json()).toMatchObject({
      code: 'expression.not-a-time',
      at: expect.stringMatching(/mock\.yaml:\d+:\d+$/),
    });
  });

  test('records every request byte for byte', async () => {
    const vendor = await mockOf(YAML, FILES);
    await fetch(new URL('/greeting?a=%20b&c=+', vendor.origin), { headers: { 'X-Secret': 's3cr3t' } });
    await login(vendor.origin);
    expect(vendor.requests.map(({ method, url, status, body }) => [method, url, status, body.toString()])).toEqual([
      ['GET', '/greeting?a=%20b&c=+', 200, ''],
      ['POST', '/login', 200, '{"key":"secret-key"}'],
    ]);
    expect(vendor.requests[0]?.headers['x-secret']).toBe('s3cr3t');
  });

  test('ends with its signal', async () => {
    const ended = new AbortController();
    const { origin } = await mockOf(YAML, FILES, { signal: ended.signal });
    ended.abort();
    await expect(fetch(new URL('/greeting', origin))).rejects.toThrow();
  });

  test('refuses a port that is taken', async () => {
    const { origin, definition } = await mockOf(YAML, FILES);
    await expect(startMock({ file: definition, port: Number(origin.port) })).rejects.toMatchObject({ code: 'mock.port' });
  });
});

describe('readMock', () => {
  test('gives the clock, the start and the options of a run', () => {
    const folder = mockFolder({ 'mock.yaml': YAML, ...FILES });
    expect(readMock(join(folder, 'mock.yaml'))).toMatchObject({
      clock: Date.UTC(2025, 7, 15, 12),
      since: Date.UTC(2025, 6, 20),
      user: { key: 'secret-key' },
    });
  });

  test.each([
    ['mock: 1\n', 'mock.invalid'],
    ['mock: 1\nroutes: [{ route: GET /x, jsn: 1 }]\n', 'mock.invalid'],
    ['mock: 1\nroutes: [{ route: get x }]\n', 'mock.invalid'],
    ['mock: 1\nroutes: [\n', 'mock.invalid'],
    ['', 'mock.invalid'],
    ['mock: 1\ndata: { a: ./no.json }\nroutes: [{ route: GET /x }]\n', 'mock.no-file'],
    ['mock: 1\ndata: { a: ./../x.json }\nroutes: [{ route: GET /x }]\n', 'mock.file-outside'],
    ['mock: 1\ndata: { a: ./mock.yaml }\nroutes: [{ route: GET /x }]\n', 'mock.not-json'],
  ])('refuses %j', (yaml, code) => {
    const file = join(mockFolder({ 'mock.yaml': yaml }), 'mock.yaml');
    let thrown: unknown;
    try {
      readMock(file);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    expect(thrown).toMatchObject({ code });
  });
});
