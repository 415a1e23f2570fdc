import { EngineError } from '../../language/errors.ts';
import type { AuthContext } from './auth.ts';

/** The text of an option that must not be missing; a secret. */
export const requiredSecret = (context: AuthContext, value: unknown, option: string): string =>
  given(context.text(value), value, option);

/** The same for an option that is no secret. */
export const requiredText = (context: AuthContext, value: unknown, option: string): string =>
  given(context.plain(value), value, option);

function given(text: string | undefined, value: unknown, option: string): string {
  // Written as blank it is meant: a key as user name goes without a password.
  if (text !== undefined && (text !== '' || value === '')) return text;
  throw new EngineError('auth.missing', `The authentication needs "${option}", which has no value.`, {
    hint: 'Set the option that it is made of.',
  });
}
