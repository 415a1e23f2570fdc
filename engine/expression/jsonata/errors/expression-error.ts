import { messageOf } from './error-messages.ts';

/** What a thrower knows about a failure; `position` and `token` are often filled in further out, where the operator or call is known. */
export interface ErrorDetails {
  position?: number | undefined;
  token?: string | undefined;
  value?: unknown;
  value2?: unknown;
  index?: number | undefined;
  message?: string | undefined;
  cause?: unknown;
  [detail: string]: unknown;
}

/**
 * A failure of an expression, with JSONata's own code (S: syntax, T: types, D: values, U: a bound of ours).
 * `position` is the character (from 0, UTF-16 units) where the construct at fault ends its first token, `token` its text.
 */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  code: string;
  position: number | undefined;
  token: string | undefined;
  value: unknown;
  readonly details: ErrorDetails;

  constructor(code: string, details: ErrorDetails = {}) {
    super(details.message ?? '', details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.position = details.position;
    this.token = details.token;
    this.value = details.value;
    this.details = details;
  }

  /** Writes the message, once position and token are known. */
  complete(): this {
    if (this.message === '') this.message = messageOf(this.code, { ...this.details, token: this.token });
    return this;
  }
}

export function fail(code: string, details?: ErrorDetails): never {
  throw new ExpressionError(code, details);
}
