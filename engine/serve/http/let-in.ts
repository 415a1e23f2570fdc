import { setCookie } from 'hono/cookie';
import { iso } from '../../language/basics/instant.ts';
import type { Way } from '../access/sessions.ts';
import type { Person } from '../access/who.ts';
import type { Me, Role } from '../contract/session.ts';
import type { Asked, Serving } from './env.ts';
import { addressOf, COOKIE } from './who-asks.ts';

export const OIDC = '/login/oidc';

export const meOf = (
  { core, version, signIns }: Serving,
  { user, role, csrf }: { readonly user: string; readonly role: Role; readonly csrf: string },
): Me => ({
  user,
  role,
  csrf,
  version,
  now: iso(core.clock.now()),
  mock: core.options.places.mock === true,
  oidc: signIns.oidc.isThere ? OIDC : null,
});

/** Begins a session, and gives its cookie to the browser. */
export const letIn = (serving: Serving, asked: Asked, person: Person, way: Way): Me => {
  const { secret, csrf } = serving.sessions.begin(person, way);
  const { user, role } = person;
  setCookie(asked, COOKIE, secret, { httpOnly: true, sameSite: 'Strict', path: '/', secure: serving.isSecure });
  serving.core.audit.write({ user, role, address: addressOf(asked), what: 'sign-in', on: null, details: { way } });
  return meOf(serving, { user, role, csrf });
};
