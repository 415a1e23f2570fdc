import { findTagged } from '../../language/format/find-tagged.ts';
import { sourceOffset } from '../../language/yaml/source-offset.ts';
import type { ScalarSpan } from '../../language/yaml/scalar-span.ts';
import { expressionEnd } from '../../language/format/expression-end.ts';
import { unfinished } from '../expression/unfinished.ts';
import { documentOf } from './span.ts';
import type { Entry, Tree } from './tree.ts';

/** An expression or template with the cursor in it, which may be half written. */
export interface SourceAt {
  readonly kind: 'expr' | 'tmpl';
  readonly text: string;
  /** Where the cursor is in it. */
  readonly at: number;
  /** In the file: where its tag begins, and what ends behind it. */
  readonly start: number;
  readonly end: number;
  /** The offset in the file of one in the text. */
  readonly inFile: (offset: number) => number;
}

/** The expression or template around an offset of the file; undefined where there is none. */
export const sourceAt = (tree: Tree, offset: number): SourceAt | undefined =>
  plainInFlow(tree, offset) ?? whole(tree, offset) ?? empty(tree.text, offset);

/** Within `{ }` and `[ ]` YAML would cut what the author goes on with. */
const plainInFlow = ({ text }: Tree, offset: number): SourceAt | undefined => {
  const { line, character } = documentOf(text).positionAt(offset);
  const before = offset - character;
  const found = findTagged(text.split(/\r?\n/)).find((one) => one.flow && one.line === line && one.start < character);
  const [source = ''] = found?.text ?? [];
  if (found === undefined || /^["'|>]/.test(source)) return undefined;
  const from = before + found.end - source.length;
  // A bracket that is not closed yet would take in all that comes behind it on the line.
  const next = text.slice(offset, before + found.end).search(/\s*(?:,\s*[\w-]+\??:\s|[}\]]+\s*$)/);
  const end = next < 0 || isBalanced(source) ? before + found.end : offset + next;
  if (offset < from || text.slice(end, offset).trim() !== '') return undefined;
  return straight(
    found.tag === '!expr' ? 'expr' : 'tmpl',
    text,
    { tag: before + found.start, from, end: Math.max(end, offset) },
    offset,
  );
};

const isBalanced = (source: string): boolean => unfinished(source).closers === '';

/** One that stands in the file character by character. */
const straight = (
  kind: SourceAt['kind'],
  text: string,
  { tag, from, end }: { readonly tag: number; readonly from: number; readonly end: number },
  offset: number,
): SourceAt => ({ kind, text: text.slice(from, end), at: offset - from, start: tag, end, inFile: (one) => from + one });

const tagOf = (text: string, { source }: Entry): number => text.lastIndexOf(`!${source?.kind ?? ''}`, source?.span.start);

const whole = (tree: Tree, offset: number): SourceAt | undefined => {
  const { text } = tree;
  const entry = tree.entries.findLast(
    ({ source }) => source !== undefined && source.span.start <= offset && endOf(text, source.span) >= offset,
  );
  const { source } = entry ?? {};
  if (entry === undefined || source === undefined) return undefined;
  const { kind, span } = source;
  const isQuoted = span.style === 'single' || span.style === 'double';
  if (isQuoted && offset <= span.start) return undefined;
  if (isQuoted && isOpen(tree, source.span)) return cut(kind, text, span, offset);
  const inFile = (at: number): number =>
    at === 0 && span.style === 'plain' ? span.start : sourceOffset(text, span, source.text, at);
  const start = tagOf(text, entry);
  if (span.style === 'plain' && offset > span.end)
    return straight(kind, text, { tag: start, from: span.start, end: offset }, offset);
  return { kind, text: source.text, at: backwards(source.text.length, inFile, offset), start, end: lastOf(text, span), inFile };
};

/** A plain text ends before the blanks behind it, in which one may go on. */
const endOf = (text: string, { style, end }: ScalarSpan): number =>
  style === 'plain'
    ? end + (/^[ \t]*(?=\r?\n|$)/.exec(text.slice(end, end + 200))?.[0].length ?? 0)
    : style === 'block'
      ? end
      : end - 1;

/** The line end behind a block is not its own. */
const lastOf = (text: string, { style, end }: ScalarSpan): number =>
  style === 'block' && text[end - 1] === '\n' ? end - 1 : end;

/** Its closing quote has not been written, so that another one ends it, or none. */
const isOpen = ({ text, isBroken }: Tree, { start, end }: ScalarSpan): boolean =>
  isBroken && (text.slice(start, end).includes('\n') || end - start < 2 || text[end - 1] !== text[start]);

const cut = (kind: SourceAt['kind'], text: string, { start }: ScalarSpan, offset: number): SourceAt | undefined => {
  const line = text.slice(start + 1, text.indexOf('\n', start) < 0 ? undefined : text.indexOf('\n', start));
  const end = start + 1 + expressionEnd(line, 0);
  const tag = text.lastIndexOf(`!${kind}`, start);
  return offset > start + 1 + line.length
    ? undefined
    : straight(kind, text, { tag, from: start + 1, end: Math.max(end, offset) }, offset);
};

/** The offset in the source whose place in the file is this one, or the first behind it. */
const backwards = (length: number, inFile: (offset: number) => number, offset: number): number => {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inFile(middle) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

const empty = (text: string, offset: number): SourceAt | undefined => {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const tag = /!(expr|tmpl)[ \t]+$/.exec(before);
  if (tag === null) return undefined;
  const kind = tag[1] === 'expr' ? 'expr' : 'tmpl';
  return straight(kind, text, { tag: offset - tag[0].length, from: offset, end: offset }, offset);
};
