/** ZIP archives as various writers make them, and as none should. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content: string | Buffer;
  readonly stored?: boolean;
  /** Sizes and checksum behind the content, as writers to a pipe do; with or without signature, in 4 or 8 bytes. */
  readonly descriptor?: 'signed' | 'bare' | 'wide';
  /** Sizes in the extra field. */
  readonly zip64?: boolean;
  readonly flags?: number;
  /** Instead of the true checksum. */
  readonly checksum?: number;
  /** Not in the directory. */
  readonly unlisted?: boolean;
}

const u16 = (value: number): Buffer => Buffer.from([value & 255, value >> 8]);
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

export const makeZip = (entries: readonly ZipEntry[], comment = ''): Buffer => {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content);
    const name = Buffer.from(entry.name);
    const data = entry.stored === true ? content : deflateRawSync(content);
    const checksum = u32(entry.checksum ?? crc32(content));
    const fixed = (inLocal: boolean): Buffer => {
      const late = inLocal && entry.descriptor !== undefined;
      const size = (value: number): Buffer => u32(late ? 0 : entry.zip64 === true ? 0xffffffff : value);
      return Buffer.concat([
        u16(20),
        u16((entry.flags ?? 0) | 0x800 | (entry.descriptor === undefined ? 0 : 8)),
        u16(entry.stored === true ? 0 : 8),
        u32(0),
        late ? u32(0) : checksum,
        size(data.length),
        size(content.length),
        u16(name.length),
      ]);
    };
    const extra =
      entry.zip64 === true ? Buffer.concat([u16(1), u16(16), u64(content.length), u64(data.length)]) : Buffer.alloc(0);
    const wide = entry.descriptor === 'wide' ? u64 : u32;
    const late = Buffer.concat([
      entry.descriptor === 'bare' ? Buffer.alloc(0) : u32(0x08074b50),
      checksum,
      wide(data.length),
      wide(content.length),
    ]);
    const local = Buffer.concat([
      u32(0x04034b50),
      fixed(true),
      u16(extra.length),
      name,
      extra,
      data,
      entry.descriptor === undefined ? Buffer.alloc(0) : late,
    ]);
    if (entry.unlisted !== true)
      directory.push(
        Buffer.concat([
          u32(0x02014b50),
          u16(20),
          fixed(false),
          u16(extra.length),
          u16(0),
          u16(0),
          u16(0),
          u32(0),
          u32(offset),
          name,
          extra,
        ]),
      );
    parts.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = directory.length;
  const end = Buffer.concat([
    u32(0x06054b50),
    u16(0),
    u16(0),
    u16(count),
    u16(count),
    u32(size),
    u32(offset),
    u16(comment.length),
    Buffer.from(comment),
  ]);
  return Buffer.concat([...parts, ...directory, end]);
};
