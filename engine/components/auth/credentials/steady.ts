import { MASK } from '../../../http/redactor/redactor.ts';
import type { HttpRequest } from '../../../http/http.ts';
import type { AuthContext, AuthSession } from '../auth.ts';

type Apply = (request: HttpRequest) => HttpRequest;

/**
 * A session that needs no login. `make` evaluates the options and puts `shown(secret)` where the secret goes. After a 401 the
 * options are read again where they came from: a key may have been changed in its file.
 */
export function steady(context: AuthContext, make: (shown: (secret: string) => string) => Apply): AuthSession {
  let current = make((secret) => secret);
  const appliedBy = new WeakMap<HttpRequest, Apply>();
  let rereading: Promise<boolean> | undefined;
  const readAgain = async (): Promise<boolean> => {
    const changed = (await context.reread?.()) ?? false;
    if (changed) current = make((secret) => secret);
    return changed;
  };
  return {
    apply: (request) => {
      const applied = current(request);
      appliedBy.set(applied, current);
      return Promise.resolve(applied);
    },
    preview: (request) => make(() => MASK)(request),
    renewOn: [401],
    renew: async ({ status }, request) => {
      if (status !== 401) return false;
      // Another request that was refused as well may have had them read already, or is just waiting for them.
      if (appliedBy.get(request) !== current) return true;
      rereading ??= readAgain().finally(() => (rereading = undefined));
      return rereading;
    },
    accepted: () => undefined,
    logins: () => 0,
  };
}
