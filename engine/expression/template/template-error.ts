/** What is wrong with a template, or with what it was given; `offset` counts from 0 into its source. Shows no content of a record. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly code: string;
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(code: string, message: string, offset: number, hint?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.offset = offset;
    this.hint = hint;
  }
}
