import type { Wording } from '../../http/client/failure.ts';
import type { HttpRequest } from '../../http/http.ts';
import { wordsOf } from '../../http/answer/vendor-words.ts';
import { EngineError } from '../../language/basics/errors.ts';

export const isPathError = (error: unknown): boolean => error instanceof EngineError && error.code === 'decode.path';

/** A decoder knows the body alone: here is said whose it was. */
export function ofAnswer(error: unknown, request: HttpRequest, wording: Wording, envelope: unknown): unknown {
  if (!(error instanceof EngineError) || !error.code.startsWith('decode.') || error.place !== undefined) return error;
  // Where the records should be there may be the vendor's reason why they are not.
  const words = isPathError(error) ? wordsOf(envelope, wording.redact) : undefined;
  const says = words === undefined ? error.message : `${error.message.replace(/\.$/, '')} (it says: ${words}).`;
  return wording.error(error.code, request, says, { hint: error.hint, cause: error });
}
