/** Bytes that are no text: found, counted, and marked so that nobody takes what they became for what the vendor sent. */
import { isUtf8 } from 'node:buffer';
import type { TextDecoder } from 'node:util';
import type { Bytes } from '../decoder.ts';
import type { Reading } from './reading.ts';

/** Stands where something could not be read: a code point that is no character, so that no text has it by itself. */
export const UNREADABLE = '\uffff';

const MARK = Buffer.from(UNREADABLE);
const NONE: Uint8Array = new Uint8Array(0);
const REPLACED = '\ufffd';

/** The same bytes where they are UTF-8, which is seen almost for nothing; else with a mark in place of each sequence that is none. */
export async function* markedUtf8(source: Bytes, reading: Reading): Bytes {
  /** A character that goes on in the next chunk. */
  let open = NONE;
  for await (const value of source) {
    const chunk = open.length === 0 ? value : Buffer.concat([open, value]);
    if (isUtf8(chunk)) {
      open = NONE;
      reading.pass(chunk.length);
      yield chunk;
      continue;
    }
    const end = chunk.length - openTail(chunk);
    open = Buffer.from(chunk.subarray(end));
    const whole = chunk.subarray(0, end);
    if (isUtf8(whole)) reading.pass(end);
    yield isUtf8(whole) ? whole : marked(whole, reading);
  }
  if (open.length > 0) yield marked(open, reading);
}

/** UTF-8 of a text in another encoding. */
export async function* transcoded(source: Bytes, decoder: TextDecoder, reading: Reading): Bytes {
  const utf8 = (text: string): Buffer => {
    reading.passLines(text, REPLACED);
    return Buffer.from(text.includes(REPLACED) ? text.replaceAll(REPLACED, UNREADABLE) : text);
  };
  for await (const chunk of source) yield utf8(decoder.decode(chunk, { stream: true }));
  yield utf8(decoder.decode());
}

/** How many bytes at the end begin a character that needs more of them. */
const openTail = (bytes: Uint8Array): number => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) !== 0x80) return furtherBytes(byte) >= back ? back : 0;
  }
  return 0;
};

/** How many bytes follow this first one of a character. */
const furtherBytes = (first: number): number => {
  if (first < 0xc2 || first > 0xf4) return 0;
  return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
};

const marked = (bytes: Uint8Array, reading: Reading): Buffer => {
  const out = Buffer.allocUnsafe(bytes.length * MARK.length);
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const taken = sequenceAt(bytes, at);
    if (taken < 0) reading.unreadable(length, at);
    const part = taken < 0 ? MARK : bytes.subarray(at, at + taken);
    out.set(part, length);
    length += part.length;
    at += Math.abs(taken);
  }
  reading.pass(bytes.length);
  return out.subarray(0, length);
};

/** Length of the character that begins here; below zero: of what could have become one (Unicode 16, table 3-7). */
const sequenceAt = (bytes: Uint8Array, at: number): number => {
  const first = bytes[at] as number;
  if (first < 0x80) return 1;
  const further = furtherBytes(first);
  if (further === 0) return -1;
  let least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  let most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let next = 1; next <= further; next++) {
    const byte = bytes[at + next] ?? 0;
    if (byte < least || byte > most) return -next;
    [least, most] = [0x80, 0xbf];
  }
  return further + 1;
};
