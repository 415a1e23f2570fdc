import { RATIO_FLOOR } from '../../../http/answer/content-encoding.ts';
import { EngineError } from '../../../language/basics/errors.ts';

export { DEFLATE_RATIO, WINDOW_RATIO } from '../../../http/answer/content-encoding.ts';

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
