import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, Browser, cookieOf } from '../browser.ts';
import { configuration, definition, folderWith } from '../project.ts';
import { startServe, type StartedServe } from '../start-serve.ts';

const SECRET = 'the-secret-of-a-client';

/** A small provider: whoever comes is `person`, and it hands out what a test wants to be wrong with its token. */
const startProvider = async () => {
  const keys = await generateKeyPair('ES256');
  const others = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const codes = new Map<string, { readonly nonce: string; readonly challenge: string; readonly back: string }>();
  const provider = {
    issuer: '',
    person: { sub: '7', preferred_username: 'olga', groups: ['soc'] } as Record<string, unknown>,
    wrong: '' as '' | 'nonce' | 'audience' | 'issuer' | 'key' | 'expired',
    close: () => server.close(),
  };
  const tokenFor = async (nonce: string): Promise<string> => {
    const { wrong, person, issuer } = provider;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ ...person, nonce: wrong === 'nonce' ? 'another' : nonce })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setIssuer(wrong === 'issuer' ? 'https://other.example' : issuer)
      .setAudience(wrong === 'audience' ? 'another' : 'feedwright')
      .setIssuedAt(now - 7200)
      .setExpirationTime(wrong === 'expired' ? now - 3600 : now + 60)
      .sign(wrong === 'key' ? others.privateKey : keys.privateKey);
  };
  const server = createServer((request, response) => {
    void (async () => {
      const { issuer } = provider;
      const url = new URL(request.url ?? '/', issuer);
      const json = (value: object, status = 200): void => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value));
      };
      if (url.pathname === '/.well-known/openid-configuration')
        return json({
          issuer,
          authorization_endpoint: `${issuer}/go`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
        });
      if (url.pathname === '/keys') return json({ keys: [jwk] });
      if (url.pathname === '/go') {
        const query = url.searchParams;
        const [code, back] = [`code-${codes.size}`, query.get('redirect_uri') ?? ''];
        codes.set(code, { nonce: query.get('nonce') ?? '', challenge: query.get('code_challenge') ?? '', back });
        response.writeHead(302, { location: `${back}?code=${code}&state=${query.get('state')}` });
        return response.end();
      }
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const given = new URLSearchParams(Buffer.concat(parts).toString());
      const known = codes.get(given.get('code') ?? '');
      const proof = createHash('sha256')
        .update(given.get('code_verifier') ?? '')
        .digest('base64url');
      const isClient = request.headers.authorization === `Basic ${Buffer.from(`feedwright:${SECRET}`).toString('base64')}`;
      codes.delete(given.get('code') ?? '');
      if (known === undefined || proof !== known.challenge || given.get('redirect_uri') !== known.back || !isClient)
        return json({ error: 'invalid_grant' }, 400);
      json({ id_token: await tokenFor(known.nonce), token_type: 'Bearer' });
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return provider;
};

let provider: Awaited<ReturnType<typeof startProvider>>;
let serve: StartedServe;

beforeAll(async () => {
  provider = await startProvider();
  const oidc = `serve: { oidc: { issuer: "${provider.issuer}", client_id: feedwright, client_secret: "${SECRET}", roles: { viewer: [soc], admin: [lead] } } }`;
  const folder = folderWith({
    'definitions/acme.yaml': definition,
    'feedwright.yaml': configuration('http://127.0.0.1:9', oidc),
  });
  serve = await startServe(folder, { atOnce: 1 });
});

afterAll(async () => {
  await serve.close();
  provider.close();
});

/** To the provider and back. */
const signIn = async (spoil: (back: string) => string = (back) => back) => {
  const begun = await ask(serve.origin, '/login/oidc');
  const there = new URL(String(begun.headers['location']));
  const went = await ask(there.origin, there.pathname + there.search);
  const back = new URL(spoil(String(went.headers['location'])));
  return ask(serve.origin, back.pathname + back.search, { headers: { cookie: cookieOf(begun) } });
};

const sessionOf = (answer: Parameters<typeof cookieOf>[0]): string | undefined => /feedwright=[^;]+/.exec(cookieOf(answer))?.[0];

test('a person of a group that is named gets in, with its role and the name that they go by', async () => {
  const answer = await signIn();
  expect(answer.status).toBe(200);
  const browser = new Browser(serve.origin, sessionOf(answer) ?? '');
  expect((await browser.get('/api/me')).json()).toMatchObject({ user: 'olga', role: 'viewer' });
});

test('the highest role of several groups counts; one of none is not let in', async () => {
  provider.person = { sub: '8', groups: ['soc', 'lead'] };
  const browser = new Browser(serve.origin, sessionOf(await signIn()) ?? '');
  expect((await browser.get('/api/me')).json()).toMatchObject({ user: '8', role: 'admin' });
  provider.person = { sub: '9', groups: ['sales'] };
  const answer = await signIn();
  expect([answer.status, sessionOf(answer)]).toEqual([403, undefined]);
  provider.person = { sub: '7', groups: 'soc' };
});

test('a token that is for somebody else, of another issuer or key, or too old lets nobody in', async () => {
  for (const wrong of ['nonce', 'audience', 'issuer', 'key', 'expired'] as const) {
    provider.wrong = wrong;
    const answer = await signIn();
    expect([wrong, answer.status, sessionOf(answer)]).toEqual([wrong, 401, undefined]);
  }
  provider.wrong = '';
});

test('a sign-in that was begun elsewhere, or a code that is none, lets nobody in', async () => {
  for (const spoil of [
    (back: string) => back.replace(/state=[^&]+/, 'state=another'),
    (back: string) => back.replace(/code=[^&]+/, 'code=another'),
    (back: string) => back.replace(/code=[^&]+&/, ''),
  ]) {
    const answer = await signIn(spoil);
    expect([answer.status, sessionOf(answer)]).toEqual([401, undefined]);
  }
  expect([...serve.log].filter((line) => line.includes(SECRET))).toEqual([]);
});
