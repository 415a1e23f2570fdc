import { stripVTControlCharacters } from 'node:util';
import { eastAsianWidth } from 'get-east-asian-width';

export { harmless } from '../../api/wording/harmless.ts';

/** Vendor data on a terminal: nothing in it may move the cursor, change colours or the reading direction. */

/** What steers a terminal: control characters but for line ends and tabs, and what changes the reading direction. */
// eslint-disable-next-line no-control-regex
const STEERING = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\r(?!\n)/g;

/** Text of several lines, in which nothing steers a terminal; spelt as within a text of JSON, which it may be. */
export const spelledOut = (text: string): string =>
  text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Stands over or under the character before it. */
const OVERLAID = /[\p{Mn}\p{Me}]/u;
/** Columns that the text takes on a terminal. Syllables that are spelt in pieces are put together first. */
export const width = (text: string): number => {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const character of stripVTControlCharacters(text).normalize())
    columns += OVERLAID.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
  return columns;
};

const graphemes = new Intl.Segmenter();

/** At most `columns` wide; what is cut off shows as `…`. For text without colours. */
export const cut = (text: string, columns: number): string => {
  if (width(text) <= columns) return text;
  let kept = '';
  let taken = 0;
  for (const { segment } of graphemes.segment(text)) {
    taken += width(segment);
    if (taken > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};

export const pad = (text: string, columns: number, right = false): string => {
  const room = ' '.repeat(Math.max(0, columns - width(text)));
  return right ? room + text : text + room;
};
