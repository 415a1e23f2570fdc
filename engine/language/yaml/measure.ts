import { CST, Lexer } from 'yaml';

/** Shorter texts are parsed without a look at them before: they can't cost much. */
const SHORT = 16 * 1024;
/** Levels: of brackets, of marks on one line, of indentation. A parser's tree of them costs memory long before it can be walked. */
const DEEPEST = 128;
/** Pieces of text (scalars, marks, blanks, comments): several times what a definition of the largest number of nodes has. */
const MOST_PIECES = 700_000;

/** The offset at which the text nests or repeats more than any definition does; undefined where it may be parsed. */
export const tooMuchAt = (text: string): number | undefined => {
  if (text.length < SHORT) return undefined;
  const indents: number[] = [];
  let at = 0;
  let brackets = 0;
  let marks = 0;
  let pieces = 0;
  let indent: number | undefined = 0;
  for (const piece of new Lexer().lex(text)) {
    const kind = CST.tokenType(piece);
    const length = piece.length === 1 && piece < '\t' ? 0 : piece.length;
    if (kind === 'newline') {
      indent = 0;
      marks = 0;
    } else if (kind === 'space' && indent !== undefined) indent += piece.length;
    else if (length > 0 && kind !== 'comment') {
      if (indent !== undefined) {
        while ((indents.at(-1) ?? -1) >= indent) indents.pop();
        indents.push(indent);
        indent = undefined;
      }
      if (kind === 'flow-seq-start' || kind === 'flow-map-start') brackets++;
      else if (kind === 'flow-seq-end' || kind === 'flow-map-end') brackets--;
      else if (kind === 'seq-item-ind' || kind === 'explicit-key-ind') marks++;
    }
    if (++pieces > MOST_PIECES || brackets > DEEPEST || marks > DEEPEST || indents.length > DEEPEST) return at;
    at += length;
  }
  return undefined;
};
