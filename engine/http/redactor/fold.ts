import { MappedText } from './mapped-text.ts';

/** What of a text is compared: letters and digits alone, all but blanks, or everything. */
export type Keep = 'letters' | 'marks' | 'all';

interface Folded {
  readonly units: readonly number[];
  readonly isLetter: boolean;
  readonly isBlank: boolean;
}

const BLANK = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]$/u;
const LETTER = /^[\p{L}\p{N}\p{M}]$/u;
const REPLACEMENT = 0xfffd;
const MOST_REMEMBERED = 20_000;

/** A code point without its case and without its width, so that whatever became of either on the way compares as equal. */
function foldPoint(point: number): Folded {
  // Half of a pair is written as the replacement character.
  const char = String.fromCodePoint(point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point);
  const plain = char.normalize('NFKD').toUpperCase().toLowerCase();
  return {
    units: Array.from({ length: plain.length }, (_, index) => plain.charCodeAt(index)),
    isLetter: LETTER.test(char) && !BLANK.test(char),
    isBlank: BLANK.test(char),
  };
}

const ASCII = Array.from({ length: 128 }, (_, point) => foldPoint(point));
const others = new Map<number, Folded>();

function folded(point: number): Folded {
  if (point < 128) return ASCII[point] as Folded;
  const known = others.get(point);
  if (known !== undefined) return known;
  if (others.size >= MOST_REMEMBERED) others.clear();
  const made = foldPoint(point);
  others.set(point, made);
  return made;
}

const PLUS = 0x2b;
const BLANKS: readonly number[] = [0x20];

/** The text as it is compared. Where blanks count a `+` is one, as forms write it. */
export function fold(text: MappedText, keep: Keep): MappedText {
  const result = new MappedText(text.length);
  for (let at = 0; at < text.length;) {
    const point = pointAt(text, at);
    const end = at + (point > 0xffff ? 2 : 1);
    const { units, isLetter, isBlank } = folded(point);
    if (keep === 'all' || (keep === 'letters' ? isLetter : !isBlank)) {
      const from = text.from[at] as number;
      const to = text.to[end - 1] as number;
      for (const unit of keep === 'all' && point === PLUS ? BLANKS : units) result.push(unit, from, to);
    }
    at = end;
  }
  return result;
}

function pointAt(text: MappedText, at: number): number {
  const unit = text.units[at] as number;
  if (unit < 0xd800 || unit > 0xdbff) return unit;
  const low = text.at(at + 1);
  return low >= 0xdc00 && low <= 0xdfff ? ((unit - 0xd800) << 10) + (low - 0xdc00) + 0x10000 : unit;
}
