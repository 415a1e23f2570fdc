import { describe, expect, test } from 'vitest';
import { vendor } from '../../http/bench.ts';
import type { Seen } from '../../http/bench.ts';
import { options, rig } from './rig.ts';

const form = (seen: Seen | undefined): unknown => Object.fromEntries(new URLSearchParams(seen?.body));

/** A token endpoint with rotating refresh tokens, and items for the latest token. */
async function tokenEndpoint(more: Readonly<Record<string, unknown>> = {}) {
  let count = 0;
  let valid = '';
  const api = await vendor((response, seen) => {
    if (seen.url === '/oauth2/token') {
      valid = `access-token-${++count}`;
      return response.setHeader('content-type', 'application/json').end(
        JSON.stringify({
          access_token: valid,
          token_type: 'bearer',
          expires_in: 3600,
          refresh_token: `refresh-token-${count}`,
          ...more,
        }),
      );
    }
    return response.writeHead(seen.headers.authorization === `Bearer ${valid}` ? 200 : 401).end('ok');
  });
  return { api, end: () => (valid = ''), asked: () => api.seen.filter(({ url }) => url === '/oauth2/token') };
}

const client =
  'request: { method: POST, path: /oauth2/token }\nclient_id: !expr $user.client_id\nclient_secret: !expr $user.client_secret';

describe('OAuth 2', () => {
  test('with client credentials in the form', async () => {
    const { api, asked } = await tokenEndpoint();
    expect(
      await rig(api, `kind: oauth2_client_credentials\n${client}\nscope: read write\naudience: https://api.example.com`).call(),
    ).toBe('ok');
    expect(form(asked()[0])).toEqual({
      grant_type: 'client_credentials',
      scope: 'read write',
      audience: 'https://api.example.com',
      client_id: 'client-7',
      client_secret: 'my client secret',
    });
    expect(asked()[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('with client credentials in the header, encoded as RFC 6749 has it', async () => {
    const { api, asked } = await tokenEndpoint();
    await rig(api, `kind: oauth2_client_credentials\n${client}\ncredentials_in: header`).call();
    expect(form(asked()[0])).toEqual({ grant_type: 'client_credentials' });
    expect(asked()[0]?.headers.authorization).toBe(`Basic ${Buffer.from('client-7:my%20client%20secret').toString('base64')}`);
  });

  test('with user name and password, and members of its own', async () => {
    const { api, asked } = await tokenEndpoint();
    await rig(
      api,
      'kind: oauth2_password\nrequest: { method: POST, path: /oauth2/token, form: { tenant: 7 } }\nusername: !expr $user.name\npassword: !expr $user.password',
    ).call();
    expect(form(asked()[0])).toEqual({ tenant: '7', grant_type: 'password', username: 'somebody', password: 'correct horse' });
  });

  test('with a refresh token, and then with the one that replaces it', async () => {
    const { api, end, asked } = await tokenEndpoint();
    const { call, redactor } = rig(
      api,
      'kind: oauth2_refresh_token\nrequest: { method: POST, path: /oauth2/token }\nrefresh_token: !expr $user.refresh_token',
    );
    await call();
    end();
    expect(await call()).toBe('ok');
    expect(asked().map(form)).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'my-refresh-token' },
      { grant_type: 'refresh_token', refresh_token: 'refresh-token-1' },
    ]);
    expect(redactor.redact('access-token-2 refresh-token-2')).toBe('*** ***');
  });

  test('renews a token before it ends', async () => {
    const { api, asked } = await tokenEndpoint();
    const { call, time } = rig(api, `kind: oauth2_client_credentials\n${client}`);
    await call();
    time.now += 3_550_000;
    await call();
    expect(asked()).toHaveLength(2);
  });

  test.each([
    ['nothing', { access_token: undefined }],
    ['a blank', { access_token: '' }],
    ['a number', { access_token: 7 }],
  ])('misses a token where the answer has %s', async (_, answer) => {
    const { api } = await tokenEndpoint(answer);
    await expect(rig(api, `kind: oauth2_client_credentials\n${client}`).call()).rejects.toMatchObject({
      code: 'auth.answer',
      message: 'The answer to the login has no access_token.',
    });
  });

  test('quotes an error under status 200', async () => {
    const { api } = await tokenEndpoint({ access_token: undefined, error_description: 'Unknown client' } as never);
    await expect(rig(api, `kind: oauth2_client_credentials\n${client}`).call()).rejects.toMatchObject({
      message: 'The answer to the login has no access_token (it says: Unknown client).',
    });
  });

  test('says what the vendor says against the credentials', async () => {
    const api = await vendor((response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"error": "invalid_client", "error_description": "Unknown client"}'),
    );
    await expect(rig(api, `kind: oauth2_client_credentials\n${client}`).call()).rejects.toMatchObject({
      code: 'auth.refused',
      message: expect.stringContaining('(it says: Unknown client)'),
    });
    expect(api.seen).toHaveLength(1);
  });
});

describe('cookies', () => {
  const cookie = (more = '') =>
    `kind: cookie\nlogin: { method: POST, path: /login, form: { user: !expr $user.name, password: !expr $user.password } }\n${more}`;
  const pages = (cookies: readonly string[], status = 302) =>
    vendor((response, seen) => {
      if (seen.url === '/login')
        return response
          .writeHead(status, { 'set-cookie': [...cookies], location: '/home', 'content-type': 'application/json' })
          .end('{"csrf": "forgery-token"}');
      return response.writeHead(seen.headers.cookie === undefined ? 401 : 200).end(seen.headers.cookie);
    });

  test('of a login that leads on to another page are sent with every request', async () => {
    const api = await pages([
      'sid=cookie-1; Path=/; HttpOnly; Secure',
      'theme=dark',
      'old=x; Max-Age=0',
      'theme=light; Expires=Thu, 01 Jan 2037 00:00:00 GMT',
    ]);
    const { call, redactor } = rig(api, cookie());
    expect(await Promise.all([call('/a'), call('/b')])).toEqual(['sid=cookie-1; theme=light', 'sid=cookie-1; theme=light']);
    expect(api.seen.map(({ url }) => url).toSorted()).toEqual(['/a', '/b', '/login']);
    expect(redactor.redact('cookie-1')).toBe('***');
  });

  test('are chosen by name', async () => {
    const api = await pages(['sid=cookie-1', 'theme=dark']);
    expect(await rig(api, cookie('names: [sid]')).call()).toBe('sid=cookie-1');
    await expect(rig(api, cookie('names: [session, JSESSIONID]')).call()).rejects.toMatchObject({
      code: 'auth.answer',
      message: 'The answer to the login has no cookie named session or JSESSIONID.',
    });
  });

  test('may come with a token against forged requests', async () => {
    const api = await pages(['sid=cookie-1'], 200);
    await rig(api, cookie('token: !expr csrf\nheaders: { X-Csrf-Token: !expr $token }')).call();
    expect(api.seen[1]?.headers).toMatchObject({ cookie: 'sid=cookie-1', 'x-csrf-token': 'forgery-token' });
  });

  test('that are missing are missed', async () => {
    const api = await pages([], 200);
    await expect(rig(api, cookie()).call()).rejects.toMatchObject({
      code: 'auth.answer',
      message: 'The answer to the login has no cookie.',
    });
  });

  test.each([
    ['text/html', '<title>Wrong password</title>', 'Wrong password'],
    ['application/json', '{"message": "Wrong password"}', 'Wrong password'],
    ['application/json', '{"message": ', undefined],
  ])('that are missing are missed in the words of the page: %s %s', async (type, body, says) => {
    const api = await vendor((response) => response.writeHead(200, { 'content-type': type }).end(body));
    await expect(rig(api, cookie()).call()).rejects.toMatchObject({
      message: `The answer to the login has no cookie${says === undefined ? '' : ` (it says: ${says})`}.`,
    });
  });

  test('that ended are had anew', async () => {
    let logins = 0;
    const api = await vendor((response, seen) => {
      if (seen.url === '/login') return response.writeHead(200, { 'set-cookie': `sid=cookie-${++logins}` }).end();
      return response.writeHead(seen.headers.cookie === 'sid=cookie-2' ? 200 : 403).end('ok');
    });
    expect(await rig(api, cookie('renew_on: [403]'), options).call()).toBe('ok');
  });
});
