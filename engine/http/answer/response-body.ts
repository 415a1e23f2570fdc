import type { CallBudget } from '../client/call-budget.ts';

/** Read before the first byte is handed on: a short body that breaks off is never seen in part. */
const AHEAD = 1024 * 1024;

export interface BodyParts {
  readonly source: AsyncIterable<Uint8Array>;
  /** Bytes as sent. */
  readonly limit: number;
  /** `Content-Length`. */
  readonly expected: number | undefined;
  readonly budget: CallBudget;
  readonly onBytes: (count: number) => void;
  readonly tooLarge: () => Error;
  /** Turns what the connection threw into an error of ours, and notes that the body broke off. */
  readonly broken: (error: unknown) => Error;
}

export interface RawBody {
  /** May be read once. */
  readonly stream: AsyncIterable<Uint8Array>;
  /** Reads the first stretch, or all of a short body. */
  readAhead(): Promise<void>;
}

/** The body as it is sent: held to its sizes, with a stretch read ahead. */
export function rawBody(parts: BodyParts): RawBody {
  const chunks = measured(parts);
  const ahead: Uint8Array[] = [];
  let read = 0;
  let ended = false;
  const pull = async (): Promise<Uint8Array | undefined> => {
    const next = await chunks.next();
    if (next.done !== true) return next.value;
    ended = true;
    return undefined;
  };
  const readAhead = async (): Promise<void> => {
    while (read < AHEAD && !ended) {
      const chunk = await pull();
      if (chunk === undefined) return;
      read += chunk.length;
      ahead.push(chunk);
    }
  };
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      await readAhead();
      for (let chunk = ahead.shift(); chunk !== undefined; chunk = ahead.shift()) yield chunk;
      while (!ended) {
        const chunk = await pull();
        if (chunk !== undefined) yield chunk;
      }
    } finally {
      await chunks.return(undefined);
    }
  }
  return { stream: stream(), readAhead };
}

async function* measured({
  source,
  limit,
  expected,
  budget,
  onBytes,
  tooLarge,
  broken,
}: BodyParts): AsyncGenerator<Uint8Array, undefined> {
  const input = source[Symbol.asyncIterator]();
  let came = 0;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    try {
      return await budget.spend(() => input.next());
    } catch (error) {
      throw broken(error);
    }
  };
  try {
    for (let step = await next(); step.done !== true; step = await next()) {
      came += step.value.length;
      onBytes(step.value.length);
      if (came > limit) throw tooLarge();
      yield step.value;
    }
  } finally {
    await input.return?.();
  }
  if (expected !== undefined && came !== expected)
    throw broken(Object.assign(new Error('short body'), { code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' }));
  return undefined;
}
