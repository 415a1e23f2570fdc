/** Finds the true cause of an error: bytes damaged on the way look like bad records long before a checksum is reached. */
import { EngineError } from '../../../language/basics/errors.ts';
import type { Bytes } from '../decoder.ts';

/** A body that is closed from here only, so that it can be read to its end when its reader has given up. */
export interface HeldBody {
  readonly body: Bytes;
  /** What to report for an error of the reader: that the body is damaged, if its rest shows it, else the error itself. */
  blame(error: unknown): Promise<unknown>;
  close(): void;
}

export const hold = (source: Bytes): HeldBody => {
  const input = source[Symbol.asyncIterator]();
  const reader: AsyncIterator<Uint8Array> = {
    next: () => input.next(),
    return: () => Promise.resolve({ done: true, value: undefined }),
  };
  return {
    body: { [Symbol.asyncIterator]: () => reader },
    blame: async (error) => (isAboutContent(error) ? ((await damageIn(input)) ?? error) : error),
    close: () => void Promise.resolve(input.return?.()).catch(() => undefined),
  };
};

const isAboutContent = (error: unknown): boolean =>
  error instanceof EngineError && error.code.startsWith('decode.') && !isDamage(error) && error.code !== 'decode.too-large';

const isDamage = (error: unknown): boolean =>
  error instanceof EngineError && ['decode.corrupt', 'decode.truncated'].includes(error.code);

/** Reads the rest. */
const damageIn = async (input: AsyncIterator<Uint8Array>): Promise<unknown> => {
  try {
    while ((await input.next()).done !== true);
    return undefined;
  } catch (error) {
    return isDamage(error) ? error : undefined;
  }
};
