import { EngineError } from '../../../language/basics/errors.ts';
import type { DecodeContext } from '../decoder.ts';

/** NUL, tab, line feed, carriage return, blank. */
const PADDING = new Set([0x00, 0x09, 0x0a, 0x0d, 0x20]);

/**
 * Reads what follows the end of compressed data, from compressed byte `at` on: zeros and blanks are noted.
 * Throws `decode.corrupt` for anything else.
 */
export const onlyPadding = async (
  rest: AsyncIterator<Uint8Array>,
  name: string,
  at: number,
  { onNote }: Pick<DecodeContext, 'onNote'>,
): Promise<void> => {
  let length = 0;
  for (let step = await rest.next(); step.done !== true; step = await rest.next()) {
    const other = step.value.findIndex((byte) => !PADDING.has(byte));
    if (other !== -1)
      throw new EngineError(
        'decode.corrupt',
        `The ${name} data ends at compressed byte ${at}, and something that is none of it follows at byte ${at + length + other}.`,
        { hint: 'What came before is whole. Tell the vendor, or look whether an error was written behind the file.' },
      );
    length += step.value.length;
  }
  if (length > 0) onNote?.(`${length} zeros or blanks behind the end of the ${name} data were read over`);
};
