/** Bytes that somebody's editor or shell has written. */
export interface ReadBytes {
  /** Without a byte order mark; characters that could not be read as U+FFFD. */
  readonly text: string;
  /** Why it is no UTF-8, as the end of a sentence that begins with the file's name; undefined where it is. */
  readonly fault: string | undefined;
}

const FAULT = 'is UTF-16 text, not UTF-8';

/** UTF-16 is recognised by its mark, or by the zero bytes that it has between the letters of ASCII. */
const utf16 = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length < 2 || bytes.length % 2 !== 0) return undefined;
  if (first !== 0 && second === 0) return 'utf-16le';
  return first === 0 && second !== 0 ? 'utf-16be' : undefined;
};

/** The text of a file that should be UTF-8, with or without a byte order mark; and what it is where it is something else. */
export const readBytes = (bytes: Uint8Array): ReadBytes => {
  const other = utf16(bytes);
  if (other !== undefined) return { text: new TextDecoder(other).decode(bytes), fault: FAULT };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), fault: undefined };
  } catch {
    return { text: new TextDecoder().decode(bytes), fault: 'could not be read as UTF-8 text' };
  }
};
