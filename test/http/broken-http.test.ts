import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { bench } from './bench.ts';
import { rawServer } from './raw-server.ts';

const retry = { attempts: 1, firstDelay: 0, maxDelay: 0, maxRetryAfter: 0 };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('an answer that is no HTTP is called that', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.0\r\n', 'Expected HTTP/'],
    ['a greeting of a mail server', '220 mail.example ESMTP\r\n', 'Expected HTTP/'],
    ['bytes of an encrypted connection', '\x15\x03\x01\x00\x02\x02\x28', 'Expected HTTP/'],
    ['a version that there is not', OK.replace('1.1', '9.9'), 'Invalid HTTP version'],
    ['a status that is no number', OK.replace('200', '2x0'), 'Invalid status code'],
    ['a status of two digits', OK.replace('200', '20'), 'Invalid status code'],
    ['a header without a colon', OK.replace('\r\nC', '\r\nBad Header\r\nC'), 'Invalid header token'],
    ['a header with a NUL', OK.replace('\r\nC', '\r\nX: a\0b\r\nC'), 'Invalid header value char'],
    ['a length that is no number', OK.replace(': 2', ': two'), 'Invalid character in Content-Length'],
    [
      'a chunk without a size',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n0\r\n\r\n',
      'Invalid character in chunk size',
    ],
    [
      'a chunk that is longer than it says',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n',
      'chunk data',
    ],
  ])('%s', async (_, bytes, why) => {
    const server = await rawServer((socket) => void socket.end(bytes, 'latin1'));
    await expect(bench([server.host], { retry }).text(server.origin)).rejects.toMatchObject({
      code: 'http.protocol',
      message: expect.stringMatching(`the answer is no valid HTTP \\(.*${why}.*\\)\\.$`),
      hint: expect.stringContaining('the host and the port'),
    });
  });

  test('headers without end', async () => {
    const server = await rawServer(
      (socket) => void socket.end(`HTTP/1.1 200 OK\r\n${`X: ${'x'.repeat(1000)}\r\n`.repeat(100)}\r\n`),
    );
    await expect(bench([server.host], { retry }).text(server.origin)).rejects.toMatchObject({
      code: 'http.protocol',
      message: expect.stringContaining('the headers of the answer are too large'),
    });
  });

  test.each([
    ['with its headers', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n'],
    ['without', `HTTP/1.1 101 Switching Protocols\r\n\r\n${OK}`],
  ])('another protocol that was not asked for, %s', async (_, bytes) => {
    const server = await rawServer((socket) => void socket.write(bytes));
    await expect(bench([server.host], { retry }).text(server.origin)).rejects.toMatchObject({
      code: 'http.protocol',
      message: expect.stringContaining('switched to another protocol (101)'),
    });
  });

  test('but a connection that is closed before it is no reason to say so', async () => {
    const server = await rawServer((socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-'));
    await expect(bench([server.host], { retry }).text(server.origin)).rejects.toMatchObject({ code: 'http.reset' });
  });
});

describe('an answer that only leads up to another one', () => {
  test.each([
    ['100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['100 Continue with headers', 'HTTP/1.1 100 Continue\r\nX-A: b\r\n\r\n'],
    ['102 Processing', 'HTTP/1.1 102 Processing\r\n\r\n'],
    ['103 Early Hints', 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n'],
    ['an unknown one', 'HTTP/1.1 199 What\r\n\r\n'],
    ['several', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n'],
  ])('is read over: %s', async (_, first) => {
    const server = await rawServer((socket) => void socket.write(first + OK));
    const { text, client } = bench([server.host]);
    // Both over one connection: what was read over has left nothing behind.
    expect([await text(server.origin), await text(server.origin)]).toEqual(['ok', 'ok']);
    expect(client.stats()).toMatchObject({ requests: 2, retried: 0 });
  });

  test('is read over where it comes byte by byte', async () => {
    const server = await rawServer((socket) => drip(socket, `HTTP/1.1 100 Continue\r\n\r\n${OK}`));
    expect(await bench([server.host]).text(server.origin)).toBe('ok');
  });

  test.each(['100 Continue', '102 Processing', '103 Early Hints'])('does not hold up the time limit: %s', async (status) => {
    const server = await rawServer((socket) => {
      const timer = setInterval(() => socket.write(`HTTP/1.1 ${status}\r\n\r\n`), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const timeouts = { connect: 5000, headers: 200, idle: 5000, call: 60_000 };
    await expect(bench([server.host], { retry, timeouts }).text(server.origin)).rejects.toMatchObject({
      code: 'http.timeout',
      message: expect.stringContaining('no answer came in time'),
    });
  });
});

test('through a plain proxy all of this holds as well', async () => {
  const proxy = await rawServer((socket, number) => {
    if (number === 0) return void socket.write(`HTTP/1.1 100 Continue\r\n\r\n${OK}`);
    const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 20);
    return void socket.on('close', () => clearInterval(timer));
  });
  const timeouts = { connect: 5000, headers: 200, idle: 5000, call: 60_000 };
  const { text } = bench(['vendor.invalid'], { retry, timeouts, allowHttp: true, proxy: { http: proxy.origin } });
  expect(await text('http://vendor.invalid/a')).toBe('ok');
  await expect(text('http://vendor.invalid/b')).rejects.toMatchObject({
    code: 'http.timeout',
    message: expect.stringContaining('no answer came in time, on the way through the proxy'),
  });
  expect(proxy.lines).toEqual(['GET http://vendor.invalid/a HTTP/1.1', 'GET http://vendor.invalid/b HTTP/1.1']);
});

function drip(socket: Socket, bytes: string): void {
  const [first, rest] = [bytes.slice(0, 1), bytes.slice(1)];
  if (first !== '') socket.write(first, () => setImmediate(() => drip(socket, rest)));
}

describe('encodings in several lines', () => {
  const packed = gzipSync('plain text');
  const both = zstdCompressSync(packed);
  const head = (lines: string, length: number): string => `HTTP/1.1 200 OK\r\n${lines}Content-Length: ${length}\r\n\r\n`;
  test.each([
    ['two lines', 'Content-Encoding: gzip\r\nContent-Encoding: zstd\r\n', both],
    ['one line', 'Content-Encoding: gzip, zstd\r\n', both],
    ['one of them for nothing', 'Content-Encoding: identity\r\nContent-Encoding: gzip\r\n', packed],
    ['one of them empty', 'Content-Encoding: gzip\r\nContent-Encoding:\r\n', packed],
  ])('are undone from the last to the first: %s', async (_, lines, body) => {
    const server = await rawServer((socket) => void (socket.write(head(lines, body.length)) && socket.write(body)));
    expect(await bench([server.host]).text(server.origin)).toBe('plain text');
  });

  test.each([
    ['an unknown one among them', 'Content-Encoding: gzip\r\nContent-Encoding: lzma\r\n'],
    ['too many of them', 'Content-Encoding: gzip\r\n'.repeat(3)],
  ])('are refused: %s', async (_, lines) => {
    const server = await rawServer((socket) => void socket.write(`${head(lines, 2)}ok`));
    await expect(bench([server.host], { retry }).text(server.origin)).rejects.toMatchObject({ code: 'http.encoding' });
  });
});
