import { eastAsianWidth } from 'get-east-asian-width';

const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + eastAsianWidth(letter.codePointAt(0) ?? 0), 0);

/**
 * A text in at most `most` lines of `width` letters, broken where a name or an address has a joint; what is too much is `…`. Blanks stay at
 * the ends of lines, so that all together say what the text says.
 */
export const wrapped = (text: string, width: number, most: number): readonly string[] => {
  const pieces = text.split(/(?<=[\s/_.,:·-])/u).flatMap((piece) => cut(piece, width));
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (widthOf(line) + widthOf(piece.trimEnd()) > width) {
      lines.push(line);
      line = '';
    }
    line += piece;
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `${cut(lines[most - 1] ?? '', width - 1)[0] ?? ''}…`];
};

const cut = (piece: string, width: number): readonly string[] => {
  if (widthOf(piece) <= width) return [piece];
  const parts: string[] = [];
  let part = '';
  for (const letter of piece) {
    if (widthOf(part + letter) > width) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  return [...parts, part];
};
