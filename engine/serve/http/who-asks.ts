import { timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { hashOf } from '../access/sessions.ts';
import { mayLookAt } from '../access/who.ts';
import { type Asked, type Env, RequestError, type Serving } from './env.ts';

export const COOKIE = 'feedwright';
const CSRF = 'x-feedwright-csrf';

/** What may be asked without a session. */
const OPEN = new Set(['GET /api/session', 'POST /api/session', 'GET /healthz', 'GET /readyz', 'GET /metrics']);

/** What a program shows. */
export const bearerOf = (asked: Asked): string | undefined =>
  /^bearer (\S+)$/i.exec(asked.req.header('authorization') ?? '')?.[1];

export const secretOf = (asked: Asked): string | undefined => getCookie(asked, COOKIE);

export const addressOf = (asked: Asked): string => asked.env.incoming.socket.remoteAddress ?? '';

const isSame = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(hashOf(a)), Buffer.from(hashOf(b)));

/** A page of another site has no business here, whatever cookie its request carries. */
const mustBeOwn = (asked: Asked): void => {
  const site = asked.req.header('sec-fetch-site');
  const origin = asked.req.header('origin');
  const isForeign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && URL.parse(origin)?.host !== asked.req.header('host'));
  if (isForeign) throw new RequestError(403, 'serve.foreign-page', 'A page of another site may not ask this.');
};

/** Finds out who is asking; whoever changes something has to show the token of the session as well. */
export const whoAsks =
  ({ sessions, signIns: { users }, tenant }: Serving): MiddlewareHandler<Env> =>
  async (asked, next) => {
    const { method, path } = asked.req;
    const isChange = method !== 'GET' && method !== 'HEAD';
    if (isChange) mustBeOwn(asked);
    if (OPEN.has(`${method} ${path}`) || !/^\/api(\/|$)/.test(path)) return next();
    const bearer = bearerOf(asked);
    const person = bearer === undefined ? undefined : users.ofToken(bearer);
    // No browser sends it by itself: there is nothing to be forged.
    if (person !== undefined && mayLookAt(person, tenant)) {
      asked.set('who', { ...person, csrf: '', address: addressOf(asked) });
      return next();
    }
    const secret = secretOf(asked);
    const found = secret === undefined || bearer !== undefined ? undefined : sessions.find(secret);
    if (found === undefined || !mayLookAt(found, tenant)) throw new RequestError(401, 'serve.session', 'You are not signed in.');
    if (isChange && !isSame(asked.req.header(CSRF) ?? '', found.csrf))
      throw new RequestError(403, 'serve.csrf', `The header ${CSRF} does not have the token of this session.`);
    asked.set('who', { ...found, address: addressOf(asked) });
    return next();
  };
