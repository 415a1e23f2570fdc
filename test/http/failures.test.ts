import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bench, closedOrigin, post, vendor } from './bench.ts';
import type { Answer } from './bench.ts';
import { selfSigned } from './self-signed.ts';

const once = { attempts: 1, firstDelay: 0, maxDelay: 0, maxRetryAfter: 0 };
const times = { connect: 5000, headers: 5000, idle: 5000, call: 60_000 };
const sizes = { response: 2 ** 31, decompressed: 2 ** 34, record: 2 ** 23 };

describe('a server that cannot be reached', () => {
  test('because nothing listens', async () => {
    const origin = await closedOrigin();
    await expect(bench([new URL(origin).host], { retry: once }).text(`${origin}/items?token=1`)).rejects.toMatchObject({
      code: 'http.refused',
      message: `items: GET ${origin}/items: the connection was refused.`,
      hint: 'Check the host and the port, and that the server is running.',
      place: { file: 'sample.yaml', line: 7 },
    });
  });

  test('because its name is unknown, is not asked again', async () => {
    const { text, client } = bench(['no-such-host.invalid']);
    await expect(text('https://no-such-host.invalid/')).rejects.toMatchObject({
      code: 'http.dns',
      message: expect.stringMatching(/: the host name (is unknown|could not be looked up).*\.$/),
    });
    expect(client.stats().requests).toBeLessThanOrEqual(3);
  });

  test('because it never finishes the handshake', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { text } = bench([host], { retry: once, timeouts: { ...times, connect: 150 } });
    await expect(text(`https://${host}/`, post)).rejects.toMatchObject({
      code: 'http.timeout',
      message: expect.stringContaining('the connection did not stand in time'),
    });
  });
});

describe('a certificate', () => {
  const certificate = selfSigned();

  test('that signed itself is refused, with the way out', async () => {
    const api = await vendor((response) => response.end('ok'), certificate);
    const { text, client } = bench([api]);
    const origin = api.origin.replace('127.0.0.1', 'localhost');
    await expect(bench([new URL(origin).host]).text(origin, post)).rejects.toMatchObject({
      code: 'http.tls',
      message: expect.stringContaining('its certificate is signed by itself'),
      hint: expect.stringMatching(/NODE_EXTRA_CA_CERTS.*option for certificate verification/),
    });
    await expect(text(api.origin)).rejects.toMatchObject({ code: 'http.tls' });
    expect(client.stats().requests).toBe(1);
    expect(api.seen).toEqual([]);
  });

  test('is not looked at where the option says so', async () => {
    const api = await vendor((response) => response.end('ok'), certificate);
    expect(await bench([api], { verifyTls: false }).text(api.origin)).toBe('ok');
  });

  test('is missed where the server speaks plain http', async () => {
    const api = await vendor((response) => response.end('ok'));
    await expect(bench([api], { retry: once }).text(api.origin.replace('http:', 'https:'))).rejects.toMatchObject({
      code: 'http.tls',
      hint: expect.stringContaining('speaks https at this port'),
    });
  });
});

describe('a time limit', () => {
  const cases: readonly [string, Answer, string][] = [
    ['headers', () => undefined, 'no answer came in time'],
    ['idle', (response) => response.writeHead(200, { 'content-length': '10' }).write('half'), 'the answer stopped coming'],
  ];
  test.each(cases)('for %s ends the exchange', async (limit, answer, says) => {
    const api = await vendor(answer);
    const { text } = bench([api], { retry: once, timeouts: { ...times, [limit]: 150 } });
    await expect(text(api.origin)).rejects.toMatchObject({
      code: 'http.timeout',
      message: expect.stringContaining(says),
      hint: expect.stringContaining(`timeouts.${limit}`),
    });
  });

  test('for the whole exchange holds against a body that drips, and there is no other try', async () => {
    const api = await vendor((response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const { text } = bench([api], { timeouts: { ...times, call: 300 } });
    await expect(text(api.origin)).rejects.toMatchObject({
      code: 'http.timeout',
      message: `items: GET ${api.origin}/: the whole exchange took longer than 0.3 s.`,
    });
    expect(api.seen).toHaveLength(1);
  });

  test('for the whole exchange leaves open whether a change was made', async () => {
    const api = await vendor(() => undefined);
    await expect(bench([api], { timeouts: { ...times, call: 150 } }).text(api.origin, post)).rejects.toMatchObject({
      code: 'http.uncertain',
    });
  });
});

describe('an answer that is too large', () => {
  const mebibyte = 2 ** 20;

  test('by what it says is not read', async () => {
    const api = await vendor((response) => response.writeHead(200, { 'content-length': '5000000000' }).write('x'));
    const { text, client } = bench([api]);
    await expect(text(api.origin)).rejects.toMatchObject({
      code: 'http.too-large',
      message: expect.stringContaining('5000000000 bytes, more than the 2147483648 allowed'),
    });
    expect(client.stats()).toMatchObject({ requests: 1, bytes: 0 });
  });

  test('as it comes is broken off, once', async () => {
    const api = await vendor((response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(mebibyte)), 1);
      response.on('close', () => clearInterval(timer));
    });
    const { text } = bench([api], { sizes: { ...sizes, response: 3 * mebibyte } });
    await expect(text(api.origin)).rejects.toMatchObject({
      code: 'http.too-large',
      hint: expect.stringContaining('limits.response'),
    });
    expect(api.seen).toHaveLength(1);
  });

  test('for who wants all of it at once is refused', async () => {
    const api = await vendor((response) => response.end(Buffer.alloc(2 * mebibyte)));
    await expect(
      bench([api]).text(api.origin, {}, { consume: async (response) => String(await response.bytes(mebibyte)) }),
    ).rejects.toMatchObject({ code: 'http.too-large' });
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(80 * mebibyte)), {}],
    ['zstd', zstdCompressSync(Buffer.alloc(80 * mebibyte)), {}],
    ['gzip', gzipSync(Buffer.alloc(8 * mebibyte)), { decompressed: 4 * mebibyte }],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(80 * mebibyte))), {}],
  ])('once it is decompressed is broken off: %s', async (encoding, body, limit) => {
    const api = await vendor((response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
    const { text } = bench([api], { sizes: { ...sizes, ...limit } });
    const reading = text(
      api.origin,
      {},
      {
        consume: async ({ body: bytes }) => {
          for await (const chunk of bytes) void chunk;
          return '';
        },
      },
    );
    await expect(reading).rejects.toMatchObject({ code: 'http.too-large', hint: expect.stringContaining('limits.decompressed') });
    expect(api.seen).toHaveLength(1);
  });

  test('is not a small one that packs well', async () => {
    const api = await vendor((response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(32 * mebibyte))),
    );
    const length = await bench([api]).text(
      api.origin,
      {},
      { consume: async (response) => String((await response.bytes()).length) },
    );
    expect(length).toBe(String(32 * mebibyte));
  });
});

describe('a refusal', () => {
  const answering =
    (type: string, body: string): Answer =>
    (response) =>
      response.writeHead(400, { 'content-type': type }).end(body);

  test.each([
    ['application/json', '{"error": {"code": 17, "message": "since must be a number\\n"}}', ' (it says: since must be a number)'],
    ['application/problem+json', '{"title": "Bad Request", "detail": "no such field"}', ' (it says: no such field)'],
    ['application/json; charset=utf-8', '{"errors": [{"message": "first"}, {"message": "second"}]}', ' (it says: first)'],
    ['text/plain', 'Quota\u0007 exceeded', ' (it says: Quota exceeded)'],
    ['text/plain', 'x'.repeat(500), ` (it says: ${'x'.repeat(200)}…)`],
    ['text/html', '<h1>No</h1>', ''],
    ['application/json', '{broken', ''],
    ['application/json', '{}', ''],
  ])("shows the vendor's own words: %s %s", async (type, body, says) => {
    const api = await vendor(answering(type, body));
    await expect(bench([api]).text(api.origin)).rejects.toMatchObject({
      message: `items: GET ${api.origin}/: answered 400 Bad Request${says}.`,
    });
  });

  test('that repeats a secret has it masked', async () => {
    const api = await vendor(answering('text/plain', 'The key my-secret-key is wrong'));
    const { text, redactor } = bench([api]);
    redactor.add('my-secret-key');
    await expect(text(`${api.origin}/my-secret-key/x?key=my-secret-key`)).rejects.toMatchObject({
      message: `items: GET ${api.origin}/***/x: answered 400 Bad Request (it says: The key *** is wrong).`,
    });
  });
});

test('a path that is long is cut in messages', async () => {
  const api = await vendor((response) => response.writeHead(404).end());
  await expect(bench([api]).text(`${api.origin}/${'a'.repeat(5000)}`)).rejects.toMatchObject({
    message: expect.stringMatching(/^.{200,300}…: answered 404 Not Found\.$/),
  });
});
