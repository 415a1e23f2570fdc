import { MappedText } from './mapped-text.ts';
import { pushPoint, Utf8Writer } from './utf8.ts';

const PERCENT = 0x25;
const AND = 0x26;
const BACKSLASH = 0x5c;
const SEMICOLON = 0x3b;

const SHORT: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
const NAMED: Readonly<Record<string, number>> = { amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27, nbsp: 0x20, sol: 0x2f };
const LONGEST_NAME = 4;

export type EscapeKind = 'percent' | 'backslash' | 'entity';

/**
 * The text with one layer of its escapes taken away: of addresses (`%41`), of JSON and programs (`\n`, `\/`, `\u0041`, `\x41`),
 * of HTML (`&#65;`, `&amp;`); all of them, or those of one kind. The same text where it has none.
 */
export function unescaped(text: MappedText, kind?: EscapeKind): MappedText {
  const wanted = (one: EscapeKind, mark: number): number => (kind === undefined || kind === one ? mark : -1);
  const marks: Marks = {
    percent: wanted('percent', PERCENT),
    backslash: wanted('backslash', BACKSLASH),
    entity: wanted('entity', AND),
  };
  if (!hasEscape(text, marks)) return text;
  const result = new MappedText(text.length);
  const bytes = new Utf8Writer(result);
  let changed = false;
  for (let at = 0; at < text.length;) {
    const unit = text.at(at);
    const next =
      unit === marks.percent
        ? percent(text, at, result, bytes)
        : unit === marks.backslash
          ? backslash(text, at, result, bytes)
          : unit === marks.entity
            ? entity(text, at, result, bytes)
            : at;
    if (next === at) {
      bytes.end();
      result.push(unit, text.from[at] as number, text.to[at] as number);
      at++;
    } else {
      changed = true;
      at = next;
    }
  }
  bytes.end();
  return changed ? result : text;
}

type Marks = Readonly<Record<EscapeKind, number>>;

function hasEscape(text: MappedText, marks: Marks): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.units[at];
    if (unit === marks.percent || unit === marks.backslash || unit === marks.entity) return true;
  }
  return false;
}

/** Each of these gives where it ended, or `at` where there is no escape. */
function percent(text: MappedText, at: number, into: MappedText, bytes: Utf8Writer): number {
  const wide = (text.at(at + 1) | 0x20) === 0x75 ? hex(text, at + 2, 4) : -1;
  if (wide >= 0) return point(text, at, at + 6, wide, into, bytes);
  const byte = hex(text, at + 1, 2);
  if (byte < 0) return at;
  bytes.push(byte, text.from[at] as number, text.to[at + 2] as number);
  return at + 3;
}

function backslash(text: MappedText, at: number, into: MappedText, bytes: Utf8Writer): number {
  // Before the mark of another kind of escape it stands for itself.
  if (at + 1 >= text.length || text.at(at + 1) === AND || text.at(at + 1) === PERCENT) return at;
  const unit = text.at(at + 1);
  const letter = String.fromCharCode(unit);
  const wide = letter === 'u' ? hex(text, at + 2, 4) : letter === 'x' ? hex(text, at + 2, 2) : -1;
  if (wide >= 0) return point(text, at, at + (letter === 'u' ? 6 : 4), wide, into, bytes);
  const braced = letter === 'u' && text.at(at + 2) === 0x7b ? digits(text, at + 3, 16) : undefined;
  if (braced !== undefined && text.at(braced.end) === 0x7d) return point(text, at, braced.end + 1, braced.value, into, bytes);
  return point(text, at, at + 2, SHORT[letter] ?? unit, into, bytes);
}

function entity(text: MappedText, at: number, into: MappedText, bytes: Utf8Writer): number {
  if (text.at(at + 1) === 0x23) {
    const isHex = (text.at(at + 2) | 0x20) === 0x78;
    const number = digits(text, at + (isHex ? 3 : 2), isHex ? 16 : 10);
    if (number === undefined) return at;
    return point(text, at, text.at(number.end) === SEMICOLON ? number.end + 1 : number.end, number.value, into, bytes);
  }
  let name = '';
  let end = at + 1;
  while (name.length < LONGEST_NAME && text.at(end) !== SEMICOLON && end < text.length)
    name += String.fromCharCode(text.at(end++) | 0x20);
  const named = text.at(end) === SEMICOLON && Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  return named === undefined ? at : point(text, at, end + 1, named, into, bytes);
}

function point(text: MappedText, at: number, end: number, value: number, into: MappedText, bytes: Utf8Writer): number {
  bytes.end();
  pushPoint(into, value, text.from[at] as number, text.to[end - 1] as number);
  return end;
}

/** So many digits as a number; -1 where one of them is none. */
function hex(text: MappedText, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index++) {
    const digit = digitOf(text.at(index));
    if (digit < 0 || index >= text.length) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** All the digits from there on; zeros before them may be as many as they like. */
function digits(text: MappedText, at: number, base: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  let end = at;
  for (; end < text.length; end++) {
    const digit = digitOf(text.at(end));
    if (digit < 0 || digit >= base) break;
    value = Math.min(value * base + digit, 0x110000);
  }
  return end === at ? undefined : { value, end };
}

/** The value of a hexadecimal digit; -1 for anything else. */
export function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
