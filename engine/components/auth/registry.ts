import type { ComponentUse } from '../../language/model.ts';
import { EngineError } from '../../language/errors.ts';
import { apiKey } from './api_key.ts';
import type { Auth, AuthContext, AuthSession } from './auth.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { none } from './none.ts';
import { oauth2ClientCredentials } from './oauth2_client_credentials.ts';
import { session } from './session.ts';

/** Alphabetical; the key is the file's name and the `kind:` of `auth`. */
export const auths: Readonly<Record<string, Auth>> = {
  api_key: apiKey,
  basic,
  bearer,
  none,
  oauth2_client_credentials: oauth2ClientCredentials,
  session,
};

/** The credentials of a connection for one run; without `auth` there are none. */
export function openAuth(use: ComponentUse | undefined, context: AuthContext): AuthSession {
  const kind = use?.kind ?? 'none';
  const auth = Object.hasOwn(auths, kind) ? auths[kind] : undefined;
  if (auth === undefined) throw new EngineError('auth.unknown', `There is no authentication "${kind}".`, { place: use?.place });
  return auth.open(use?.options ?? {}, context);
}
