import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bench, get, post, vendor } from './bench.ts';

describe('a request', () => {
  test('arrives as it was made: method, target, headers, body', async () => {
    const api = await vendor((response) => response.end('ok'));
    const { text, client } = bench([api]);
    await text(`${api.origin}/a%2Fb/c?q=Urgent%20Follow-up&x=%23`, {
      ...post,
      headers: { 'x-key': 'v', 'content-type': 'application/json' },
      body: Buffer.from('{"ä":1}'),
    });
    expect(api.seen).toMatchObject([
      {
        method: 'POST',
        url: '/a%2Fb/c?q=Urgent%20Follow-up&x=%23',
        body: '{"ä":1}',
        headers: {
          'x-key': 'v',
          'content-type': 'application/json',
          'content-length': '8',
          'user-agent': 'feedwright',
          host: api.host,
        },
      },
    ]);
    expect(client.stats()).toEqual({ requests: 1, retried: 0, bytes: 2 });
  });

  test('is prepared at the last moment, and again before each try', async () => {
    const api = await vendor((response, _seen, number) => response.writeHead(number === 0 ? 503 : 200).end('ok'));
    await bench([api]).text(
      api.origin,
      {},
      { prepare: (request, attempt) => Promise.resolve({ ...request, headers: { 'x-try': String(attempt) } }) },
    );
    expect(api.seen.map(({ headers }) => headers['x-try'])).toEqual(['0', '1']);
  });

  test('goes over a connection that is there already, also after a refusal', async () => {
    const ports = new Set<number | undefined>();
    const api = await vendor((response, seen) => {
      ports.add(response.socket?.remotePort);
      response.writeHead(seen.url === '/no' ? 404 : 200, { 'content-type': 'application/json' }).end('{}');
    });
    const { text } = bench([api]);
    for (const path of ['/a', '/no', '/b', '/no', '/c', '/no', '/d']) await text(api.origin + path).catch(() => undefined);
    // The next request may be sent before the connection of the last one is put back.
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});

describe('an answer', () => {
  const long = 'Line of text, again and again. '.repeat(100_000);

  test.each([
    ['gzip', gzipSync(long)],
    ['x-gzip', gzipSync(long)],
    ['deflate', deflateSync(long)],
    ['deflate', deflateRawSync(long)],
    ['br', brotliCompressSync(long)],
    ['zstd', zstdCompressSync(long)],
    ['gzip, br', brotliCompressSync(gzipSync(long))],
    ['identity', Buffer.from(long)],
  ])('encoded as %s is decoded', async (encoding, body) => {
    const api = await vendor((response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
    expect(await bench([api]).text(api.origin)).toBe(long);
    expect(api.seen[0]?.headers['accept-encoding']).toBe('gzip, deflate, br, zstd');
  });

  test('in an encoding that was not asked for is refused', async () => {
    const api = await vendor((response) => response.writeHead(200, { 'content-encoding': 'compress' }).end('x'));
    await expect(bench([api]).text(api.origin)).rejects.toMatchObject({
      code: 'http.encoding',
      message: expect.stringContaining('"compress", which was not asked for'),
    });
  });

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('to %s with status %i has no body, whatever its headers say', async (method, status) => {
    const api = await vendor((response) =>
      response.writeHead(status, { 'content-encoding': 'gzip', ...(method === 'HEAD' ? { 'content-length': '100' } : {}) }).end(),
    );
    expect(await bench([api]).text(api.origin, { method }, { onStatus: () => 'consume' })).toBe('');
  });

  test('shows its status, headers and address', async () => {
    const api = await vendor((response) =>
      response
        .writeHead(
          203,
          [
            ['Content-Type', 'text/csv'],
            ['X-Two', 'a'],
            ['X-Two', 'b'],
            ['ETag', '"1"'],
          ].flat(),
        )
        .end(),
    );
    const shown = await bench([api]).client.exchange({
      request: get(`${api.origin}/x?y=1`),
      consume: async ({ status, header, contentType, url }) => [
        status,
        header('X-TWO'),
        header('etag'),
        header('toString'),
        contentType,
        url.href,
      ],
    });
    expect(shown).toEqual([203, 'a', '"1"', undefined, 'text/csv', `${api.origin}/x?y=1`]);
  });

  test('can be left unread, or read in part', async () => {
    const api = await vendor((response) => response.end(Buffer.alloc(3 * 1024 * 1024)));
    const { client, text } = bench([api], { concurrency: 1 });
    expect(await client.exchange({ request: get(api.origin), consume: async () => 'unread' })).toBe('unread');
    const first = await client.exchange({
      request: get(api.origin),
      consume: async ({ body }) => {
        for await (const chunk of body) return chunk.length;
        return 0;
      },
    });
    expect(first).toBeGreaterThan(0);
    expect((await text(api.origin)).length).toBe(3 * 1024 * 1024);
  });

  test('is not taken for an empty one where it is read twice', async () => {
    const api = await vendor((response) => response.end('once'));
    const twice = bench([api]).client.exchange({
      request: get(api.origin),
      consume: async (response) => [await response.bytes(), await response.bytes()],
    });
    await expect(twice).rejects.toThrow('The body of an answer can be read once.');
  });

  test('may be worked on for longer than the whole exchange may take', async () => {
    const api = await vendor((response) => response.end(Buffer.alloc(3 * 1024 * 1024)));
    const { client } = bench([api], { timeouts: { connect: 5000, headers: 5000, idle: 400, call: 400 } });
    const length = await client.exchange({
      request: get(api.origin),
      consume: async ({ body }) => {
        let came = 0;
        for await (const chunk of body) {
          if (came === 0) await new Promise((resolve) => setTimeout(resolve, 1200));
          came += chunk.length;
        }
        return came;
      },
    });
    expect(length).toBe(3 * 1024 * 1024);
  });
});

describe('the reader of an answer', () => {
  test('may make requests of its own, even where only one may be under way', async () => {
    const api = await vendor((response, seen) => response.end(seen.url));
    const { client, text } = bench([api], { concurrency: 1 });
    const both = client.exchange({
      request: get(`${api.origin}/outer`),
      consume: async (response) => `${await text(`${api.origin}/inner`)} ${Buffer.from(await response.bytes()).toString()}`,
    });
    expect(await both).toBe('/inner /outer');
  });

  test('has its own errors passed on, without another try', async () => {
    const api = await vendor((response) => response.end('ok'));
    const failure = new Error('mine');
    await expect(bench([api]).client.exchange({ request: get(api.origin), consume: () => Promise.reject(failure) })).rejects.toBe(
      failure,
    );
    expect(api.seen).toHaveLength(1);
  });
});

describe('what is told of an exchange', () => {
  test('names each request, answer, redirect and try, without a secret', async () => {
    const api = await vendor((response, seen, number) => {
      if (seen.url.startsWith('/old')) return response.writeHead(302, { location: '/new?page=2' }).end();
      return response.writeHead(number === 1 ? 503 : 200, number === 1 ? { 'retry-after': '2' } : {}).end('ok');
    });
    const { text, redactor, events } = bench([api]);
    redactor.add('secret-token');
    await text(`${api.origin}/old/secret-token?key=secret-token`);
    const old = `items: GET ${api.origin}/old/***`;
    const now = `items: GET ${api.origin}/new`;
    expect(events).toMatchObject([
      { kind: 'sent', what: old },
      { kind: 'redirect', what: old, to: `${api.origin}/new` },
      { kind: 'sent', what: now },
      { kind: 'answered', what: now, status: 503 },
      { kind: 'retry', what: old, wait: 2000, because: 'answered 503 Service Unavailable' },
      { kind: 'sent', what: old },
      { kind: 'redirect', what: old },
      { kind: 'sent', what: now },
      { kind: 'answered', what: now, status: 200 },
    ]);
    expect(JSON.stringify(events)).not.toContain('secret-token');
  });
});
