import { describe, expect, test } from 'vitest';
import { bench } from './bench.ts';
import { rawServer } from './raw-server.ts';

const answer = (status: string, headers: string, body = '0123456789'): string =>
  `HTTP/1.1 ${status}\r\n${headers === '' ? '' : `${headers}\r\n`}Content-Length: ${body.length}\r\n\r\n${body}`;

const ask = async (bytes: string, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
  const server = await rawServer((socket) => void socket.write(bytes));
  return bench([server.host]).text(server.origin, { headers });
};

describe('a part that nobody asked for is no answer', () => {
  test.each([
    ['206 Partial Content', 'Content-Range: bytes 0-9/99999', '206: bytes 0-9 of 99999 came'],
    ['206 Partial Content', 'Content-Range: bytes 0-9/*', '206: bytes 0-9 of an unknown number came'],
    ['206 Partial Content', 'Content-Range: items 0-9/40', '206: items 0-9 of 40 came'],
    ['206 Partial Content', 'Content-Range: nonsense', '206: a part of it came'],
    ['206 Partial Content', '', '206: a part of it came'],
    ['200 OK', 'Content-Range: bytes 0-9/99999', '200: bytes 0-9 of 99999 came'],
    ['200 OK', 'Content-Range: bytes 10-19/20', '200: bytes 10-19 of 20 came'],
    ['203 Non-Authoritative Information', 'Content-Range: bytes 0-9/11', '203: bytes 0-9 of 11 came'],
    ['226 IM Used', 'IM: feed', '226: a difference to an earlier answer came'],
    ['200 OK', 'Content-Type: multipart/byteranges; boundary=x', '200: several parts of it came'],
  ])('%s, %s', async (status, headers, says) => {
    await expect(ask(answer(status, headers))).rejects.toMatchObject({
      code: 'http.partial',
      message: expect.stringContaining(`answered ${says}, and no part was asked for.`),
      hint: expect.stringContaining('Range'),
    });
  });

  test.each([
    ['all of it', '200 OK', 'Content-Range: bytes 0-9/10', {}],
    ["a list's own count", '200 OK', 'Content-Range: items 0-9/40', {}],
    ['another success', '203 Non-Authoritative Information', 'X-Some: thing', {}],
    ['a part that was asked for', '206 Partial Content', 'Content-Range: bytes 0-9/99999', { range: 'bytes=0-9' }],
  ])('but %s is', async (_, status, headers, asked) => {
    expect(await ask(answer(status, headers), asked as Readonly<Record<string, string>>)).toBe('0123456789');
  });

  test('and neither are fewer bytes than it says', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n0123456789'));
    await expect(bench([server.host]).text(server.origin)).rejects.toMatchObject({ code: 'http.reset' });
    expect(server.lines).toHaveLength(3);
  });
});
