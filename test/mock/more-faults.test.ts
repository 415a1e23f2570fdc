import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseFault } from '../../engine/mock/faults/parse-fault.ts';
import type { MockVendor } from '../../engine/mock/start-mock.ts';
import { mockOf } from './mock-folder.ts';

const BODY = JSON.stringify({ rows: Array.from({ length: 50 }, (_, id) => ({ id })) });
const YAML = `mock: 1\nroutes:\n  - { route: GET /x, file: x.json }\n`;
const faulty = (kind: string): Promise<MockVendor> =>
  mockOf(YAML, { 'x.json': BODY }, { faults: [parseFault(`GET /x: ${kind}`)] });
const get = async (kind: string) => fetch(new URL('/x?a=1', (await faulty(kind)).origin), { redirect: 'manual' });

/** Head and body as they come over the wire; ends with the connection. */
const raw = async (kind: string): Promise<{ head: string; body: Buffer; packets: number; ended: string }> => {
  const { origin } = await faulty(kind);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let ended = 'closed';
    const socket = connect(Number(origin.port), origin.hostname, () =>
      socket.write(`GET /x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`),
    );
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => (ended = code ?? ''));
    socket.on('close', () => {
      const all = Buffer.concat(chunks);
      const cut = all.indexOf('\r\n\r\n');
      resolve({ head: all.subarray(0, cut).toString(), body: all.subarray(cut + 4), packets: chunks.length, ended });
    });
  });
};

test('reset-before: the connection is reset without an answer', async () => {
  const { head, ended } = await raw('reset-before');
  expect([head, ended]).toEqual(['', 'ECONNRESET']);
});

test('drip: the whole body, in many packets', async () => {
  const { body, packets } = await raw('drip');
  expect(body.toString()).toBe(BODY);
  expect(packets).toBeGreaterThan(20);
});

test('short-length: more comes than was announced', async () => {
  const { head, body } = await raw('short-length');
  expect(head).toContain(`content-length: ${BODY.length >> 1}`);
  expect(body.toString()).toBe(BODY);
  expect(await (await get('short-length')).text()).toBe(BODY.slice(0, BODY.length >> 1));
});

test('long-length: less comes than was announced, and the connection ends', async () => {
  const { head, body } = await raw('long-length');
  expect(head).toContain(`content-length: ${BODY.length + 100}`);
  expect(body.toString()).toBe(BODY);
  await expect((await get('long-length')).text()).rejects.toThrow();
});

test.each(['gzip-truncate', 'gzip-corrupt'])('%s: what is sent as gzip can not be unpacked', async (kind) => {
  const { head, body } = await raw(kind);
  expect(head).toContain('content-encoding: gzip');
  expect(() => gunzipSync(body)).toThrow();
});

test('gzip-concat: two members, which together are the body', async () => {
  const { head, body } = await raw('gzip-concat');
  expect(head).toContain('content-encoding: gzip');
  expect(gunzipSync(body).toString()).toBe(BODY);
  expect(body.subarray(1).includes(Buffer.from([0x1f, 0x8b, 8]))).toBe(true);
});

test('type: the same body by another name', async () => {
  const answer = await get('type text/html; charset=utf-8');
  expect([answer.headers.get('content-type'), await answer.text()]).toEqual(['text/html; charset=utf-8', BODY]);
});

test('empty: 200, and nothing', async () => {
  const answer = await get('empty');
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test('redirect-loop: to where the request went', async () => {
  const answer = await get('redirect-loop');
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/x?a=1']);
});

test.each([
  ['429 retry-after=Thu, 01 Jan 2026 00:00:05 GMT x2', 'Thu, 01 Jan 2026 00:00:05 GMT', 2],
  ['429 retry-after="Thu, 01 Jan 2026 00:00:05 GMT" always', 'Thu, 01 Jan 2026 00:00:05 GMT', Infinity],
  ['503 retry-after=99999999999999999999', '99999999999999999999', 1],
  ['503 retry-after=-1', '-1', 1],
  ['503 retry-after="x2 always"', 'x2 always', 1],
  ['503 retry-after=""', '', 1],
])('%s', (text, retryAfter, times) => {
  expect(parseFault(`GET /x: ${text}`)).toMatchObject({ fault: { kind: 'status', retryAfter }, times });
});

test.each(['type', '429 retry-after', 'empty 5', 'redirect-loop /x', 'type a\u0001b', '503 retry-after=\u4e2d'])(
  '%s is refused',
  (text) => {
    expect(() => parseFault(`GET /x: ${text}`)).toThrow(expect.objectContaining({ code: 'mock.bad-fault' }) as Error);
  },
);
