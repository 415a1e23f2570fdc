import { EngineError } from '../../../language/basics/errors.ts';
import { TransportError } from '../../../http/client/failure.ts';
import { HttpStatusError } from '../../../http/client/status-error.ts';
import type { ExchangeOptions, HttpRequest, HttpResponse } from '../../../http/http.ts';
import type { AuthContext } from '../auth.ts';

/**
 * A login and what `read` makes of its answer. A refusal is one clear error, since asking again would not help; repeating a login
 * that went wrong on the way harms nothing.
 */
export async function login<T>(
  request: HttpRequest,
  context: AuthContext,
  read: (response: HttpResponse) => Promise<T>,
  redirects: NonNullable<ExchangeOptions<T>['redirects']> = 'follow',
): Promise<T> {
  try {
    return await context.client.exchange({
      request: { ...request, idempotent: true },
      urgent: true,
      redirects,
      onStatus: ({ status }) => (redirects === 'answer' && status >= 300 && status < 400 ? 'consume' : undefined),
      consume: read,
    });
  } catch (error) {
    throw refusal(error, request);
  }
}

/** The vendor's "no" is a status, or stands in a body under a status of 200. */
function refusal(error: unknown, request: HttpRequest): unknown {
  const status = error instanceof HttpStatusError ? error.status : undefined;
  const refused =
    status === undefined ? error instanceof EngineError && error.code === 'vendor.failure' : status < 500 && status !== 429;
  // The request that waits for this login was not sent: it must not take this failure for its own.
  if (error instanceof TransportError)
    return new EngineError(error.code, error.message, { place: error.place, hint: error.hint, cause: error });
  if (error instanceof EngineError && error.code === 'vendor.answer')
    return new EngineError(error.code, `The login failed: ${error.message}`, {
      place: request.place,
      hint: 'Check the address of the login, and the credentials.',
      cause: error,
    });
  if (!(error instanceof EngineError) || !refused) return error;
  const hint = status === 404 ? 'Check the address of the login.' : 'Check the credentials, and that this machine may use them.';
  return new EngineError('auth.refused', `The login was refused: ${error.message}`, { place: request.place, hint, cause: error });
}

/** The answer to a login lacks what it is made for; `says` is what it says instead. */
export const lacks = (request: HttpRequest, what: string, says = ''): EngineError =>
  new EngineError('auth.answer', `The answer to the login has no ${what}${says}.`, {
    place: request.place,
    hint: 'Look at how the definition takes it from the answer, and at the credentials.',
  });
