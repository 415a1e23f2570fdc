import type { Diagnostic, Place } from './place.ts';

export interface EngineErrorDetails {
  /** The YAML line that the failure is about. */
  readonly place?: Place | undefined;
  /** What to do instead, one sentence. */
  readonly hint?: string | undefined;
  /** Of the answer that it is about. */
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

/** A failure at run time: a stable dotted code, one sentence, a place where there is one. Never holds a secret. */
export class EngineError extends Error {
  readonly code: string;
  readonly place: Place | undefined;
  readonly hint: string | undefined;
  /** HTTP, of the answer that it is about; undefined where it is about none. */
  readonly status: number | undefined;

  constructor(code: string, message: string, details: EngineErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'EngineError';
    this.code = code;
    this.place = details.place;
    this.hint = details.hint;
    this.status = details.status;
  }
}

/** A wrong definition or wrong usage: exit code 2. */
export class UsageError extends EngineError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(
    code: string,
    message: string,
    details: EngineErrorDetails & { readonly diagnostics?: readonly Diagnostic[] } = {},
  ) {
    super(code, message, details);
    this.name = 'UsageError';
    this.diagnostics = details.diagnostics ?? [];
  }
}
