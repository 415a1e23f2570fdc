import { describe, expect, test } from 'vitest';
import { gunzipSync } from 'node:zlib';
import type { FaultKind } from '../../engine/mock/faults/fault.ts';
import { parseFault } from '../../engine/mock/faults/parse-fault.ts';
import { mockOf } from './mock-folder.ts';

const YAML = `
mock: 1
session: { token: !expr headers.token }
routes:
  - { route: POST /login, session: issue, text: !expr $session }
  - { route: GET /mine, json: fine }
  - { route: GET /x, session: none, json: { result: [1, 2, 3] } }
  - { route: 'GET /items/{id}', session: none, json: !expr $params.id }
  - { route: GET /dump, session: none, file: dump.txt, gzip: true }
`;
const DUMP = Array.from({ length: 5000 }, (_, row) => `row ${row}`).join('\n');
const withFault = (route: string, fault: FaultKind, more: { times?: number; after?: number } = {}) =>
  mockOf(YAML, { 'dump.txt': DUMP }, { faults: [{ route, fault, ...more }] });
const bytes = async (address: URL): Promise<Buffer> => Buffer.from(await (await fetch(address)).arrayBuffer());

describe('a fault', () => {
  test('hits as many requests as it says, after those it leaves alone, on its route only', async () => {
    const { origin } = await withFault(
      'GET /items/{id}',
      { kind: 'status', status: 503, retryAfter: '2' },
      { times: 2, after: 1 },
    );
    const statuses: number[] = [];
    for (const path of ['items/1', 'x', 'items/2', 'items/3', 'x', 'items/4'])
      statuses.push((await fetch(new URL(path, origin))).status);
    expect(statuses).toEqual([200, 200, 503, 503, 200, 200]);
  });

  test('of status and header gives Retry-After', async () => {
    const { origin } = await withFault('*', { kind: 'status', status: 429, retryAfter: 'Fri, 15 Aug 2025 12:00:05 GMT' });
    expect((await fetch(new URL('/x', origin))).headers.get('retry-after')).toBe('Fri, 15 Aug 2025 12:00:05 GMT');
  });

  test('gives a page, broken JSON, a redirect or any other answer', async () => {
    const vendor = await withFault('GET /x', { kind: 'html' });
    vendor.addFault({ route: 'GET /x', fault: { kind: 'malformed' } });
    vendor.addFault({ route: 'GET /x', fault: { kind: 'redirect', location: 'http://elsewhere.example/' } });
    vendor.addFault({
      route: '* /x',
      fault: { kind: 'answer', status: 418, headers: { 'content-type': 'text/x' }, body: 'tea' },
    });
    const get = () => fetch(new URL('/x', vendor.origin), { redirect: 'manual' });
    const page = await get();
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      expect.stringMatching(/^<!doctype html>/),
    ]);
    await expect((await get()).json()).rejects.toThrow(SyntaxError);
    const moved = await get();
    expect([moved.status, moved.headers.get('location')]).toEqual([302, 'http://elsewhere.example/']);
    const tea = await get();
    expect([tea.status, tea.headers.get('content-type'), await tea.text()]).toEqual([418, 'text/x', 'tea']);
    expect(await (await get()).json()).toEqual({ result: [1, 2, 3] });
  });

  test('ends a body in the middle, regularly', async () => {
    const { origin } = await withFault('GET /dump', { kind: 'truncate' });
    const [half, whole] = [await bytes(new URL('/dump', origin)), await bytes(new URL('/dump', origin))];
    expect(half.length).toBe(whole.length >> 1);
    expect(whole.subarray(0, half.length)).toEqual(half);
  });

  test('turns one bit of a body', async () => {
    const { origin } = await withFault('GET /dump', { kind: 'flip' });
    const [bad, good] = [await bytes(new URL('/dump', origin)), await bytes(new URL('/dump', origin))];
    const bits = [...good].map((byte, at) => byte ^ (bad[at] ?? 0)).filter((difference) => difference !== 0);
    expect([bad.length, bits]).toEqual([good.length, [4]]);
    expect(() => gunzipSync(bad)).toThrow();
    expect(gunzipSync(good).toString()).toBe(DUMP);
  });

  test.each(['reset', 'close'] as const)('breaks the connection: %s', async (kind) => {
    const { origin } = await withFault('GET /dump', { kind });
    await expect(bytes(new URL('/dump', origin))).rejects.toThrow();
    expect(gunzipSync(await bytes(new URL('/dump', origin))).toString()).toBe(DUMP);
  });

  test.each(['hang', 'stall'] as const)('never ends an answer, until the mock is closed: %s', async (kind) => {
    const vendor = await withFault('GET /dump', { kind });
    const waiting = bytes(new URL('/dump', vendor.origin)).then(
      () => 'answered',
      () => 'closed',
    );
    while (vendor.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50, 'waiting'))])).toBe('waiting');
    await vendor.close();
    expect(await waiting).toBe('closed');
  });

  test('sends a small file that unfolds to a large one', async () => {
    const { origin } = await withFault('GET /dump', { kind: 'bomb', mebibytes: 64 });
    const bomb = await bytes(new URL('/dump', origin));
    expect(bomb.length).toBeLessThan(100_000);
    expect(gunzipSync(bomb).length).toBe(64 * 2 ** 20);
  });

  test('ends all sessions just before a request', async () => {
    const vendor = await withFault('GET /mine', { kind: 'expire' }, { after: 1 });
    const token = await (await fetch(new URL('/login', vendor.origin), { method: 'POST' })).text();
    const get = async (): Promise<number> => (await fetch(new URL('/mine', vendor.origin), { headers: { token } })).status;
    expect([await get(), await get(), await get()]).toEqual([200, 401, 401]);
  });

  test('delays an answer, and no other', async () => {
    const vendor = await withFault('GET /x', { kind: 'latency', ms: 60_000 });
    const late = fetch(new URL('/x', vendor.origin)).then(
      () => 'answered',
      () => 'closed',
    );
    while (vendor.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await fetch(new URL('/x', vendor.origin))).status).toBe(200);
    await vendor.close();
    expect(await late).toBe('closed');
  });

  test('beside a delay is still a fault', async () => {
    const vendor = await withFault('*', { kind: 'latency', ms: 1 }, { times: Infinity });
    vendor.addFault({ route: '*', fault: { kind: 'status', status: 500 } });
    expect((await fetch(new URL('/x', vendor.origin))).status).toBe(500);
    expect((await fetch(new URL('/x', vendor.origin))).status).toBe(200);
  });

  test('is asked for by a header of the request', async () => {
    const { origin } = await mockOf(YAML, { 'dump.txt': DUMP });
    const get = async (fault: string): Promise<number> =>
      (await fetch(new URL('/x', origin), { headers: { 'x-mock-fault': fault } })).status;
    expect([await get('502'), await get('nonsense'), (await fetch(new URL('/x', origin))).status]).toEqual([502, 400, 200]);
  });
});

describe('parseFault', () => {
  test.each([
    ['GET /x: 503 x2', { route: 'GET /x', fault: { kind: 'status', status: 503 }, times: 2, after: 0 }],
    [
      'GET /a/{b}: 429 retry-after=30 always',
      { route: 'GET /a/{b}', fault: { kind: 'status', status: 429, retryAfter: '30' }, times: Infinity, after: 0 },
    ],
    ['*: latency 200 always', { route: '*', fault: { kind: 'latency', ms: 200 }, times: Infinity, after: 0 }],
    ['* /x: reset after 3', { route: '* /x', fault: { kind: 'reset' }, times: 1, after: 3 }],
    [
      'GET /x: redirect http://a.example:81/b',
      { route: 'GET /x', fault: { kind: 'redirect', location: 'http://a.example:81/b' }, times: 1, after: 0 },
    ],
    ['GET /x: bomb 64', { route: 'GET /x', fault: { kind: 'bomb', mebibytes: 64 }, times: 1, after: 0 }],
  ])('reads %s', (text, expected) => {
    expect(parseFault(text)).toEqual(expected);
  });

  test.each([
    'GET /x',
    'GET /x: ',
    'GET /x: 99',
    'GET /x: 503 soon',
    'GET /x: latency',
    'GET /x: latency ten',
    'GET /x: html 5',
    'GET /x: boom',
    'GET /x: 503 x2 again twice',
    'GET /x: flip after',
  ])('refuses %s', (text) => {
    expect(() => parseFault(text)).toThrow(expect.objectContaining({ code: 'mock.bad-fault' }));
  });

  test('a fault for what is no route is refused', async () => {
    await expect(withFault('get x', { kind: 'html' })).rejects.toMatchObject({ code: 'mock.bad-route' });
  });
});
