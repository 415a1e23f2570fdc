import { EngineError } from '../../../language/errors.ts';

/** Below this output no ratio is suspicious: 64 MiB is bounded by `maxBytes` anyway. */
const RATIO_FLOOR = 64 * 1024 * 1024;
/**
 * Deflate cannot exceed 1032:1, which endless repetition of one byte reaches (1029 measured), as does a bomb. A real dump
 * lies near 11:1, logs that differ in a time stamp only between 30:1 and 250:1.
 */
const RATIO_LIMIT = 1000;

/** Throws `decode.too-large` where decompressed bytes exceed the limit, or grow out of all proportion to what was sent. */
export const checkExpansion = (name: string, output: number, input: number, maxBytes: number): void => {
  if (output > maxBytes) throw tooLarge(`The ${name} body is larger than ${maxBytes} bytes when it is decompressed.`);
  if (output > RATIO_FLOOR && output > input * RATIO_LIMIT)
    throw tooLarge(`${input} bytes of the ${name} body decompress to more than ${output}: this looks like a decompression bomb.`);
};

export const tooLarge = (message: string): EngineError =>
  new EngineError('decode.too-large', message, {
    hint: "Raise the connection's limit for decompressed bytes if the vendor really sends this much.",
  });
