import { EngineError } from '../../language/errors.ts';
import type { AuthContext } from './auth.ts';

/** The text of an option that must not be missing. */
export function requiredText(context: AuthContext, value: unknown, option: string): string {
  const text = context.text(value);
  if (text !== undefined && text !== '') return text;
  throw new EngineError('auth.missing', `The authentication needs "${option}", which has no value.`, { hint: 'Set the option that it is made of.' });
}
