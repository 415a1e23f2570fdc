import { EngineError } from '../../language/errors.ts';
import type { AuthContext } from './auth.ts';

/** The text of an option that must not be missing; a secret. */
export const requiredSecret = (context: AuthContext, value: unknown, option: string): string =>
  given(context.text(value), option);

/** The same for an option that is no secret. */
export const requiredText = (context: AuthContext, value: unknown, option: string): string => given(context.plain(value), option);

function given(text: string | undefined, option: string): string {
  if (text !== undefined && text !== '') return text;
  throw new EngineError('auth.missing', `The authentication needs "${option}", which has no value.`, {
    hint: 'Set the option that it is made of.',
  });
}
