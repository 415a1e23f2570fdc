import { EngineError } from '../../../language/basics/errors.ts';

/** Below this output no ratio is suspicious: 64 MiB is bounded by `maxBytes` anyway. */
const RATIO_FLOOR = 64 * 1024 * 1024;

/**
 * How many times its size deflate may grow. Measured: a dump 11, logs 18–275, one line again and again 294, zeros (a bomb) 1028.
 */
export const DEFLATE_RATIO = 1000;
/** The same for zstd and brotli. Measured: logs 50–1750, one line again and again 10,800 and 122,000, zeros 32,500 and 638,000. */
export const WINDOW_RATIO = 10_000;

/** What is around the records may be so large, even where records may not. */
const AROUND = 8 * 1024 * 1024;

/** How much of a document may be held that is not a record of a list. */
export const mostAround = (maxRecord: number): number => Math.max(maxRecord, AROUND);

/** Throws `decode.too-large` where decompressed bytes exceed the limit, or grow out of all proportion to what was sent. */
export const checkExpansion = (name: string, ratio: number, output: number, input: number, maxBytes: number): void => {
  if (output > maxBytes) throw tooLarge(`The ${name} body is larger than ${maxBytes} bytes when it is decompressed.`);
  if (output > RATIO_FLOOR && output > input * ratio)
    throw new EngineError(
      'decode.too-large',
      `${input} bytes of the ${name} body decompress to more than ${output}: this looks like a decompression bomb.`,
      {
        hint: 'No feed is meant like this: check the address, and tell the vendor.',
      },
    );
};

const RAISE = "Raise the connection's limit for decompressed bytes if the vendor really sends this much.";

export const tooLarge = (message: string, hint = RAISE): EngineError => new EngineError('decode.too-large', message, { hint });
