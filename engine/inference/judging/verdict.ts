import type { Severity } from '../../language/basics/place.ts';

/** What is found at a place. */
export interface Verdict {
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string;
}

export const error = (message: string, hint: string): Verdict => ({ severity: 'error', message, hint });
export const warning = (message: string, hint: string): Verdict => ({ severity: 'warning', message, hint });
