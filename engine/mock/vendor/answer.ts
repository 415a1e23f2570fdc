/** What is sent back: a body in memory, or a file that is streamed. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: AnswerBody;
}

export type AnswerBody =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  /** So many, made as they are sent. */
  | { readonly kind: 'zeros'; readonly size: number }
  /** `gzip`: packed on its way. */
  | { readonly kind: 'file'; readonly path: string; readonly gzip: boolean };

export const bytesAnswer = (
  status: number,
  contentType: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'content-type': contentType, ...headers },
  body: { kind: 'bytes', bytes: typeof body === 'string' ? Buffer.from(body) : body },
});

export const jsonAnswer = (status: number, value: unknown): Answer =>
  bytesAnswer(status, 'application/json', JSON.stringify(value));
