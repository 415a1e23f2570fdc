import type { Bytes } from '../decoder.ts';

const NEWLINE = 0x0a;

/** A line that is too long to be held. */
export interface LongLine {
  readonly length: number;
  /** What it begins with. */
  readonly head: Buffer;
}

/** Bytes of a long line by which it is told from others. */
const HEAD = 4096;

/** The body in pieces that end with a line, but for the last. A line beyond `longest` bytes that goes on in another piece is passed over. */
export async function* wholeLines(body: Bytes, longest: number): AsyncGenerator<Buffer | LongLine> {
  let rest: Buffer[] = [];
  let size = 0;
  let passed: LongLine | undefined;
  for await (const bytes of body) {
    let chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (passed !== undefined) {
      const over = chunk.indexOf(NEWLINE);
      passed = { ...passed, length: passed.length + (over < 0 ? chunk.length : over) };
      if (over < 0) continue;
      yield passed;
      passed = undefined;
      chunk = chunk.subarray(over + 1);
    }
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      yield size === 0 ? chunk.subarray(0, end) : Buffer.concat([...rest, chunk.subarray(0, end)]);
      rest = [];
      size = 0;
    }
    rest.push(chunk.subarray(end));
    size += chunk.length - end;
    if (size <= longest) continue;
    passed = { length: size, head: Buffer.from(Buffer.concat(rest).subarray(0, HEAD)) };
    rest = [];
    size = 0;
  }
  if (passed !== undefined) yield passed;
  if (size > 0) yield Buffer.concat(rest);
}
