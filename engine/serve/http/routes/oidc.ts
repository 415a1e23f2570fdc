import type { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Asked, type Env, queryOf, RequestError, type Serving } from '../env.ts';
import { letIn } from '../let-in.ts';
import { addressOf } from '../who-asks.ts';

const BEGIN = '/login/oidc';
const BACK = '/login/oidc/back';
/** Ties the way to the provider and back to one browser; it has to be sent when that leads back from another site. */
const STATE = 'feedwright_oidc';

const originOf = ({ isSecure }: Serving, asked: Asked): string =>
  `${isSecure ? 'https' : 'http'}://${asked.req.header('host') ?? ''}`;

/** A page of our own that leads on: a redirect from another site would not carry the cookie that was just set. */
const ONWARD =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><title>Feedwright</title></head><body><a href="/">Go on</a></body></html>';

export const oidcRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { oidc, throttle } = serving.signIns;
  app.get(BEGIN, async (asked) => {
    const { url, state } = await oidc.begin(originOf(serving, asked) + BACK);
    setCookie(asked, STATE, state, { httpOnly: true, sameSite: 'Lax', path: BEGIN, secure: serving.isSecure, maxAge: 600 });
    return asked.redirect(url);
  });
  app.get(BACK, async (asked) => {
    const key = `address ${addressOf(asked)}`;
    if (throttle.wait(key) > 0) throw new RequestError(429, 'serve.too-often', 'Too many attempts.');
    const held = getCookie(asked, STATE);
    deleteCookie(asked, STATE, { path: BEGIN });
    const { state = '', code, error } = queryOf(asked, 'state', 'code', 'error', 'error_description', 'iss', 'session_state');
    if (held !== state || state === '' || code === undefined) {
      throttle.failed(key);
      const why =
        error === undefined ? 'This sign-in was begun in another browser, or not at all.' : 'The provider let nobody in.';
      throw new RequestError(401, 'serve.oidc', why, 'Begin once more.');
    }
    letIn(serving, asked, { ...(await oidc.end(state, code)), tenant: '' }, 'oidc');
    return asked.html(ONWARD);
  });
};
