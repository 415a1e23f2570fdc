import type { ScalarSpan } from './scalar-span.ts';

/** One character of the value as the file writes it: `''` and `\n` are one. */
interface Unit {
  readonly text: string;
  readonly at: number;
  /** A blank or a line end, which folding may drop or replace. */
  readonly blank: boolean;
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0', a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029',
}; // prettier-ignore

const isBlank = (char: string): boolean => char === ' ' || char === '\t' || char === '\n' || char === '\r';

/**
 * The offset in the file of character `offset` of a scalar's value. Folding, indentation and quoting only add or drop
 * blanks, so the other characters stand in the file in the same order: they are paired one by one.
 */
export const sourceOffset = (file: string, span: ScalarSpan, value: string, offset: number): number => {
  const units = unitsOf(file, span);
  let unit = 0;
  let last = units[0]?.at ?? span.start;
  for (let index = 0; index < value.length && unit < units.length; index++) {
    const char = value[index] ?? '';
    if (!isBlank(char)) while (units[unit]?.blank) unit++;
    const here = units[unit];
    if (here === undefined) break;
    last = here.at;
    if (index >= offset) return last;
    if (here.text === char) unit++;
    else if (here.text.length > 1 && here.text.startsWith(char)) [unit, index] = [unit + 1, index + here.text.length - 1];
  }
  if (offset < value.length) return last;
  return Math.min(span.end, endOf(units, span));
};

/** The same for the first character, without a look at the rest. */
export const firstOffset = (file: string, span: ScalarSpan, value: string): number => {
  if (span.style === 'plain') return span.start;
  if (span.style !== 'block') return span.start + 1;
  let at = file.indexOf('\n', span.start) + 1;
  if (at === 0) return span.start;
  if (!isBlank(value[0] ?? '')) while (at < span.end && isBlank(file[at] ?? '')) at++;
  return at;
};

/** Just behind the last character that is no blank: where an expression that ends too early would go on. */
const endOf = (units: readonly Unit[], span: ScalarSpan): number => {
  const index = units.findLastIndex((unit) => !unit.blank);
  const next = units[index + 1]?.at;
  return index < 0 ? span.start : (next ?? span.end - (span.style === 'single' || span.style === 'double' ? 1 : 0));
};

const unitsOf = (file: string, span: ScalarSpan): readonly Unit[] => {
  switch (span.style) {
    case 'double':
      return doubleQuoted(file, span.start + 1, span.end - 1);
    case 'single':
      return singleQuoted(file, span.start + 1, span.end - 1);
    case 'block':
      return plain(file, file.indexOf('\n', span.start) + 1, span.end);
    case 'plain':
      return plain(file, span.start, span.end);
    default:
      return span.style satisfies never;
  }
};

const unitOf = (text: string, at: number): Unit => ({ text, at, blank: isBlank(text) });

const plain = (file: string, start: number, end: number): readonly Unit[] =>
  Array.from({ length: Math.max(0, end - start) }, (_, index) => {
    const text = file[start + index] ?? '';
    return unitOf(text, start + index);
  });

const singleQuoted = (file: string, start: number, end: number): readonly Unit[] => {
  const units: Unit[] = [];
  for (let at = start; at < end; at++) {
    const text = file[at] ?? '';
    units.push(unitOf(text, at));
    if (text === "'") at++;
  }
  return units;
};

const doubleQuoted = (file: string, start: number, end: number): readonly Unit[] => {
  const units: Unit[] = [];
  for (let at = start; at < end; at++) {
    const text = file[at] ?? '';
    if (text !== '\\') {
      units.push(unitOf(text, at));
      continue;
    }
    const letter = file[at + 1] ?? '';
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits !== undefined) units.push(unitOf(codePoint(file.slice(at + 2, at + 2 + digits)), at));
    else if (letter !== '\n' && letter !== '\r') units.push(unitOf(escapes[letter] ?? letter, at));
    at += 1 + (digits ?? 0);
  }
  return units;
};

const codePoint = (hex: string): string => {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
};
