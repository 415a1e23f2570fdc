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

/** The line of the next lexeme with content behind each; undefined at the end. */
const linesBehind = (lexemes: readonly Lexeme[], lineOf: LineOf): readonly (number | undefined)[] => {
  const lines: (number | undefined)[] = [];
  let next: number | undefined;
  for (const [index, one] of [...lexemes.entries()].toReversed()) {
    lines[index] = next;
    if (!isBlank(one)) next = lineOf(one.offset);
  }
  return lines;
};

/** By the lines that values begin on, be it with a `|` or `>`, the last line of them. */
const endsByLine = (lexemes: readonly Lexeme[], lineOf: LineOf): ReadonlyMap<number, number> => {
  const ends = new Map<number, number>();
  for (const [index, { offset, text, isScalar }] of lexemes.entries()) {
    if (!isScalar) continue;
    const before = lexemes.slice(Math.max(0, index - 4), index).toReversed();
    const header = before.find((one) => one.isScalar || /^[|>]/.test(one.text));
    const end = lineOf(offset + text.trimEnd().length);
    // Another value between the two: the header is that one's.
    const from = header === undefined || header.isScalar ? offset : header.offset;
    for (const start of [offset, from].map(lineOf)) ends.set(start, Math.max(end, ends.get(start) ?? 0));
  }
  return ends;
};

type LineOf = (offset: number) => number;

/** The comments of a YAML text that silence findings, in their order; in a text that is no YAML as far as it can be read. */
export const ignoresIn = (file: string, text: string): readonly Ignore[] => {
  if (!text.includes(MARK)) return [];
  const source = new SourceFile(file, text);
  const lexemes = lexemesOf(text);
  const lineOf: LineOf = (offset) => source.placeAt(offset).line;
  const behind = linesBehind(lexemes, lineOf);
  const ends = endsByLine(lexemes, lineOf);
  return lexemes.flatMap((comment, index) => {
    const found = comment.isScalar ? null : COMMENT.exec(comment.text);
    if (found === null) return [];
    const own = lineOf(comment.offset);
    const isAlone = text.slice(text.lastIndexOf('\n', comment.offset) + 1, comment.offset).trim() === '';
    const first = isAlone ? (behind[index] ?? own) : own;
    return [
      {
        place: source.placeAt(comment.offset + comment.text.indexOf(MARK)),
        codes: (found[2] ?? '').split(/[\s,]+/).filter((code) => code !== ''),
        reason: (found[3] ?? '').trim(),
        first,
        last: Math.max(first, ends.get(first) ?? first),
      },
    ];
  });
};
