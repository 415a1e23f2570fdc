/** What came of a case, as plain data: it goes from one thread to another as it is. */
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { Diagnostic, Place } from '../../language/basics/place.ts';
import type { Difference } from '../expect/difference.ts';
import type { Updated } from './update-case.ts';

/** A case that has been run, or could not even be read. */
export interface Ran {
  readonly pack: string;
  /** Complete path. */
  readonly file: string;
  /** Empty where it has none, or could not be read. */
  readonly title: string;
  /** Milliseconds. */
  readonly took: number;
  readonly differences: readonly Difference[];
  /** What kept it from being run. */
  readonly error: CaseError | undefined;
  /** Of a run that updates: what became of its expectations; undefined where they say what came. */
  readonly updated: Updated | undefined;
}

/** What kept a case from being run. */
export interface CaseError {
  readonly code: string;
  readonly message: string;
  readonly place: Place | undefined;
  readonly hint: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The case, or what it needs, is written wrongly. */
  readonly isWrong: boolean;
  /** Of a mistake of the engine's own. */
  readonly stack: string | undefined;
}

export const hasFailed = ({ error, differences }: Ran): boolean => error !== undefined || differences.length > 0;

/** Whatever is thrown fails its own case, and no other. */
export const caseError = (error: unknown): CaseError => {
  if (!(error instanceof EngineError)) return unexpected(error);
  const { code, message, place, hint } = error;
  const isWrong = error instanceof UsageError;
  return { code, message, place, hint, diagnostics: isWrong ? error.diagnostics : [], isWrong, stack: undefined };
};

const unexpected = (error: unknown): CaseError => {
  const rest = { place: undefined, diagnostics: [], isWrong: false };
  const { message, name, stack, syscall } = error as Partial<NodeJS.ErrnoException>;
  const says = message?.split('\n', 1)[0] ?? String(error);
  if (syscall !== undefined)
    return {
      ...rest,
      code: 'test.system',
      message: `The case could not be run: ${says}.`,
      hint: 'Mend that, then run it again.',
      stack: undefined,
    };
  return {
    ...rest,
    code: 'test.unexpected',
    message: `feedwright met a mistake of its own: ${name ?? 'Error'}: ${says}`,
    hint: 'please report it, with what FEEDWRIGHT_DEBUG=1 prints beside it',
    stack,
  };
};
