import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { formatPlace, type Diagnostic } from '../../language/basics/place.ts';
import type { CarriedError } from './protocol.ts';

/** What a task failed with, in another process. */
export class TaskError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly place: string | undefined;
  readonly isUsage: boolean;
  readonly diagnostics: readonly unknown[];

  constructor({ code, message, hint, place, isUsage, diagnostics = [] }: CarriedError) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.place = place;
    this.isUsage = isUsage;
    this.diagnostics = diagnostics;
  }
}

/** The same as whoever called the command is told it. */
export const asTold = (error: unknown): unknown => {
  if (!(error instanceof TaskError)) return error;
  const { code, message, hint, place, diagnostics, isUsage } = error;
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(place ?? '') ?? [];
  const at = file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
  const details = { cause: error, hint, place: at };
  return isUsage
    ? new UsageError(code, message, { ...details, diagnostics: diagnostics as readonly Diagnostic[] })
    : new EngineError(code, message, details);
};

/** The code of a task whose process has died. */
export const DIED = 'serve.process-died';

/** The code of a task that was not begun, since the server is ending. */
export const ENDING = 'serve.ending';

/** The error as it may leave the process. */
export const carried = (error: unknown, redact: (text: string) => string): CarriedError => {
  if (!(error instanceof EngineError)) {
    const text = error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0]}` : String(error);
    return { code: 'serve.own-mistake', message: redact(`Feedwright met a mistake of its own: ${text}`), isUsage: false };
  }
  const { code, message, hint, place } = error;
  const diagnostics = error instanceof UsageError ? error.diagnostics : [];
  return {
    code,
    message: redact(message),
    hint: hint === undefined ? undefined : redact(hint),
    place: place === undefined ? undefined : formatPlace(place),
    isUsage: error instanceof UsageError,
    diagnostics: diagnostics.map((one) => JSON.parse(redact(JSON.stringify(one))) as unknown),
  };
};
