import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import type { Person } from '../access/who.ts';
import type { Env, Serving } from './env.ts';
import { problemOf } from './problem.ts';
import { type Asked, RequestError } from './env.ts';
import { bearerOf, COOKIE } from './who-asks.ts';

/** By which somebody who may look at every tenant says which one is meant. */
const TENANT = 'x-feedwright-tenant';

/** Ways in and out, and what collectors and balancers ask, are the server's own. */
const isOfServer = (path: string): boolean => /^\/(api\/session|login(\/.*)?|healthz|readyz|metrics)$/.test(path);

/** Whose project a request is about; whether it may be is looked at there. */
const tenantOf = ({ sessions, signIns: { users } }: Serving, asked: Asked): string => {
  if (isOfServer(asked.req.path) && asked.req.method !== 'DELETE') return '';
  const bearer = bearerOf(asked);
  const secret = getCookie(asked, COOKIE);
  const person: Person | undefined =
    bearer !== undefined ? users.ofToken(bearer) : secret === undefined ? undefined : sessions.find(secret);
  return person?.tenant === '' ? (asked.req.header(TENANT) ?? '') : (person?.tenant ?? '');
};

/** Hands each request to the project of the tenant whose it is. */
export const tenantApps = (main: Serving, appOf: (tenant: string) => Hono<Env> | undefined): Hono<Env> => {
  const front = new Hono<Env>();
  front.all('*', (asked) => {
    const tenant = tenantOf(main, asked);
    const app = appOf(tenant);
    if (app !== undefined) return app.fetch(asked.req.raw, asked.env);
    const gone = new RequestError(404, 'serve.no-tenant', 'The project of this tenant is not there, or has mistakes.');
    return asked.json(problemOf(gone).problem, 404);
  });
  return front;
};
