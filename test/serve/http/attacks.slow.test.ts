import { writeFileSync, mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Users } from '../../../engine/serve/access/users.ts';
import { openDesk } from '../../../engine/serve/desk/open-desk.ts';
import type { ObjectDetail } from '../../../engine/serve/contract/objects.ts';
import type { AuditView } from '../../../engine/serve/contract/session.ts';
import { ask, Browser, cookieOf } from '../browser.ts';
import { configuration, definition, folderWith, startVendor, type Vendor } from '../project.ts';
import { startServe, type StartedServe, until } from '../start-serve.ts';

const SCRIPT = `"><script>alert(document.domain)</script>`;
const WORDS = 'a sentence that nobody guesses';
let vendor: Vendor;
let serve: StartedServe;
let admin: Browser;

beforeAll(async () => {
  vendor = await startVendor();
  vendor.cases = [{ id: 1, name: SCRIPT, text: SCRIPT, score: 7, password: SCRIPT }];
  const folder = folderWith({ 'definitions/acme.yaml': definition, 'feedwright.yaml': configuration(vendor.host) });
  mkdirSync(join(folder, 'console'));
  writeFileSync(join(folder, 'console/index.html'), '<!doctype html><title>Feedwright</title>');
  writeFileSync(join(folder, 'console/app-12345678.js'), 'void 0;');
  const desk = openDesk(join(folder, 'acme.db'));
  await new Users(desk).add('vera', 'viewer', WORDS, Date.now());
  desk.close();
  serve = await startServe(folder, { files: join(folder, 'console') });
  admin = await Browser.byToken(serve.login ?? '');
});

afterAll(async () => {
  await serve.close();
  vendor.close();
});

const post = { method: 'POST', body: '{"name":"all"}' };
const json = { 'content-type': 'application/json' };

describe('who is not let in', () => {
  test('has no session, or made one up', async () => {
    for (const cookie of [
      '',
      'feedwright=',
      'feedwright=AAAA',
      `feedwright=${'A'.repeat(43)}`,
      `x=1; feedwright=${'B'.repeat(4000)}`,
    ]) {
      for (const path of ['/api/me', '/api/feeds', '/api/objects', '/api/audit', '/api/events', '/api/attachments/abc'])
        expect((await ask(serve.origin, path, { headers: { cookie } })).status).toBe(401);
      expect((await ask(serve.origin, '/api/feed/run', { ...post, headers: { cookie, ...json } })).status).toBe(401);
    }
    expect(vendor.heard).toEqual([]);
  });

  test('comes with the token a second time', async () => {
    const again = new URL(serve.login ?? '');
    const answer = await ask(serve.origin, again.pathname + again.search);
    expect([answer.status, cookieOf(answer)]).toEqual([401, '']);
  });

  test('has the cookie alone: the browser of somebody whom another site makes ask', async () => {
    const { cookie, csrf } = admin;
    const right = { cookie, ...json, 'x-feedwright-csrf': csrf };
    for (const headers of [
      { cookie, ...json },
      { ...right, 'x-feedwright-csrf': 'A'.repeat(43) },
      { ...right, origin: 'https://evil.example' },
      { ...right, origin: 'null' },
      { ...right, 'sec-fetch-site': 'cross-site' },
      { ...right, 'sec-fetch-site': 'same-site' },
    ])
      expect((await ask(serve.origin, '/api/feed/run', { ...post, headers })).status).toBe(403);
    // What a form of another site can send.
    const form = { ...right, 'content-type': 'text/plain' };
    expect((await ask(serve.origin, '/api/feed/run', { ...post, headers: form })).status).toBe(415);
    expect(vendor.heard).toEqual([]);
  });

  test('asks under a name that somebody else has pointed here', async () => {
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', `localhost:1`]) {
      const answer = await ask(serve.origin, '/api/feeds', { headers: { host, cookie: admin.cookie } });
      expect([host, answer.status]).toEqual([host, 421]);
      expect(answer.text).not.toContain('acme');
    }
  });

  test('may look, and wants more', async () => {
    const vera = await Browser.byPassword(serve.origin, 'vera', WORDS);
    expect((await vera.get('/api/feeds')).status).toBe(200);
    expect((await vera.post('/api/feed/run', { name: 'all' })).status).toBe(403);
    expect((await vera.post('/api/object/reveal', { type: 'incident', subtype: '', value: SCRIPT })).status).toBe(403);
    expect((await vera.get('/api/audit')).status).toBe(403);
    expect((await vera.post('/api/session', {}, 'DELETE')).status).toBe(200);
    expect((await vera.get('/api/feeds')).status).toBe(401);
  });
});

describe('what comes in', () => {
  test('leaves the folder of the console by no spelling', async () => {
    for (const path of [
      '/../acme.db',
      '/..%2f..%2facme.db',
      '/%2e%2e/feedwright.yaml',
      '/console/../../feedwright.yaml',
      '/app-12345678.js/../../feedwright.yaml',
      '/..\\feedwright.yaml',
      '/%00.html',
      '//etc/passwd.txt',
    ]) {
      const answer = await ask(serve.origin, path, { headers: { cookie: admin.cookie } });
      expect([path, answer.text.includes('canary'), answer.text.includes('SQLite')]).toEqual([path, false, false]);
    }
    for (const sha of ['..%2f..%2fetc%2fpasswd', 'a'.repeat(64)])
      expect((await admin.get(`/api/attachments/${sha}`)).status).toBe(404);
  });

  test('is no file of the console: those have their types, and are kept by name', async () => {
    const page = await ask(serve.origin, '/feeds');
    expect([page.status, page.headers['content-type'], page.headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    const script = await ask(serve.origin, '/app-12345678.js');
    expect([script.headers['content-type'], script.headers['cache-control']]).toEqual([
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    const etag = String(script.headers['etag']);
    expect((await ask(serve.origin, '/app-12345678.js', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('is no more than it may be', async () => {
    const { cookie, csrf } = admin;
    const headers = { cookie, ...json, 'x-feedwright-csrf': csrf };
    const large = JSON.stringify({ name: 'a'.repeat(1 << 20) });
    expect((await ask(serve.origin, '/api/feed/run', { method: 'POST', headers, body: large })).status).toBe(413);
    expect((await ask(serve.origin, '/api/session', { method: 'POST', headers: json, body: large })).status).toBe(413);
    for (const body of ['', 'null', '[]', '{"name":', '{"name":1}', '{"name":"all","x":1}', `{"name":"all","look":"yes"}`])
      expect((await ask(serve.origin, '/api/feed/run', { method: 'POST', headers, body })).status).toBe(400);
    for (const query of ['limit=-1', 'limit=1e9', 'limit=1&limit=2', 'after=x', 'since=x', 'x=1'])
      expect([query, (await admin.get(`/api/objects?${query}`)).status]).toEqual([query, 400]);
  });

  test('puts nothing into a header', async () => {
    const name = encodeURIComponent('x"\r\nset-cookie: a=b\r\n\r\n<script>');
    const answer = await admin.get(`/api/attachments/${'a'.repeat(64)}?name=${name}`);
    expect(answer.headers['set-cookie']).toBeUndefined();
    const redirect = await ask(serve.origin, `/login?token=${encodeURIComponent('x\r\nlocation: https://evil.example')}`);
    expect([redirect.status, redirect.headers['location']]).toEqual([401, undefined]);
  });

  test('is told as data, whatever a vendor has written into an object', async () => {
    const { job } = (await admin.post('/api/feed/run', { name: 'all' })).json<{ job: string }>();
    await until(
      async () => (await admin.get(`/api/jobs/${job}`)).json<{ state: string }>(),
      ({ state }) => state === 'ended',
    );
    const answer = await admin.get(`/api/object?type=incident&value=${encodeURIComponent(SCRIPT)}`);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'x-content-type-options': 'nosniff' });
    expect(answer.json<ObjectDetail>().description).toBe(SCRIPT);
    const policy = String((await ask(serve.origin, '/')).headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });
});

describe('a storm', () => {
  test('of sign-ins is held back, and whoever has a session goes on', async () => {
    const guess = (user: string) =>
      ask(serve.origin, '/api/session', {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ user, password: 'a guess of mine' }),
      });
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(n % 2 === 0 ? 'vera' : `nobody${n}`)));
    const counts = Object.groupBy(all, ({ status }) => String(status));
    expect(counts['401']?.length).toBeLessThanOrEqual(6);
    expect(counts['429']?.length).toBeGreaterThanOrEqual(34);
    expect(Number(counts['429']?.[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await admin.get('/api/me')).status).toBe(200);
    const { entries } = (await admin.get('/api/audit')).json<AuditView>();
    expect(entries.some(({ what, user }) => what === 'refused' && user === 'vera')).toBe(true);
  });

  test('of connections leaves it standing', async () => {
    const { port } = new URL(serve.origin);
    const sockets = Array.from({ length: 1000 }, (): Socket =>
      connect({ port: Number(port), host: '127.0.0.1' }).on('error', () => undefined),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const one of sockets) one.destroy();
    const answer = await until(
      () => admin.get('/api/me').catch(() => undefined),
      (found) => found?.status === 200,
    );
    expect(answer?.status).toBe(200);
    expect(serve.mistakes).toEqual([]);
  });
});
