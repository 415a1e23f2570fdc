/** The records of a ZIP file (APPNOTE.TXT 6.3.10, section 4.3). */

export const LOCAL = 0x04034b50;
export const CENTRAL = 0x02014b50;
export const END = 0x06054b50;
export const END_64 = 0x06064b50;
export const LOCATOR_64 = 0x07064b50;
const DESCRIPTOR = 0x08074b50;

export const LOCAL_SIZE = 30;
export const CENTRAL_SIZE = 46;

export interface EntryHeader {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  /** Sizes and checksum follow the content. */
  readonly streamed: boolean;
  readonly checksum: number;
  readonly compressed: number;
  readonly size: number;
}

/** Lengths of name, extra field and comment, which follow a fixed part. */
export const localTail = (fixed: Buffer): { name: number; extra: number } => ({
  name: fixed.readUInt16LE(26),
  extra: fixed.readUInt16LE(28),
});
export const centralTail = (fixed: Buffer): { name: number; extra: number; comment: number } => ({
  name: fixed.readUInt16LE(28),
  extra: fixed.readUInt16LE(30),
  comment: fixed.readUInt16LE(32),
});

export const localHeader = (fixed: Buffer, name: Buffer, extra: Buffer): EntryHeader => header(fixed, 6, name, extra);
export const centralHeader = (fixed: Buffer, name: Buffer, extra: Buffer): EntryHeader => header(fixed, 8, name, extra);

/** Both kinds have the same fields in the same order, from the flags on. */
const header = (fixed: Buffer, at: number, name: Buffer, extra: Buffer): EntryHeader => {
  const flags = fixed.readUInt16LE(at);
  const [size, compressed] = sizes(fixed.readUInt32LE(at + 16), fixed.readUInt32LE(at + 12), extra);
  return {
    name: name.toString((flags & 0x800) === 0 ? 'latin1' : 'utf8'),
    method: fixed.readUInt16LE(at + 2),
    encrypted: (flags & 1) !== 0,
    streamed: (flags & 8) !== 0,
    checksum: fixed.readUInt32LE(at + 8),
    compressed,
    size,
  };
};

/** A size that does not fit stands in the extra field 1, in 8 bytes; both in this order. */
const sizes = (size: number, compressed: number, extra: Buffer): [number, number] => {
  const wide = [size, compressed].filter((one) => one === 0xffffffff).length;
  if (wide === 0) return [size, compressed];
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1 || at + 4 + 8 * wide > extra.length) continue;
    const values = Array.from({ length: wide }, (_, index) => Number(extra.readBigUInt64LE(at + 4 + 8 * index)));
    return [
      size === 0xffffffff ? (values.shift() ?? size) : size,
      compressed === 0xffffffff ? (values.shift() ?? compressed) : compressed,
    ];
  }
  return [size, compressed];
};

/** The longest form of what follows a streamed entry. */
export const DESCRIPTOR_MOST = 24;

/**
 * How long the descriptor is that says what was found; -1 where none does. Its signature is optional, its sizes have
 * 4 or 8 bytes, and nothing tells which.
 */
export const descriptorLength = (bytes: Buffer, checksum: number, compressed: number, size: number): number => {
  const starts = bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR ? [4, 0] : [0];
  for (const start of starts)
    for (const width of [4, 8]) {
      const end = start + 4 + 2 * width;
      if (bytes.length < end || bytes.readUInt32LE(start) !== checksum) continue;
      const read = (at: number): number => (width === 4 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at)));
      if (read(start + 4) === compressed && read(start + 4 + width) === size) return end;
    }
  return -1;
};
