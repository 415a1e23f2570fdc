/** Tells a body that is still compressed when it reaches the decoder of its records: no format of records begins so. */
import { EngineError } from '../../../language/basics/errors.ts';
import type { Bytes } from '../decoder.ts';

interface Format {
  readonly name: string;
  readonly starts: readonly (readonly (number | undefined)[])[];
  /** The step that unpacks it, where there is one. */
  readonly step?: string;
}

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

/** RFC 1952, 8878 and 1950, APPNOTE.TXT of PKWARE, and the first bytes that the other formats are known by. */
const FORMATS: readonly Format[] = [
  { name: 'gzip', starts: [[0x1f, 0x8b]], step: 'gzip?' },
  { name: 'Zstandard', starts: [[0x28, 0xb5, 0x2f, 0xfd]], step: 'zstd?' },
  { name: 'ZIP', starts: [ascii('PK\x03\x04'), ascii('PK\x05\x06')], step: 'zip?' },
  { name: 'zlib (deflate)', starts: [ascii('x\x01'), ascii('x\x9c'), ascii('x\xda')], step: 'deflate?' },
  { name: 'bzip2', starts: [[...ascii('BZh'), undefined, 0x31, 0x41, 0x59]] },
  { name: 'XZ', starts: [[0xfd, ...ascii('7zXZ'), 0]] },
  { name: '7z', starts: [[...ascii('7z'), 0xbc, 0xaf]] },
  { name: 'LZ4', starts: [[0x04, 0x22, 0x4d, 0x18]] },
  { name: 'compress (.Z)', starts: [[0x1f, 0x9d]] },
];

const LONGEST = 7;
/** As far as is looked for a byte that no text has: zlib is known by two bytes alone, and an `x` may begin a text. */
const LOOK = 64;

/** The body as it is. Throws `decode.packed` where its first bytes are those of a compressed one. `steps`: how `decode` is written. */
export async function* unpackedOnly(source: Bytes, steps: readonly string[]): Bytes {
  let head: Uint8Array | undefined = new Uint8Array();
  for await (const chunk of source) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    const start: Uint8Array = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (start.length < (start[0] === 0x78 ? LOOK : LONGEST)) {
      // Its memory may be another's with the next chunk.
      head = Buffer.from(start);
      continue;
    }
    refusePacked(start, steps);
    head = undefined;
    yield start;
  }
  if (head === undefined || head.length === 0) return;
  refusePacked(head, steps);
  yield head;
}

function refusePacked(head: Uint8Array, steps: readonly string[]): void {
  const found = FORMATS.find(({ starts }) =>
    starts.some((start) => start.every((byte, at) => byte === undefined || byte === head[at])),
  );
  if (found === undefined || (found.step === 'deflate?' && !hasControl(head))) return;
  const { name, step } = found;
  throw new EngineError('decode.packed', `The body is compressed with ${name}, and no step of \`decode\` unpacks it.`, {
    hint:
      step === undefined
        ? 'There is no step for this: ask the vendor for another format.'
        : `Write \`decode: [${[...steps.slice(0, -1), step, ...steps.slice(-1)].join(', ')}]\`.`,
  });
}

const hasControl = (head: Uint8Array): boolean =>
  head.subarray(0, LOOK).some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
