import { setTimeout as forever } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { HttpStatusError } from '../../../engine/http/client/status-error.ts';
import { bench, closedOrigin, get, post, vendor } from '../bench.ts';
import type { Answer } from '../bench.ts';

/** Fails so many times, then answers. */
const failing =
  (times: number, fail: Answer): Answer =>
  (response, seen, number) =>
    number < times ? fail(response, seen, number) : response.end('ok');

const reset: Answer = (response) => response.socket?.resetAndDestroy();
const close: Answer = (response) => response.socket?.destroy();
const half: Answer = (response) => {
  response.writeHead(200, { 'content-length': '10' }).write('half');
  setTimeout(() => response.socket?.destroy(), 20);
};
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end();

describe('a request that may be repeated is tried again', () => {
  test.each<[string, Answer]>([
    ['429', status(429)],
    ['502', status(502)],
    ['503', status(503)],
    ['504', status(504)],
    ['a reset', reset],
    ['a closed connection', close],
    ['a short body', half],
    ['an answer that is no HTTP', (response) => response.socket?.end('ICY 200 OK\r\n\r\n')],
    [
      'a compressed body that ends too early',
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1000)).subarray(0, 20)),
    ],
  ])('after %s', async (_, fail) => {
    const api = await vendor(failing(2, fail));
    const { text, client } = bench([api]);
    expect(await text(api.origin)).toBe('ok');
    expect(client.stats()).toMatchObject({ requests: 3, retried: 2 });
  });

  test('after no answer in time, and after a body that stops', async () => {
    const api = await vendor(
      failing(2, (response, _, number) => {
        if (number === 1) response.writeHead(200, { 'content-length': '10' }).write('half');
      }),
    );
    const { text } = bench([api], { timeouts: { connect: 5000, headers: 150, idle: 150, call: 30_000 } });
    expect(await text(api.origin)).toBe('ok');
    expect(api.seen).toHaveLength(3);
  });

  test('with pauses that grow, drawn by lot, up to the longest', async () => {
    const api = await vendor(status(503));
    const lots = [0.5, 1, 0.25, 1];
    const { text, waits } = bench(
      [api],
      { retry: { attempts: 5, firstDelay: 100, maxDelay: 350, maxRetryAfter: 0 } },
      { random: () => lots.shift() ?? 0 },
    );
    await expect(text(api.origin)).rejects.toThrow();
    expect(waits).toEqual([50, 200, 87.5, 350]);
  });

  test('as often as it may be, and then fails saying so', async () => {
    const api = await vendor(status(503));
    const error = await bench([api])
      .text(api.origin)
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(HttpStatusError);
    expect(error).toMatchObject({
      code: 'http.status',
      status: 503,
      message: `items: GET ${api.origin}/: answered 503 Service Unavailable (tried 3 times).`,
      hint: 'The vendor has a problem: try again later.',
      place: { line: 7 },
    });
    expect(api.seen).toHaveLength(3);
  });

  test.each([400, 401, 404, 500, 501])('but not after %i', async (code) => {
    const api = await vendor(status(code));
    await expect(bench([api]).text(api.origin)).rejects.toMatchObject({ code: 'http.status', status: code });
    expect(api.seen).toHaveLength(1);
  });

  test('where the definition says so, and not where it says that the answer counts', async () => {
    const api = await vendor(failing(1, status(500)));
    expect(
      await bench([api]).text(api.origin, {}, { onStatus: ({ status: code }) => (code === 500 ? 'retry' : undefined) }),
    ).toBe('ok');
    const calm = await vendor(status(429));
    expect(await bench([calm]).text(calm.origin, {}, { onStatus: () => 'consume' })).toBe('');
  });
});

describe('a body that breaks off', () => {
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  const late: Answer = (response) => {
    response.writeHead(200, { 'content-length': String(4 * megabyte.length) });
    response.write(megabyte);
    response.write(megabyte);
    setTimeout(() => response.socket?.destroy(), 50);
  };

  test('is read again from its first byte, in a new answer', async () => {
    const api = await vendor((response, seen, number) => (number === 0 ? late(response, seen, number) : response.end('whole')));
    const reads: string[] = [];
    const result = await bench([api]).client.exchange({
      request: get(api.origin),
      consume: async ({ body }, attempt) => {
        let length = 0;
        for await (const chunk of body) length += chunk.length;
        reads.push(`${attempt}: ${length}`);
        return length;
      },
    });
    expect([result, reads]).toEqual([5, ['1: 5']]);
    expect(api.seen.map(({ headers }) => headers.range)).toEqual([undefined, undefined]);
  });

  test('is the cause, whatever its reader makes of that', async () => {
    const api = await vendor(late);
    const wrapped = bench([api]).client.exchange({
      request: get(api.origin),
      consume: async (response) => {
        try {
          return await response.bytes();
        } catch {
          throw new Error('this file is no good');
        }
      },
    });
    await expect(wrapped).rejects.toMatchObject({
      code: 'http.reset',
      message: expect.stringMatching(/^items: GET .*: the connection was closed \(tried 3 times\)\.$/),
    });
  });

  test('never reaches its reader in part where it is short', async () => {
    const api = await vendor(failing(1, half));
    let reads = 0;
    await bench([api]).text(api.origin, {}, { consume: async (response) => `${++reads} ${String(await response.bytes())}` });
    expect(reads).toBe(1);
  });
});

describe('a request that changes something', () => {
  test.each<[string, Answer]>([
    ['429', status(429)],
    ['503', status(503)],
  ])('is tried again after %s, which says that nothing was done', async (_, fail) => {
    const api = await vendor(failing(1, fail));
    expect(await bench([api]).text(api.origin, post)).toBe('ok');
  });

  test.each<[string, Answer]>([
    ['a reset', reset],
    ['a closed connection', close],
    ['a short body', half],
    ['502', status(502)],
    ['504', status(504)],
  ])('is not sent again after %s: it may have happened', async (_, fail) => {
    const api = await vendor(fail);
    await expect(bench([api]).text(api.origin, post)).rejects.toMatchObject({
      code: 'http.uncertain',
      message: expect.stringMatching(/^items: POST .*It may have happened: the vendor may have got the request\.$/),
      hint: "Look at the vendor's side before you send it again.",
    });
    expect(api.seen).toHaveLength(1);
  });

  test.each([
    [429, 'an action'],
    [503, 'an action'],
    [502, 'an action'],
  ])('is not sent again after %i where it is %s: a gateway may have passed it on', async (code) => {
    const api = await vendor((response) => response.writeHead(code, { 'content-type': 'text/plain' }).end('Busy.'));
    await expect(bench([api]).text(api.origin, { ...post, changes: true })).rejects.toMatchObject({
      code: 'http.uncertain',
      message: expect.stringMatching(/^items: POST .*answered \d+ .* \(it says: Busy\.\)\. It may have happened/),
    });
    expect(api.seen).toHaveLength(1);
  });

  test('is sent again after 503 where the definition says that this means "again"', async () => {
    const api = await vendor(failing(1, status(503)));
    const onStatus = ({ status: code }: { status: number }) => (code === 503 ? 'retry' : undefined);
    expect(await bench([api]).text(api.origin, { ...post, changes: true }, { onStatus })).toBe('ok');
    const always = await vendor(status(503));
    await expect(bench([always]).text(always.origin, { ...post, changes: true }, { onStatus })).rejects.toMatchObject({
      code: 'http.status',
      nothingDone: true,
    });
  });

  test('is not sent again after no answer in time', async () => {
    const api = await vendor(() => undefined);
    const { text } = bench([api], { timeouts: { connect: 5000, headers: 100, idle: 5000, call: 30_000 } });
    await expect(text(api.origin, post)).rejects.toMatchObject({ code: 'http.uncertain' });
    expect(api.seen).toHaveLength(1);
  });

  test('is tried again where it was never sent', async () => {
    const origin = await closedOrigin();
    const { text, client } = bench([new URL(origin).host]);
    await expect(text(origin, post)).rejects.toMatchObject({
      code: 'http.refused',
      message: expect.stringContaining('the connection was refused (tried 3 times)'),
    });
    expect(client.stats()).toMatchObject({ requests: 3, retried: 2 });
  });

  test('fails plainly where the vendor says no', async () => {
    const api = await vendor(status(500));
    await expect(bench([api]).text(api.origin, post)).rejects.toMatchObject({ code: 'http.status', status: 500 });
  });
});

describe('Retry-After', () => {
  const date = 'Thu, 01 Jan 2026 12:00:00 GMT';
  test.each<[string, Record<string, string>, number]>([
    ['in seconds', { 'retry-after': '7' }, 7000],
    ['as a date, by the clock that the server shows', { 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT', date }, 30_000],
    ['of no time, as long as the own pause at the most,', { 'retry-after': '0' }, 100],
    ['as a date that has passed, no shorter,', { 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT', date }, 100],
    ['below the own pause, no shorter,', { 'retry-after': '0.01' }, 100],
    ['below nothing, as if it were not there,', { 'retry-after': '-5' }, 50],
    ['unreadable', { 'retry-after': 'soon', date }, 50],
  ])('%s is waited for', async (_, headers, wait) => {
    const api = await vendor(failing(1, status(503, headers)));
    const { text, waits } = bench([api]);
    expect(await text(api.origin)).toBe('ok');
    expect(waits[0]).toBe(wait);
  });

  test('of no time, again and again, is never a rush', async () => {
    const api = await vendor(status(429, { 'retry-after': '0' }));
    const retry = { attempts: 6, firstDelay: 100, maxDelay: 1000, maxRetryAfter: 60_000 };
    const { text, waits } = bench([api], { retry });
    await expect(text(api.origin)).rejects.toMatchObject({ code: 'http.status' });
    expect(waits).toEqual([100, 200, 400, 800, 1000]);
  });

  test.each([
    ['1000000000', 'a number of seconds that could be a moment of 2001'],
    ['99999999999999999999', 'more digits than any time has'],
    ['31536001', 'seconds of more than a year'],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 'a date far off'],
  ])('%s (%s) ends the call, and is not another try at once', async (asked) => {
    const api = await vendor(status(503, { 'retry-after': asked }));
    const { text, waits } = bench([api]);
    await expect(text(api.origin)).rejects.toMatchObject({
      message: `items: GET ${api.origin}/: answered 503 Service Unavailable, and asks to wait more than a year, longer than the 60 s that this connection waits.`,
    });
    expect([waits, api.seen.length]).toEqual([[], 1]);
  });

  test('that cannot be read is told', async () => {
    const api = await vendor(status(503, { 'retry-after': 'soon' }));
    await expect(bench([api]).text(api.origin)).rejects.toMatchObject({
      message: expect.stringContaining('with a Retry-After that cannot be read (tried 3 times).'),
    });
  });

  test('beyond the longest ends the call at once, and says so', async () => {
    const api = await vendor(status(429, { 'retry-after': '3600' }));
    const { text, waits } = bench([api]);
    await expect(text(api.origin)).rejects.toMatchObject({
      code: 'http.status',
      status: 429,
      message: `items: GET ${api.origin}/: answered 429 Too Many Requests, and asks to wait 3600 s, longer than the 60 s that this connection waits.`,
    });
    expect(waits).toEqual([]);
    expect(api.seen).toHaveLength(1);
  });
});

describe('an interruption', () => {
  test.each<[string, Answer]>([
    ['before the answer', () => undefined],
    ['within the body', (response) => response.writeHead(200, { 'content-length': '10' }).write('half')],
  ])('%s ends the exchange', async (_, answer) => {
    const controller = new AbortController();
    const api = await vendor((response, seen, number) => {
      answer(response, seen, number);
      setTimeout(() => controller.abort(), 50);
    });
    await expect(bench([api], {}, { signal: controller.signal }).text(api.origin)).rejects.toMatchObject({
      code: 'http.aborted',
      message: `items: GET ${api.origin}/: interrupted.`,
    });
    expect(api.seen).toHaveLength(1);
  });

  test('ends a pause, and what waits for its turn', async () => {
    const controller = new AbortController();
    const api = await vendor(status(503, { 'retry-after': '50' }));
    const sleep = async (_: number, signal: AbortSignal) => {
      setTimeout(() => controller.abort(), 20);
      await forever(100_000, undefined, { signal });
    };
    const { text } = bench([api], { concurrency: 1 }, { signal: controller.signal, sleep });
    const ends = await Promise.allSettled([text(api.origin), text(api.origin), text(api.origin)]);
    expect(ends.map((end) => end.status === 'rejected' && (end.reason as { code: string }).code)).toEqual([
      'http.aborted',
      'http.aborted',
      'http.aborted',
    ]);
  });
});
