import type { Oidc } from './oidc.ts';
import type { OneTimeToken } from './one-time-token.ts';
import type { Throttle } from './throttle.ts';
import type { Users } from './users.ts';

/** The ways in that there are. */
export interface SignIns {
  /** On loopback alone. */
  readonly token: OneTimeToken | undefined;
  readonly users: Users;
  readonly oidc: Oidc;
  readonly throttle: Throttle;
}
