import { describe, expect, test } from 'vitest';
import type { Auth } from '../../engine/components/auth/auth.ts';
import type { HttpRequest, HttpResponse } from '../../engine/http/http.ts';
import { authOf, options, rig } from '../components/auth/rig.ts';
import { vendor } from '../http/bench.ts';
import { componentContract } from './component-contract.ts';
import { load } from './pack-with.ts';

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
  });
}
