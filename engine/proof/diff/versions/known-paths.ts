import { EngineError, UsageError } from '../../../language/basics/errors.ts';
import type { Place } from '../../../language/basics/place.ts';

/** The same failure, with the paths of its places as people know them. */
export const withKnownPaths = (error: EngineError, known: (file: string) => string): EngineError => {
  const { code, message, hint, place, cause } = error;
  const moved = (one: Place): Place => ({ ...one, file: known(one.file) });
  const details = { hint, place: place && moved(place), cause };
  if (!(error instanceof UsageError)) return new EngineError(code, message, details);
  const diagnostics = error.diagnostics.map((one) => ({ ...one, place: moved(one.place) }));
  return new UsageError(code, message, { ...details, diagnostics });
};
