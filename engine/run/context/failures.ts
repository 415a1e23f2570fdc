import { EngineError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';

/**
 * Failures that are about the vendor or the run as a whole, not about one record: no failure policy turns them into a
 * quarantined record, or a wrong key would be tried once for every record.
 */
const WHOLE_RUN = [
  'vendor.refused',
  'auth.',
  'http.aborted',
  'http.refused',
  'http.dns',
  'http.tls',
  'http.host-not-allowed',
  'store.',
  'run.',
];

/** May this failure be blamed on one record? */
export function isAboutRecord(error: unknown): error is EngineError {
  return error instanceof EngineError && !WHOLE_RUN.some((code) => error.code.startsWith(code));
}

/** What the ledger keeps of a failure: never the record's content, nor where on this machine the definition lies. */
export function failureText({ message, place }: Pick<EngineError, 'message' | 'place'>): string {
  if (place === undefined) return message;
  const file = place.file.split(/[\\/]/).slice(-2).join('/');
  return `${message} (${formatPlace({ ...place, file })})`;
}
