import { EngineError } from '../language/errors.ts';

/** Read ahead before the first byte is handed on: a short body that breaks off is never seen in part. */
const AHEAD = 1024 * 1024;

export interface BodyParts {
  readonly source: AsyncIterable<Uint8Array>;
  /** Bytes as sent. */
  readonly limit: number;
  readonly expected: number | undefined;
  readonly what: string;
  readonly onBytes: (count: number) => void;
  /** The body has ended or is long: the place among the requests under way is free again. */
  readonly onLong: () => void;
  /** Turns what the connection threw into an error of ours, and notes that the body broke off. */
  readonly broken: (error: unknown) => unknown;
}

/** The raw body, limited in size, with a stretch read ahead. */
export async function* limitedBody(parts: BodyParts): AsyncGenerator<Uint8Array> {
  const chunks = measured(parts)[Symbol.asyncIterator]();
  try {
    const ahead: Uint8Array[] = [];
    let read = 0;
    let ended = false;
    while (read < AHEAD && !ended) {
      const next = await chunks.next();
      if (next.done === true) ended = true;
      else {
        read += next.value.length;
        ahead.push(next.value);
      }
    }
    parts.onLong();
    yield* ahead;
    ahead.length = 0;
    while (!ended) {
      const next = await chunks.next();
      if (next.done === true) ended = true;
      else yield next.value;
    }
  } finally {
    await chunks.return(undefined);
  }
}

async function* measured({ source, limit, expected, what, onBytes, broken }: BodyParts): AsyncGenerator<Uint8Array, undefined> {
  let came = 0;
  try {
    for await (const chunk of source) {
      came += chunk.length;
      onBytes(chunk.length);
      if (came > limit) throw tooLarge(what, limit);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof EngineError ? error : broken(error);
  }
  if (expected !== undefined && came < expected) throw broken(Object.assign(new Error('short body'), { code: 'UND_ERR_SOCKET' }));
  return undefined;
}

export const tooLarge = (what: string, limit: number): EngineError =>
  new EngineError('http.too-large', `${what}: the answer is larger than ${limit} bytes.`, { hint: 'Raise limits.response of the connection if the vendor really sends this much.' });
