import { EngineError } from '../../../language/basics/errors.ts';
import type { Fault } from './explained.ts';

/** The failure as a value. */
export const faultOf = ({ code, message, place, hint }: EngineError): Fault => ({ code, message, place, hint });

/** What the work gave, or how it failed; a mistake of our own goes on. */
export function attempt<T>(work: () => T): { readonly value: T } | { readonly error: Fault } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof EngineError) return { error: faultOf(error) };
    throw error;
  }
}
