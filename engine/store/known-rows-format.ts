/**
 * The table of known rows as one BLOB: magic, u32 version, u32 crc32 of all that follows, u32 length of a JSON text, the JSON
 * text (filled up with blanks to whole words), then the entries. Numbers of the head are little endian; those of the entries
 * are in the machine's order, so that they are read where they lie: on a machine of the other order no mark fits.
 */
import { crc32 } from 'node:zlib';

/** Words of 4 bytes an entry: four of the row's mark, one for the identity, then attributes and type, 16 bits each. */
export const WORDS = 6;
/** Within an entry. */
export const IDENTITY = 4;
export const REST = 5;
/** The largest number of attributes, and of a type. */
export const MOST_OF_REST = 0xffff;
export const MOST_ENTRIES = 1_000_000;

const MAGIC = Buffer.from('fwkr');
const VERSION = 1;
const HEAD = 16;
/** What follows is under the checksum. */
const CHECKED = 12;

export interface KnownTable {
  /** Stands for the definition, the options and the engine under which the rows gave their objects. */
  readonly key: string;
  /** What the words of identities begin with: by chance, so that nobody can make many identities of one word. */
  readonly seed: number;
  /** Names of the file's columns. */
  readonly columns: readonly string[];
  /** The object types that entries name by number. */
  readonly types: readonly string[];
  /** WORDS each. */
  readonly entries: Int32Array;
}

export function encodeKnown({ key, seed, columns, types, entries }: KnownTable): Uint8Array {
  const bare = Buffer.from(JSON.stringify({ key, seed, columns, types }));
  const start = HEAD + Math.ceil(bare.length / 4) * 4;
  const blob = Buffer.alloc(start + entries.byteLength, ' ');
  MAGIC.copy(blob);
  blob.writeUInt32LE(VERSION, 4);
  blob.writeUInt32LE(start - HEAD, CHECKED);
  bare.copy(blob, HEAD);
  blob.set(new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength), start);
  blob.writeUInt32LE(crc32(blob.subarray(CHECKED)), 8);
  return blob;
}

/** Undefined where anything is odd: nobody needs what is damaged. */
export function decodeKnown(blob: Uint8Array): KnownTable | undefined {
  const bytes = Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength);
  if (bytes.length < HEAD || !bytes.subarray(0, 4).equals(MAGIC) || bytes.readUInt32LE(4) !== VERSION) return undefined;
  if (bytes.readUInt32LE(8) !== crc32(bytes.subarray(CHECKED))) return undefined;
  const start = HEAD + bytes.readUInt32LE(CHECKED);
  const length = (bytes.length - start) / (4 * WORDS);
  if (!Number.isInteger(length) || length < 0 || length > MOST_ENTRIES) return undefined;
  const head = headOf(bytes.toString('utf8', HEAD, start));
  return head && { ...head, entries: wordsOf(blob, start) };
}

function headOf(text: string): Omit<KnownTable, 'entries'> | undefined {
  try {
    const { key, seed, columns, types } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const isSound = typeof key === 'string' && typeof seed === 'number' && isTexts(columns) && isTexts(types);
    return isSound ? { key, seed, columns, types } : undefined;
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const wordsOf = (blob: Uint8Array, start: number): Int32Array => {
  const at = blob.byteOffset + start;
  return at % 4 === 0 ? new Int32Array(blob.buffer, at, (blob.length - start) / 4) : new Int32Array(blob.slice(start).buffer);
};

/** Four characters, a byte each, as a word of an entry. */
export const wordOf = (text: string, at: number): number =>
  text.charCodeAt(at) | (text.charCodeAt(at + 1) << 8) | (text.charCodeAt(at + 2) << 16) | (text.charCodeAt(at + 3) << 24);

const PRIME = 0x01000193;

/**
 * Towards the word of an identity: from a table's seed, or from the state after what stands before `from`. Identities that share
 * a word only cost each other a look at their rows.
 */
export const identityState = (identity: string, state: number, from = 0): number => {
  let word = state;
  for (let at = from; at < identity.length; at++) word = Math.imul(word ^ identity.charCodeAt(at), PRIME);
  return word;
};

/** Evenly spread in its lowest bits. */
export const identityWord = (state: number): number => {
  const mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
};
