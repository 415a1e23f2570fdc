import type { Diagnostic } from '../../language/basics/place.ts';
import type { Validation } from '../packs/validate.ts';

/** What came of a check, as the formats for other programs take it. */
export interface FindingsReport {
  readonly validation: Validation;
  /** A path as it is to be shown: from where the command was called. */
  readonly shown: (path: string) => string;
  /** Warnings count as errors. */
  readonly isStrict: boolean;
}

/** What to do stands behind what is wrong. */
export const wholeMessage = ({ message, hint }: Diagnostic): string => (hint === undefined ? message : `${message}\n${hint}`);

export const isFailure = ({ severity }: Diagnostic, isStrict: boolean): boolean => severity === 'error' || isStrict;
