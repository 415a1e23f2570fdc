import { stripVTControlCharacters } from 'node:util';

/** Vendor data on a terminal: nothing in it may move the cursor, change colours or the reading direction. */

/** Control, format (bidirectional, zero width) and line characters, and letters that show as nothing. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => NAMED[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** The text on one line, with control, bidirectional and invisible characters spelt out. */
export const harmless = (text: string): string => text.replace(HARMFUL, escaped);

/** What steers a terminal: control characters but for line ends and tabs, and what changes the reading direction. */
// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)/g;

/** Text of several lines, in which nothing steers a terminal; spelt as within a text of JSON, which it may be. */
export const spelledOut = (text: string): string =>
  text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const MARK = /\p{M}/u;
/** Columns that the text takes on a terminal. */
export const width = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of stripVTControlCharacters(text)) columns += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
};

/** At most `columns` wide; what is cut off shows as `…`. For text without colours. */
export const cut = (text: string, columns: number): string => {
  if (width(text) <= columns) return text;
  let kept = '';
  let taken = 0;
  for (const character of text) {
    taken += width(character);
    if (taken > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
};

export const pad = (text: string, columns: number, right = false): string => {
  const room = ' '.repeat(Math.max(0, columns - width(text)));
  return right ? room + text : text + room;
};
