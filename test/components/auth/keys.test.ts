import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { vendor } from '../../http/bench.ts';
import { options, rig } from './rig.ts';

const echo = () => vendor((response) => response.end('ok'));

describe('credentials without a login', () => {
  test.each([
    [
      '{ kind: basic, username: !expr $user.name, password: !expr $user.password }',
      'authorization',
      `Basic ${Buffer.from('somebody:correct horse').toString('base64')}`,
    ],
    [
      '{ kind: basic, username: !expr $user.key, password: "" }',
      'authorization',
      `Basic ${Buffer.from('my-api-key-1:').toString('base64')}`,
    ],
    ['{ kind: bearer, token: !expr $user.token }', 'authorization', 'Bearer my-token-1'],
    ['{ kind: api_key, in: header, name: X-Api-Key, value: !expr $user.key }', 'x-api-key', 'my-api-key-1'],
    [
      '{ kind: api_key, in: header, name: Authorization, prefix: "Token ", value: !expr $user.key }',
      'authorization',
      'Token my-api-key-1',
    ],
  ])('%s', async (text, header, expected) => {
    const api = await echo();
    await rig(api, text).call();
    expect(api.seen[0]?.headers[header]).toBe(expected);
  });

  test('in the query stand behind what is there, percent-encoded', async () => {
    const api = await echo();
    const { call } = rig(api, '{ kind: api_key, in: query, name: access_token, value: !expr $user.key }', { key: 'a+b/c=#&' });
    await call('/items?page=2&q=a%20b');
    await call('/items');
    expect(api.seen.map(({ url }) => url)).toEqual([
      '/items?page=2&q=a%20b&access_token=a%2Bb%2Fc%3D%23%26',
      '/items?access_token=a%2Bb%2Fc%3D%23%26',
    ]);
  });

  test.each([
    ['{ kind: bearer, token: !expr $user.token }', 'token', 'Give `--set token=…`.'],
    ['{ kind: bearer, token: !tmpl "{{@user.token}}" }', 'token', 'Give `--set token=…`.'],
    [
      '{ kind: api_key, in: query, name: k, value: !expr "$user.key ?? $user.token" }',
      'value',
      'Give `--set key=…` or `--set token=…`.',
    ],
    ['{ kind: basic, username: !expr $user.name, password: !expr $user.password }', 'username', 'Give `--set name=…`.'],
    ['{ kind: bearer, token: !expr "null" }', 'token', 'Correct what it is made of in the definition.'],
  ])('that have no value are missed by name, with what to set: %s', async (text, option, hint) => {
    const api = await echo();
    const message = `The authentication needs "${option}", which has no value.`;
    const place = expect.objectContaining({ line: expect.any(Number) });
    expect(() => rig(api, text, { token: '' })).toThrow(expect.objectContaining({ code: 'auth.missing', message, hint, place }));
  });

  test('that are refused are not tried again', async () => {
    const api = await vendor((response) => response.writeHead(401).end());
    await expect(rig(api, '{ kind: bearer, token: !expr $user.token }').call()).rejects.toMatchObject({ code: 'vendor.refused' });
    expect(api.seen).toHaveLength(1);
  });

  test('that are refused are read again where they came from, once for all', async () => {
    let reads = 0;
    const api = await vendor((response, seen) =>
      response.writeHead(seen.headers.authorization === 'Bearer my-token-2' ? 200 : 401).end('ok'),
    );
    const { call } = rig(api, '{ kind: bearer, token: !expr $user.token }', options, {}, () => ({
      ...options,
      token: `my-token-${++reads < 3 ? 2 : 3}`,
    }));
    expect(await Promise.all([call(), call(), call()])).toEqual(['ok', 'ok', 'ok']);
    expect(reads).toBe(1);
  });

  test('go to further hosts only where the definition says so', async () => {
    const api = await echo();
    const files = await echo();
    const given = rig(api, `{ kind: bearer, token: !expr $user.token, hosts: ["${files.host}"] }`);
    const kept = rig(api, '{ kind: bearer, token: !expr $user.token }');
    const elsewhere = { ...given.request(), url: new URL(`${files.origin}/a`) };
    expect((await given.auth.apply(elsewhere)).headers['authorization']).toBe('Bearer my-token-1');
    expect((await kept.auth.apply(elsewhere)).headers['authorization']).toBeUndefined();
  });
});

describe('a choice of schemes', () => {
  const choice = `kind: choose
by: !expr $user.method
cases:
  key: { kind: api_key, in: query, name: key, value: !expr $user.key }
  login:
    kind: session
    login: { method: POST, path: /login, json: { key: !expr $user.key } }
    token: !expr token
    headers: { Authorization: !tmpl "Bearer {{@token}}" }`;
  const api = () => vendor((response) => response.end('{"token": "chosen-token"}'));

  test('is made by an option', async () => {
    const [one, other] = [await api(), await api()];
    await rig(one, choice).call();
    await rig(other, choice, { ...options, method: 'login' }).call();
    expect(one.seen.map(({ url }) => url)).toEqual(['/items?key=my-api-key-1']);
    expect(other.seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/login', undefined],
      ['/items', 'Bearer chosen-token'],
    ]);
  });

  test.each([undefined, 'other', 'toString'])('must be one of the cases, not %j', async (method) => {
    const server = await api();
    expect(() => rig(server, choice, { ...options, method })).toThrow(
      expect.objectContaining({
        code: 'auth.choice',
        message: 'The authentication has no such case.',
        hint: 'The cases are: key, login.',
      }),
    );
  });
});

describe('a signature', () => {
  const hmac = (more: string) => `kind: hmac
secret: !expr $user.secret
headers: { X-Signature: !expr $signature, X-Time: !expr $timestamp }
${more}`;

  test('is made of the text that the definition writes, over the request as it is sent', async () => {
    const api = await echo();
    const { call } = rig(
      api,
      hmac('sign: !tmpl "{{@timestamp}}|{{@request.method}}|{{@request.host}}|{{@request.target}}|{{@request.body_hash}}"'),
    );
    await call('/items?a=b%20c');
    const nothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(api.seen[0]?.headers['x-time']).toBe('1767225600');
    expect(api.seen[0]?.headers['x-signature']).toBe(
      createHmac('sha256', options.secret).update(`1767225600|GET|${api.host}|/items?a=b%20c|${nothing}`).digest('hex'),
    );
  });

  test('may stand in the query, behind what is signed', async () => {
    const api = await echo();
    const text = `kind: hmac
secret: !expr $user.secret
sign: !expr $user.name & $iso($timestamp) & $request.path
query: { api_username: !expr $user.name, timestamp: !expr $iso($timestamp), signature: !expr $signature }`;
    await rig(api, text).call('/items?a=1');
    const signature = createHmac('sha256', options.secret).update('somebody2026-01-01T00:00:00Z/items').digest('hex');
    expect(api.seen[0]?.url).toBe(`/items?a=1&api_username=somebody&timestamp=2026-01-01T00%3A00%3A00Z&signature=${signature}`);
    expect(() => rig(api, 'kind: hmac\nsecret: !expr $user.secret\nsign: !expr $timestamp')).toThrow(
      expect.objectContaining({ code: 'auth.unsent' }),
    );
  });

  // RFC 4231, section 4.3, and RFC 2202, test case 2.
  test.each([
    ['sha256', 'hex', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    ['sha1', 'hex', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
    [
      'sha512',
      'base64',
      Buffer.from(
        '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
        'hex',
      ).toString('base64'),
    ],
  ])('is the one of the standard: %s in %s', async (algorithm, encoding, expected) => {
    const api = await echo();
    await rig(api, hmac(`sign: what do ya want for nothing?\nalgorithm: ${algorithm}\nencoding: ${encoding}`), {
      secret: 'Jefe',
    }).call();
    expect(api.seen[0]?.headers['x-signature']).toBe(expected);
  });

  test.each([
    ['hex', Buffer.from('Jefe').toString('hex')],
    ['base64', Buffer.from('Jefe').toString('base64')],
  ])('takes a key that is written in %s', async (written, secret) => {
    const api = await echo();
    await rig(api, hmac(`sign: what do ya want for nothing?\nsecret_encoding: ${written}`), { secret }).call();
    expect(api.seen[0]?.headers['x-signature']).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  test.each([
    ['milliseconds', '1767225600000'],
    ['iso', '2026-01-01T00:00:00.000Z'],
    ['http', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ])('has its time in %s', async (how, expected) => {
    const api = await echo();
    await rig(api, hmac(`sign: !expr $timestamp\ntimestamp: ${how}`)).call();
    expect(api.seen[0]?.headers['x-time']).toBe(expected);
  });

  test('is made again for each try', async () => {
    const api = await vendor((response, _, number) => response.writeHead(number === 0 ? 503 : 200).end('ok'));
    const { call, time, events } = rig(api, hmac('sign: !expr $timestamp'));
    api.server.prependListener('request', () => (time.now += 1000));
    await call();
    expect(events.filter(({ kind }) => kind === 'retry')).toHaveLength(1);
    expect(api.seen.map(({ headers }) => headers['x-time'])).toEqual(['1767225600', '1767225601']);
  });
});
