import { describe, expect, test } from 'vitest';
import type { EngineError } from '../../../engine/language/basics/errors.ts';
import { vendor } from '../../http/bench.ts';
import type { Answer, Vendor } from '../../http/bench.ts';
import { options, rig } from './rig.ts';

const session = `kind: session
login: { method: POST, path: /login, json: { key: !expr $user.key } }
token: !expr result.token
expires_in: !expr result.expires_in
headers: { Authorization: !tmpl "Bearer {{@token}}", X-Client: feedwright }`;

/** A vendor whose tokens are counted; the token of the latest login is the valid one until `end()`. */
async function tokenVendor(more: { readonly refuse?: Answer; readonly login?: Readonly<Record<string, unknown>> } = {}) {
  let valid: string | undefined;
  let logins = 0;
  const api: Vendor = await vendor((response, seen, number) => {
    if (seen.url === '/login') {
      valid = `login-token-${++logins}`;
      // Time for others to ask for the same.
      return setTimeout(
        () =>
          response.setHeader('content-type', 'application/json').end(JSON.stringify({ result: { token: valid, ...more.login } })),
        20,
      );
    }
    if (more.refuse !== undefined || seen.headers.authorization !== `Bearer ${valid}`)
      return (more.refuse ?? ((answer) => answer.writeHead(401).end()))(response, seen, number);
    return response.end(`${seen.url} with ${valid}`);
  });
  return { api, end: () => (valid = undefined), logins: () => logins };
}

describe('a session', () => {
  test('is made by one login that all requests share', async () => {
    const { api } = await tokenVendor();
    const { call, auth } = rig(api, session);
    expect(await Promise.all(['/a', '/b', '/c'].map(call))).toEqual([
      '/a with login-token-1',
      '/b with login-token-1',
      '/c with login-token-1',
    ]);
    expect(api.seen[0]).toMatchObject({ method: 'POST', url: '/login', body: '{"key":"my-api-key-1"}' });
    expect(api.seen[1]?.headers['x-client']).toBe('feedwright');
    expect(auth.logins()).toBe(1);
  });

  test('that has ended is renewed once for all who were refused, and nothing is lost', async () => {
    const { api, end } = await tokenVendor();
    const { call, auth } = rig(api, session);
    await call('/first');
    end();
    const paths = Array.from({ length: 12 }, (_, index) => `/${index}`);
    expect(await Promise.all(paths.map(call))).toEqual(paths.map((path) => `${path} with login-token-2`));
    expect(auth.logins()).toBe(2);
  });

  test('may end again and again in a long run', async () => {
    const { api, end } = await tokenVendor();
    const { call, auth } = rig(api, session);
    for (let round = 1; round <= 5; round++) {
      expect(await call('/a')).toBe(`/a with login-token-${round}`);
      end();
    }
    expect(auth.logins()).toBe(5);
  });

  test('is renewed where only one request may be under way', async () => {
    const { api, end } = await tokenVendor();
    const { call } = rig(api, session, options, { concurrency: 1 });
    await call('/a');
    end();
    expect(await Promise.all(['/b', '/c'].map(call))).toEqual(['/b with login-token-2', '/c with login-token-2']);
  });

  test('is renewed ahead of its end', async () => {
    const { api } = await tokenVendor({ login: { expires_in: '600' } });
    const { call, time } = rig(api, session);
    await call('/a');
    time.now += 500_000;
    expect(await call('/b')).toBe('/b with login-token-1');
    time.now += 45_000;
    expect(await Promise.all(['/c', '/d'].map(call))).toEqual(['/c with login-token-2', '/d with login-token-2']);
    expect(api.seen.filter(({ url }) => url === '/login')).toHaveLength(2);
  });

  test('that lasts for seconds only is not renewed for every request', async () => {
    const { api, logins } = await tokenVendor({ login: { expires_in: 20 } });
    const { call, time } = rig(api, session);
    for (let second = 0; second < 15; second++) {
      await call('/a');
      time.now += 1000;
    }
    expect(logins()).toBe(1);
  });

  test('whose new token is refused as well is the end, whoever asks', async () => {
    const { api, logins } = await tokenVendor({ refuse: (response) => response.writeHead(401).end() });
    const { call } = rig(api, session, options, { concurrency: 4 });
    const ends = await Promise.allSettled(Array.from({ length: 30 }, () => call('/a')));
    expect(ends.every((end) => end.status === 'rejected' && (end.reason as { code: string }).code === 'vendor.refused')).toBe(
      true,
    );
    expect(logins()).toBe(2);
  });

  test('is not renewed for what the definition does not name', async () => {
    const { api, logins } = await tokenVendor({ refuse: (response) => response.writeHead(401).end() });
    await expect(rig(api, `${session}\nrenew_on: [419]`).call()).rejects.toMatchObject({ code: 'vendor.refused' });
    expect(logins()).toBe(1);
  });

  test("is renewed for a status of the vendor's own", async () => {
    let ended = true;
    const { api } = await tokenVendor({
      refuse: (response) => {
        response.writeHead(ended ? 419 : 200).end('ok');
        ended = false;
      },
    });
    expect(await rig(api, `${session}\nrenew_on: [419]`).call()).toBe('ok');
  });
});

describe('a login', () => {
  test.each<[string, Answer, RegExp]>([
    [
      'with a status',
      (response) =>
        response.writeHead(401, { 'content-type': 'application/json' }).end('{"message": "unknown key my-api-key-1"}'),
      /^The login was refused: login: POST .*\/login: answered 401 Unauthorized \(it says: unknown key \*\*\*\)\.$/,
    ],
    ['that is not there', (response) => response.writeHead(404).end(), /answered 404 Not Found/],
  ])('that is refused %s is one clear error, and is not tried again', async (_, answer, says) => {
    const api = await vendor(answer);
    const { call } = rig(api, session);
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => call()));
    for (const end of ends) {
      const { code, message, place } = (end as { reason: EngineError }).reason;
      expect([code, place?.file]).toEqual(['auth.refused', '/packs/sample.yaml']);
      expect(message).toMatch(says);
    }
    expect(api.seen).toHaveLength(1);
  });

  test('whose answer has no token is missed by name', async () => {
    const api = await vendor((response) => response.end('{"result": {}}'));
    await expect(rig(api, session).call()).rejects.toMatchObject({
      code: 'auth.answer',
      message: 'The answer to the login has no token.',
    });
    expect(api.seen).toHaveLength(1);
  });

  test.each([
    ['an error', 'application/json', '{"error": {"message": "Account is locked"}}', 'Account is locked'],
    ['an error that echoes the key', 'application/json', '{"error": "no my-api-key-1 here"}', 'no *** here'],
  ])('that is answered 200 with %s quotes it', async (_, type, body, says) => {
    const api = await vendor((response) => response.writeHead(200, { 'content-type': type }).end(body));
    await expect(rig(api, session).call()).rejects.toMatchObject({
      code: 'auth.answer',
      message: `The answer to the login has no token (it says: ${says}).`,
      place: { file: '/packs/sample.yaml' },
    });
  });

  test.each([
    ['a page', 'text/html', '<html><head><title>Sign in\n to Acme</title></head><body>x</body></html>', 'Sign in to Acme'],
    ['a page without a title', 'text/html', '<style>p {}</style><h1>Down</h1><p>Back &amp; soon</p>', 'Down Back &amp; soon'],
    ['a sentence', 'text/plain', 'Your key has expired.', 'Your key has expired.'],
    ['what may be a token', 'text/plain', `token: ${'abcdefghij'.repeat(5)}`, 'token: …'],
  ])('that is answered 200 with %s says that it was the login, and quotes it', async (_, type, body, says) => {
    const api = await vendor((response) => response.writeHead(200, { 'content-type': type }).end(body));
    await expect(rig(api, session).call()).rejects.toMatchObject({
      code: 'vendor.answer',
      message: `The login failed: ${api.host} answered 200 with ${type} that is no JSON (it says: ${says}).`,
      place: { file: '/packs/sample.yaml' },
      hint: expect.stringContaining('address of the login'),
    });
  });

  test('is refused by a body under status 200 where the connection has a word for that', async () => {
    const api = await vendor((response) => response.end('{"success": false, "errorCode": "E17", "message": "no such key"}'));
    const { call } = rig(api, session, options, {}, undefined, 'success_when: !expr success = true');
    await expect(call()).rejects.toMatchObject({ code: 'auth.refused', message: expect.stringContaining('no such key') });
    expect(api.seen).toHaveLength(1);
  });

  test('is tried again where the way to it failed', async () => {
    const { api } = await tokenVendor();
    const answer = api.server.listeners('request')[0] as (...args: unknown[]) => void;
    let resets = 0;
    api.server
      .removeAllListeners('request')
      .on('request', (request, response) => (resets++ === 0 ? request.socket.resetAndDestroy() : answer(request, response)));
    expect(await rig(api, session).call('/a')).toBe('/a with login-token-1');
  });

  test('needs the options that it is made of', async () => {
    const { api } = await tokenVendor();
    await expect(rig(api, session, { ...options, key: undefined }).call()).rejects.toMatchObject({
      code: 'request.missing',
      message: '"key" has no value.',
    });
  });
});
