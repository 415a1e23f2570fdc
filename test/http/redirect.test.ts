import { describe, expect, test } from 'vitest';
import { bench, post, vendor } from './bench.ts';
import type { Answer } from './bench.ts';

const to =
  (location: string, status = 302): Answer =>
  (response) =>
    response.writeHead(status, { location }).end('moved');
const rejection = (promise: Promise<unknown>): Promise<{ code: string; message: string; hint: string }> =>
  promise.then(
    () => Promise.reject(new Error('it went well')),
    (error) => error,
  );

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('with %i is followed, relative to the address that gave it', async (status) => {
    const api = await vendor((response, seen, number) =>
      seen.url.startsWith('/a/') ? to('../c?d=1#e', status)(response, seen, number) : response.end(seen.url),
    );
    expect(await bench([api]).text(`${api.origin}/a/b?x=1`)).toBe('/c?d=1');
  });

  test('keeps the headers on the same origin', async () => {
    const api = await vendor((response, seen, number) =>
      seen.url === '/a' ? to('/b')(response, seen, number) : response.end('ok'),
    );
    await bench([api]).text(`${api.origin}/a`, { headers: { authorization: 'Bearer t', 'x-api-key': 'k' } });
    expect(api.seen[1]?.headers).toMatchObject({ authorization: 'Bearer t', 'x-api-key': 'k' });
  });

  test('to another of the hosts takes nothing along that may be a credential', async () => {
    const files = await vendor((response) => response.end('file'));
    const api = await vendor(to(`${files.origin}/file?signature=1`));
    const headers = { authorization: 'Bearer t', cookie: 'a=b', 'x-api-key': 'k', 'x-made-up': 's', accept: 'text/csv' };
    expect(await bench([api, files]).text(`${api.origin}/a?access_token=secret`, { headers })).toBe('file');
    expect(files.seen[0]?.url).toBe('/file?signature=1');
    expect(Object.keys(files.seen[0]?.headers ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(files.seen[0]?.headers.accept).toBe('text/csv');
  });

  test('to a host that is none of the connection is refused, naming the host only', async () => {
    const elsewhere = await vendor((response) => response.end('gotcha'));
    const api = await vendor(to(`${elsewhere.origin}/steal?access_token=my-secret-token&page=2`));
    const { text, redactor } = bench([api]);
    redactor.add('my-secret-token');
    const error = await rejection(text(`${api.origin}/a?access_token=my-secret-token`));
    expect(error).toMatchObject({
      code: 'http.host-not-allowed',
      message: `items: GET ${api.origin}/a: redirected (302): the host ${elsewhere.host} is none that this connection may reach.`,
    });
    expect(JSON.stringify([error.message, error.hint])).not.toMatch(/access_token|page=2|steal/);
    expect(elsewhere.seen).toEqual([]);
  });

  test.each([
    ['plainly', 'my-secret-token'],
    ['in base64', Buffer.from('k=my-secret-token').toString('base64url')],
  ])('that carries a secret to another host %s is refused', async (_, spelt) => {
    const files = await vendor((response) => response.end('file'));
    const api = await vendor(to(`${files.origin}/file?k=${spelt}`));
    const { text, redactor } = bench([api, files]);
    redactor.add('my-secret-token');
    expect(await rejection(text(api.origin))).toMatchObject({
      code: 'http.redirect',
      message: expect.stringContaining('with a secret in the address'),
    });
    expect(files.seen).toEqual([]);
  });

  test.each([301, 302, 303])('with %i makes a GET of a POST that only reads', async (status) => {
    const api = await vendor((response, seen, number) =>
      seen.url === '/a' ? to('/b', status)(response, seen, number) : response.end(`${seen.method} ${seen.body}`),
    );
    const { text } = bench([api]);
    expect(await text(`${api.origin}/a`, { ...post, idempotent: true, headers: { 'content-type': 'application/json' } })).toBe(
      'GET ',
    );
    expect(api.seen[1]?.headers['content-type']).toBeUndefined();
  });

  test.each([307, 308])('with %i keeps the method and the body', async (status) => {
    const api = await vendor((response, seen, number) =>
      seen.url === '/a' ? to('/b', status)(response, seen, number) : response.end(`${seen.method} ${seen.body}`),
    );
    expect(await bench([api]).text(`${api.origin}/a`, { ...post, idempotent: true })).toBe('POST {"a":1}');
  });

  test('never takes a body to another host: a login stands in one', async () => {
    const other = await vendor((response) => response.end('ok'));
    const api = await vendor(to(`${other.origin}/login`, 307));
    expect(await rejection(bench([api, other]).text(api.origin, { ...post, idempotent: true }))).toMatchObject({
      code: 'http.redirect',
    });
    expect(other.seen).toEqual([]);
  });

  test.each([301, 302, 303, 307, 308])('with %i of a request that changes something is refused', async (status) => {
    const api = await vendor(to('/b', status));
    expect(await rejection(bench([api]).text(`${api.origin}/a`, post))).toMatchObject({
      code: 'http.redirect',
      message: `items: POST ${api.origin}/a: redirected (${status}), and a request that changes something is not sent elsewhere.`,
    });
    expect(api.seen).toHaveLength(1);
  });

  test('without end is given up after ten', async () => {
    const api = await vendor((response, seen, number) => to(`/${number}`)(response, seen, number));
    expect(await rejection(bench([api]).text(api.origin))).toMatchObject({
      code: 'http.redirect',
      message: `items: GET ${api.origin}/: redirected more than 10 times.`,
    });
    expect(api.seen).toHaveLength(11);
  });

  test.each([
    ['to nowhere', {}],
    ['to something that is no address', { location: 'http://[' }],
    ['to a file', { location: 'file:///etc/passwd' }],
    ['with a user name', { location: 'http://me:secret@127.0.0.1/' }],
  ])('%s is refused', async (_, headers) => {
    const api = await vendor((response) => response.writeHead(302, headers).end());
    const { code } = await rejection(bench([api, '127.0.0.1']).text(api.origin));
    expect(['http.redirect', 'http.host-not-allowed']).toContain(code);
  });

  test('has no say where the definition takes the status for an answer', async () => {
    const api = await vendor((response) => response.writeHead(304).end());
    expect(await bench([api]).text(api.origin, {}, { onStatus: ({ status }) => (status === 304 ? 'consume' : undefined) })).toBe(
      '',
    );
  });
});
