import { EngineError } from '../../../language/basics/errors.ts';
import type { Bytes } from '../decoder.ts';

const NEWLINE = 0x0a;

/** The body in pieces that end with a line, but for the last. Throws `decode.too-large` for a line beyond `longest` bytes. */
export async function* wholeLines(body: Bytes, longest: number, hint: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let size = 0;
  for await (const bytes of body) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      yield size === 0 ? chunk.subarray(0, end) : Buffer.concat([...rest, chunk.subarray(0, end)]);
      rest = [];
      size = 0;
    }
    rest.push(chunk.subarray(end));
    size += chunk.length - end;
    if (size > longest) throw new EngineError('decode.too-large', `A line is longer than ${longest} bytes.`, { hint });
  }
  if (size > 0) yield Buffer.concat(rest);
}
