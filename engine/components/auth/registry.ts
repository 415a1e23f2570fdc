import type { ComponentUse } from '../../language/model.ts';
import type { AuthContext, AuthSession } from './auth.ts';

export function openAuth(use: ComponentUse | undefined, context: AuthContext): AuthSession {
  return {
    apply: async (request) => {
      if (use?.kind !== 'api_key') return request;
      const url = new URL(request.url);
      url.searchParams.set(String(use.options['name']), context.text(use.options['value']) ?? '');
      return { ...request, url };
    },
    renew: async () => false,
    logins: () => 0,
  };
}
