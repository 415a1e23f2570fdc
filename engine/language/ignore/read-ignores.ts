import { Lexer } from 'yaml';
import type { Place } from '../basics/place.ts';
import { SourceFile } from '../source-file.ts';

/** A comment `# feedwright-ignore CODE: why`. */
export interface Ignore {
  /** Where `feedwright-ignore` stands. */
  readonly place: Place;
  /** The codes before the colon; empty where there is none. */
  readonly codes: readonly string[];
  /** What stands behind the colon; empty where nothing does. */
  readonly reason: string;
  /** The lines that it is about, from 1: its own or the next with content, to the end of a value that begins there. */
  readonly first: number;
  readonly last: number;
}

const MARK = 'feedwright-ignore';
const COMMENT = new RegExp(`^#+[ \\t]*(${MARK})(?![\\w-])[ \\t]*([^:]*)(?::(.*))?`);
/** What the lexer puts before a text without quotes; it has no length in the file, like its other marks. */
const SCALAR = '\u001f';
const MARKS = new Set([SCALAR, '\u0002', '\u0018']);

interface Lexeme {
  readonly offset: number;
  readonly text: string;
  readonly isScalar: boolean;
}

const lexemesOf = (text: string): readonly Lexeme[] => {
  const all: Lexeme[] = [];
  let offset = 0;
  let isScalar = false;
  for (const one of new Lexer().lex(text)) {
    if (!MARKS.has(one)) {
      all.push({ offset, text: one, isScalar: isScalar || /^["']/.test(one) });
      offset += one.length;
    }
    isScalar = one === SCALAR;
  }
  return all;
};

const isBlank = ({ text, isScalar }: Lexeme): boolean => !isScalar && (text.startsWith('#') || text.trim() === '');

/** The comments of a YAML text that silence findings, in their order; in a text that is no YAML as far as it can be read. */
export const ignoresIn = (file: string, text: string): readonly Ignore[] => {
  if (!text.includes(MARK)) return [];
  const source = new SourceFile(file, text);
  const lexemes = lexemesOf(text);
  const lineOf = (offset: number): number => source.placeAt(offset).line;
  return lexemes.flatMap((comment, index) => {
    const found = comment.isScalar ? null : COMMENT.exec(comment.text);
    if (found === null) return [];
    const own = lineOf(comment.offset);
    const before = text.slice(text.lastIndexOf('\n', comment.offset) + 1, comment.offset);
    const target = lexemes.slice(index + 1).find((one) => !isBlank(one));
    const first = before.trim() !== '' || target === undefined ? own : lineOf(target.offset);
    const ends = lexemes
      .filter((one) => one.isScalar && lineOf(one.offset) <= first + 1 && beginsOn(one, first, lexemes, lineOf))
      .map(({ offset, text: value }) => lineOf(offset + value.trimEnd().length));
    const codes = (found[2] ?? '').split(/[\s,]+/).filter((code) => code !== '');
    return [
      {
        place: source.placeAt(comment.offset + comment.text.indexOf(MARK)),
        codes,
        reason: (found[3] ?? '').trim(),
        first,
        last: Math.max(first, ...ends),
      },
    ];
  });
};

/** A value begins on the line of its text, or on that of the `|` or `>` before it. */
const beginsOn = (value: Lexeme, line: number, lexemes: readonly Lexeme[], lineOf: (offset: number) => number): boolean => {
  if (lineOf(value.offset) === line) return true;
  const index = lexemes.indexOf(value);
  const header = lexemes.slice(Math.max(0, index - 4), index).findLast(({ text }) => /^[|>]/.test(text));
  return header !== undefined && lineOf(header.offset) === line;
};
