import { EngineError } from '../../language/errors.ts';
import type { HttpRequest } from '../../http/http.ts';
import type { AuthContext } from './auth.ts';

/** What the vendor answers to a login; a refusal is one clear error. Repeating a login harms nothing. */
export async function loginAnswer(request: HttpRequest, context: AuthContext): Promise<unknown> {
  try {
    return await context.client.exchange({
      request: { ...request, idempotent: true },
      urgent: true,
      onStatus: ({ status }) => (status === 429 || status >= 500 ? undefined : 'consume'),
      consume: async (response) => {
        const { status, url } = response;
        if (status >= 400) throw new EngineError('auth.refused', `The login at ${url.host} was refused with ${status}.`, { place: request.place, hint });
        return context.json(response);
      },
    });
  } catch (error) {
    if (error instanceof EngineError && error.code.startsWith('vendor.')) throw new EngineError('auth.refused', `The login was refused: ${error.message}`, { place: request.place, hint, cause: error });
    throw error;
  }
}

const hint = 'Check the credentials, and that this address may use them.';

loginAnswer.without = (what: string): EngineError => new EngineError('auth.answer', `The answer to the login has no ${what}.`, { hint: 'Look at how the definition takes it from the answer.' });
