import { EngineError, UsageError } from '../../language/basics/errors.ts';

/** Somebody is asked before the store is changed. */
export interface Consent {
  /** Somebody is there to be asked. */
  readonly canAsk: boolean;
  /** Shown what would be done; an interruption is a no. */
  readonly agrees: (lines: readonly string[], question: string) => Promise<boolean>;
}

/** Undefined: whoever calls has agreed beforehand. */
export const mustAgree = async (
  consent: Consent | undefined,
  what: string,
  lines: readonly string[],
  question: string,
): Promise<void> => {
  if (consent === undefined) return;
  if (!consent.canAsk)
    throw new UsageError('usage.yes', `${what} was not confirmed.`, {
      hint: 'Add --yes, or call it from a terminal, where it asks.',
    });
  if (!(await consent.agrees(lines, question))) throw new EngineError('review.declined', 'Nothing was changed.');
};
