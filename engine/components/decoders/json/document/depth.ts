import { EngineError } from '../../../../language/basics/errors.ts';

/** Nobody means deeper JSON, and what walks it may recurse. */
export const MAX_DEPTH = 500;

export const tooDeep = (): EngineError =>
  new EngineError('decode.too-deep', `The JSON text nests lists and objects more than ${MAX_DEPTH} levels deep.`, {
    hint: 'No feed is meant like this: the body is damaged or hostile.',
  });

/** Throws `decode.too-deep`. */
export const checkDepth = (bytes: Uint8Array): void => {
  if (bytes.length < MAX_DEPTH) return;
  let depth = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 0x22) at = textEnd(bytes, at);
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) throw tooDeep();
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
};

/** Offset of the closing quote of the text that begins at `at`. */
const textEnd = (bytes: Uint8Array, at: number): number => {
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== 0x22) end += bytes[end] === 0x5c ? 2 : 1;
  return end;
};
