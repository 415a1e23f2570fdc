import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Auth } from '../../engine/components/auth/auth.ts';
import type { HttpRequest, HttpResponse } from '../../engine/http/http.ts';
import { workingDirectory } from '../cli/feedwright.ts';
import { authOf, options, rig } from '../components/auth/rig.ts';
import { inProcess } from '../e2e/in-process.ts';
import { vendor } from '../http/bench.ts';
import { componentContract } from './component-contract.ts';
import { load, packText } from './pack-with.ts';

const answer = (status: number): HttpResponse => ({ status }) as HttpResponse;
const text = ({ url, headers, body }: HttpRequest): string => JSON.stringify([url.href, headers, String(body)]);
const secrets = [
  options.password,
  options.key,
  options.secret,
  options.token,
  options.refresh_token,
  options.client_secret,
  'token-from-login',
  'cookie-from-login',
];

/** Every form in which a secret could be found again. */
const forms = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  secret.replaceAll(' ', '+'),
  Buffer.from(`${options.name}:${secret}`).toString('base64'),
  Buffer.from(`${options.client_id}:${encodeURIComponent(secret)}`).toString('base64'),
];

/** What every auth owes, whatever its kind; `example` stands for the definition that uses it. */
export function authContract(name: string, auth: Auth): void {
  const open = async () => {
    const api = await vendor((response) =>
      response
        .writeHead(200, { 'set-cookie': 'sid=cookie-from-login; Path=/; HttpOnly' })
        .end(JSON.stringify({ token: 'token-from-login', access_token: 'token-from-login' })),
    );
    return { api, ...rig(api, auth.example) };
  };

  describe(name, () => {
    componentContract(name, auth, authOf);

    test('refuses an option that it does not have', () => {
      const example = auth.example.startsWith('{')
        ? auth.example.replace(/ \}$/, ', no_such_option: 1 }')
        : `${auth.example}\nno_such_option: 1`;
      expect(load(authOf(example)).diagnostics.map(({ code }) => code)).toContain('definition.unknown-key');
    });

    test('leaves the request that it is given as it is', async () => {
      const { auth: session, request } = await open();
      const given = request();
      const before = text(given);
      const applied = await session.apply(given);
      expect(text(given)).toBe(before);
      expect(applied.method).toBe(given.method);
      expect(text(applied) === before).toBe(name === 'none');
    });

    test('gives requests to another host of the connection no credentials', async () => {
      const { auth: session, request, api } = await open();
      const elsewhere = { ...request(), url: new URL('https://files.example.com/a') };
      expect(text(await session.apply(elsewhere))).toBe(text(elsewhere));
      expect(text(session.preview(elsewhere))).toBe(text(elsewhere));
      expect(await session.renew(answer(401), elsewhere)).toBe(false);
      expect(api.seen).toEqual([]);
    });

    test('previews a request without a login and without a secret', async () => {
      const { auth: session, request, api } = await open();
      const shown = text(session.preview(request()));
      for (const secret of secrets) {
        expect(shown).not.toContain(secret);
        expect(shown).not.toContain(encodeURIComponent(secret));
        expect(shown).not.toContain(Buffer.from(`${options.name}:${secret}`).toString('base64'));
      }
      expect(shown.includes('***')).toBe(name !== 'none');
      expect(api.seen).toEqual([]);
    });

    test('logs in at most once for any number of requests', async () => {
      const { auth: session, request, api } = await open();
      await Promise.all(Array.from({ length: 20 }, () => session.apply(request())));
      await session.apply(request());
      expect(api.seen.length).toBe(session.logins());
      expect(session.logins()).toBeLessThanOrEqual(1);
    });

    test('has every secret that it uses masked', async () => {
      const { auth: session, request, redactor } = await open();
      const applied = text(await session.apply(request()));
      for (const secret of secrets) expect(redactor.redact(applied)).not.toContain(secret);
    });

    test('does not take any refusal for the end of the session', async () => {
      const { auth: session, request, api } = await open();
      const applied = await session.apply(request());
      const logins = session.logins();
      for (const status of [400, 403, 404, 500]) expect(await session.renew(answer(status), applied)).toBe(false);
      expect(session.logins()).toBe(logins);
      expect(api.seen).toHaveLength(logins);
    });

    test('renews what was refused at most once before it gives up', async () => {
      const { auth: session, request } = await open();
      const first = await session.apply(request());
      const renewed = await session.renew(answer(401), first);
      expect(renewed).toBe(session.logins() === 2);
      const second = await session.apply(request());
      expect(await session.renew(answer(401), second)).toBe(false);
      expect(session.logins()).toBeLessThanOrEqual(2);
    });

    test('serves a run, and a vendor who repeats all that was sent brings no secret into what is said or stored', async () => {
      let repeats = false;
      const api = await vendor((response, seen) => {
        const cookie = { 'set-cookie': 'sid=cookie-from-login; Path=/', 'content-type': 'application/json' };
        if (!seen.url.startsWith('/items'))
          return response
            .writeHead(200, cookie)
            .end(JSON.stringify({ token: 'token-from-login', access_token: 'token-from-login' }));
        const { url, headers } = seen;
        if (repeats)
          return response
            .writeHead(400, cookie)
            .end(JSON.stringify({ message: `${headers.authorization} ${headers.cookie} ${url} ${JSON.stringify(headers)}` }));
        return response.writeHead(200).end('{"items": [{"name": "a.example"}]}');
      });
      const text = packText(authOf(auth.example)).replace('base_url: http://127.0.0.1', `base_url: ${api.origin}`);
      const cwd = workingDirectory({
        'definitions/sample.yaml': text,
        'feedwright.yaml': `packs: { sample-pack: { set: ${JSON.stringify(options)} } }\n`,
      });
      const run = () => inProcess('run', {}, ['sample-pack/items'], { cwd, env: { FEEDWRIGHT_DEBUG: '1' } });
      expect(await run()).toMatchObject({ code: 0 });
      const sent = JSON.stringify(api.seen.filter(({ url }) => url.startsWith('/items')));
      const shown = secrets.flatMap(forms).some((form) => sent.includes(form)) || /x-signature|authorization/.test(sent);
      expect(shown).toBe(name !== 'none');
      repeats = true;
      const { code, stdout, stderr } = await run();
      expect(code).toBe(1);
      expect(stderr).toContain('(it says:');
      const files = readdirSync(join(cwd, '.feedwright'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name: file }) => readFileSync(join(parentPath, file), 'latin1'));
      expect(files.length).toBeGreaterThan(0);
      const said = [stdout, stderr, ...files].join('\n');
      for (const form of secrets.flatMap(forms)) expect(said.includes(form), form).toBe(false);
    });
  });
}
