/**
 * The table of known rows as the store keeps it: a head of JSON, the entries as they lie in memory (in the machine's order: on a
 * machine of the other order no mark fits), and a crc32 over both. It is read and written without a copy: it may be large.
 */
import { crc32 } from 'node:zlib';

/** Words of 4 bytes an entry: four of the row's mark, one for the identity, one for the type. */
export const WORDS = 6;
/** Within an entry. */
export const IDENTITY = 4;
export const TYPE = 5;
export const MOST_TYPES = 0x10000;
export const MOST_ENTRIES = 1_000_000;

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

/** A row of `known_rows`. */
export interface StoredRows {
  readonly head: string;
  readonly checksum: number;
  readonly rows: Uint8Array;
}

const checksumOf = ({ head, rows }: Omit<StoredRows, 'checksum'>): number => crc32(head, crc32(rows));

export function encodeKnown({ entries, ...rest }: KnownTable): StoredRows {
  const head = JSON.stringify(rest);
  const rows = new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength);
  return { head, rows, checksum: checksumOf({ head, rows }) };
}

/** Undefined where anything is odd: nobody needs what is damaged. */
export function decodeKnown(stored: StoredRows): KnownTable | undefined {
  const { head, rows, checksum } = stored;
  const length = rows.length / (4 * WORDS);
  if (checksum !== checksumOf(stored) || !Number.isInteger(length) || length > MOST_ENTRIES) return undefined;
  const read = headOf(head);
  return read && { ...read, entries: wordsOf(rows) };
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

const wordsOf = (rows: Uint8Array): Int32Array => {
  const aligned = rows.byteOffset % 4 === 0 ? rows : new Uint8Array(rows);
  return new Int32Array(aligned.buffer, aligned.byteOffset, rows.length / 4);
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
