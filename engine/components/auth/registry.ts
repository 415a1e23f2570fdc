import type { ComponentUse } from '../../language/model.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { apiKey } from './api_key.ts';
import type { Auth, AuthContext, AuthSession } from './auth.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { chooseFrom } from './choose.ts';
import { cookie } from './cookie.ts';
import { hmac } from './hmac.ts';
import { none } from './none.ts';
import { oauth2ClientCredentials } from './oauth2_client_credentials.ts';
import { oauth2Password } from './oauth2_password.ts';
import { oauth2RefreshToken } from './oauth2_refresh_token.ts';
import { session } from './session.ts';

const choose = chooseFrom(openAuth);

/** Alphabetical; the key is the file's name and the `kind:` of `auth`. */
export const auths: Readonly<Record<string, Auth>> = {
  api_key: apiKey,
  basic,
  bearer,
  choose,
  cookie,
  hmac,
  none,
  oauth2_client_credentials: oauth2ClientCredentials,
  oauth2_password: oauth2Password,
  oauth2_refresh_token: oauth2RefreshToken,
  session,
};

/** The credentials of a connection for one run; without `auth` there are none. */
export function openAuth(use: ComponentUse | undefined, context: AuthContext): AuthSession {
  const kind = use?.kind ?? 'none';
  const auth = Object.hasOwn(auths, kind) ? auths[kind] : undefined;
  if (auth === undefined) throw new EngineError('auth.unknown', `There is no authentication "${kind}".`, { place: use?.place });
  const session = auth.open(use?.options ?? {}, context);
  // Whichever is chosen has hosts of its own.
  if (auth === choose) return session;
  const hosts = (use?.options['hosts'] ?? []) as readonly string[];
  return pinned(session, new Set([context.host, ...hosts].map((host) => host.toLowerCase())));
}

/** Credentials go to the hosts that are meant, not to every one that a next address may name. */
const pinned = (inner: AuthSession, hosts: ReadonlySet<string>): AuthSession => ({
  ...inner,
  apply: (request) => (hosts.has(request.url.host) ? inner.apply(request) : Promise.resolve(request)),
  preview: (request) => (hosts.has(request.url.host) ? inner.preview(request) : request),
  renew: (response, request) => (hosts.has(request.url.host) ? inner.renew(response, request) : Promise.resolve(false)),
});
