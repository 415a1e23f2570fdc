import type { Hono } from 'hono';
import { deleteCookie } from 'hono/cookie';
import { streamSSE } from 'hono/streaming';
import type { Me, ServerEvent, SignInWays } from '../../contract/session.ts';
import { type Asked, bodyOf, type Env, queryOf, readBody, RequestError, type Serving } from '../env.ts';
import { follow } from '../follow.ts';
import { asks } from '../guard.ts';
import { letIn, meOf, OIDC } from '../let-in.ts';
import { addressOf, COOKIE, secretOf } from '../who-asks.ts';

/** Who came by the token of the terminal may do what the terminal may. */
const OWNER = { user: 'terminal', role: 'admin', tenant: '' } as const;

const NOBODY = 'unknown';

/** A name that nobody has is not written down: it may be a password in the wrong field. */
const refuse = (serving: Serving, asked: Asked, given: string): RequestError => {
  const isSomebody = given === OWNER.user || serving.signIns.users.list().some(({ name }) => name === given);
  const user = isSomebody ? given : NOBODY;
  serving.core.audit.write({ user, role: null, address: addressOf(asked), what: 'refused', on: null });
  return new RequestError(
    401,
    'serve.sign-in',
    'That lets nobody in.',
    'Check the name and the password, or start `serve` anew for another token.',
  );
};

const withPassword = async (serving: Serving, asked: Asked, user: string, password: string): Promise<Me> => {
  const { throttle, users } = serving.signIns;
  const keys = [`address ${addressOf(asked)}`, `user ${user.slice(0, 64)}`];
  const wait = throttle.wait(...keys);
  if (wait > 0) {
    asked.header('retry-after', String(wait));
    throw new RequestError(429, 'serve.too-often', `Too many attempts: the next is let through in ${wait} s.`);
  }
  // What is being looked at counts as failed until it has turned out otherwise.
  throttle.failed(...keys);
  const found = await users.check(user, password);
  if (found === undefined) throw refuse(serving, asked, user);
  throttle.succeeded(...keys);
  return letIn(serving, asked, { user: found.name, role: found.role, tenant: found.tenant }, 'password');
};

const takeToken = (serving: Serving, asked: Asked, given: string): boolean => {
  const { token, throttle } = serving.signIns;
  const key = `address ${addressOf(asked)}`;
  if (throttle.wait(key) > 0) throw new RequestError(429, 'serve.too-often', 'Too many attempts.');
  if (token?.take(given) === true) return true;
  throttle.failed(key);
  return false;
};

export const sessionRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { core } = serving;
  /** The address that `serve` prints. */
  app.get('/login', (asked) => {
    const { token } = queryOf(asked, 'token');
    if (token === undefined) return asked.redirect('/');
    if (!takeToken(serving, asked, token)) throw refuse(serving, asked, 'terminal');
    letIn(serving, asked, OWNER, 'token');
    return asked.redirect('/');
  });
  app.get('/api/session', (asked) => {
    const { token, users, oidc } = serving.signIns;
    const ways: SignInWays = {
      token: token !== undefined,
      password: users.list().length > 0,
      oidc: oidc.isThere ? OIDC : null,
    };
    return asked.json(ways);
  });
  app.post('/api/session', async (asked) => {
    const body = await bodyOf(asked);
    if ('token' in body) {
      const { token } = readBody<{ token: string }>(body, { token: 'string' });
      if (!takeToken(serving, asked, token)) throw refuse(serving, asked, 'terminal');
      return asked.json(letIn(serving, asked, OWNER, 'token'));
    }
    const { user, password } = readBody<{ user: string; password: string }>(body, { user: 'string', password: 'string' });
    return asked.json(await withPassword(serving, asked, user, password));
  });
  app.delete('/api/session', (asked) => {
    const { user, role, address } = asked.var.who;
    core.audit.write({ user, role, address, what: 'sign-out', on: null });
    serving.sessions.end(secretOf(asked) ?? '');
    deleteCookie(asked, COOKIE, { path: '/' });
    return asked.json({ done: true });
  });
  app.get('/api/me', (asked) => asked.json(meOf(serving, asked.var.who)));
  app.get('/api/events', (asked) =>
    streamSSE(asked, (stream) => follow<ServerEvent>(stream, core, (tell) => core.hub.listen(tell))),
  );
  app.get('/api/audit', asks('admin'), (asked) => {
    const { limit = '100', before } = queryOf(asked, 'limit', 'before');
    if (![limit, before ?? '1'].every((one) => /^\d{1,15}$/.test(one)))
      throw new RequestError(400, 'serve.query', 'limit and before are whole numbers.');
    const most = Math.min(Math.max(Number(limit), 1), 1000);
    return asked.json({ entries: core.audit.read({ limit: most, before: before === undefined ? undefined : Number(before) }) });
  });
};
