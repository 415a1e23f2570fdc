import { nearest } from '../basics/nearest.ts';
import { expressionEnd } from './expression-end.ts';

/** A tag and the text after it, as far as the author meant it to go. Lines and columns count from 0. */
export interface TaggedText {
  readonly line: number;
  /** Of the tag. */
  readonly start: number;
  readonly endLine: number;
  /** Behind the text. */
  readonly end: number;
  readonly written: string;
  readonly tag: '!expr' | '!tmpl';
  /** What stands after the tag, one entry a line. */
  readonly text: readonly string[];
  /** Inside `{ }` or `[ ]`. */
  readonly flow: boolean;
  /** The column that a block below has to be indented beyond. */
  readonly indentation: number;
}

const tags = ['!expr', '!tmpl'];

/** Every tagged text without quotes or block, and every quoted one that goes on behind its quotes. */
export const findTagged = (lines: readonly string[]): readonly TaggedText[] => {
  const found: TaggedText[] = [];
  const state: State = { depth: 0, quote: undefined };
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line] ?? '';
    const block = state.depth === 0 && state.quote === undefined ? blockHeader(text) : undefined;
    if (block !== undefined) {
      line = endOfBlock(lines, line, block);
      continue;
    }
    line = scanLine(lines, line, text, state, found);
  }
  return found;
};

interface State {
  depth: number;
  quote: string | undefined;
}

/** The indentation of what a `|` or `>` at the end of the line belongs to. */
const blockHeader = (text: string): number | undefined =>
  /^(?!\s*#).*(^|[\s:-])([!&][^\s]*\s+)*[|>][-+0-9]*\s*(\s#.*)?$/.test(text) && !/^\s*["']/.test(text)
    ? indentationOf(text)
    : undefined;

/** The column that what belongs to this line's last key, or list item, has to be indented beyond. */
const indentationOf = (text: string): number => {
  const prefix = /^\s*(?:-\s+)*/.exec(text)?.[0] ?? '';
  const isKey = /^("[^"]*"|'[^']*'|[^\s!&|>"'#][^#]*?):(\s|$)/.test(text.slice(prefix.length));
  return isKey ? prefix.length : prefix.lastIndexOf('-');
};

/** The last line of what hangs below the line: blank lines and all that are indented deeper. */
const endOfBlock = (lines: readonly string[], line: number, indentation: number): number => {
  let last = line;
  for (let next = line + 1; next < lines.length; next++) {
    const text = lines[next] ?? '';
    if (text.trim() === '') continue;
    if ((/^ */.exec(text)?.[0].length ?? 0) <= indentation) break;
    last = next;
  }
  return last;
};

const scanLine = (lines: readonly string[], line: number, text: string, state: State, found: TaggedText[]): number => {
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (state.quote !== undefined) {
      if (char === '\\' && state.quote === '"') at++;
      else if (char === state.quote) state.quote = undefined;
      continue;
    }
    const starts = at === 0 || /[\s,[{:-]/.test(text[at - 1] ?? '');
    if (char === '#' && (at === 0 || /\s/.test(text[at - 1] ?? ''))) break;
    if (starts && char === '!') {
      const tagged = taggedAt(lines, line, text, at, state.depth > 0);
      if (tagged !== undefined) {
        if (tagged.text.join('') !== '') found.push(tagged);
        if (tagged.endLine > line) return tagged.endLine;
        at = tagged.end - 1;
      }
    } else if (starts && (char === '"' || char === "'")) state.quote = char;
    else if (char === '{' || char === '[') state.depth += starts || state.depth > 0 ? 1 : 0;
    else if (char === '}' || char === ']') state.depth = Math.max(0, state.depth - 1);
  }
  return line;
};

const taggedAt = (lines: readonly string[], line: number, text: string, start: number, flow: boolean): TaggedText | undefined => {
  const written = /^![A-Za-z]+(?=\s|$)/.exec(text.slice(start))?.[0];
  const tag = written === undefined ? undefined : tags.includes(written) ? written : nearest(written, tags);
  if (written === undefined || tag === undefined) return undefined;
  const rest = text.slice(start + written.length);
  const from = start + written.length + (rest.length - rest.trimStart().length);
  const found = { line, start, written, tag: tag as TaggedText['tag'], flow, indentation: indentationOf(text) };
  const end = flow ? expressionEnd(text, from) : text.trimEnd().length;
  const first = text.slice(from, end).trimEnd();
  const last = flow || first === '' ? line : endOfBlock(lines, line, found.indentation);
  const further = lines.slice(line + 1, last + 1).map((one) => one.trim());
  return {
    ...found,
    endLine: last,
    end: last === line ? from + first.length : (lines[last] ?? '').trimEnd().length,
    text: first === '' ? [] : [first, ...further],
  };
};
