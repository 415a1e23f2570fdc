import type { Place } from '../../../language/basics/place.ts';
import type { Output } from '../../shell/io.ts';
import { harmless, width } from '../text.ts';

/** A tab is shown as so many blanks. */
const TAB = '  ';
/** So wide a frame is at least, however narrow the window. */
const LEAST = 40;

const graphemes = new Intl.Segmenter();

/** Nothing in it steers the terminal, and what is spelt out takes the columns of its spelling. */
const shownText = (text: string): string => harmless(text.replaceAll('\t', TAB));

interface Cell {
  readonly text: string;
  readonly columns: number;
}

const cellsOf = (text: string): readonly Cell[] =>
  [...graphemes.segment(text)].map(({ segment }) => {
    const shown = shownText(segment);
    return { text: shown, columns: width(shown) };
  });

/** A lone surrogate would be half a character. */
const before = (line: string, column: number): string => {
  const end = Math.min(column - 1, line.length);
  const isHalf = /[\ud800-\udbff]/.test(line[end - 1] ?? '') && /[\udc00-\udfff]/.test(line[end] ?? '');
  return line.slice(0, isHalf ? end - 1 : end);
};

/** The line that a finding is about, with its number, and a caret under the place; a long one is cut around it. */
export const codeFrame = (
  line: string,
  { line: number, column }: Place,
  output: Output,
  style: 'red' | 'yellow',
): readonly string[] => {
  const left = cellsOf(before(line, column));
  const right = cellsOf(line.slice(before(line, column).length));
  const gutter = ` ${number} | `;
  const room = Math.max(LEAST, output.columns()) - gutter.length - 1;
  const shown = around(left, right, room);
  const blank = ' '.repeat(gutter.length - 2);
  return [
    `${output.style('dim', gutter)}${shown.text}`,
    `${output.style('dim', `${blank}| `)}${' '.repeat(shown.caret)}${output.style(style, '^')}`,
  ];
};

/** As much of both sides as there is room for, of the left one the end; `caret`: columns before it. */
const around = (
  left: readonly Cell[],
  right: readonly Cell[],
  room: number,
): { readonly text: string; readonly caret: number } => {
  const [ofLeft, ofRight] = [columnsOf(left), columnsOf(right)];
  // The right side gets what the left one leaves, but at least a third: what is wrong begins at the caret.
  const forLeft = ofLeft + ofRight <= room ? room : Math.max(room - ofRight, Math.floor((room * 2) / 3));
  const kept = taken(left.toReversed(), forLeft).toReversed();
  const head = kept.map(({ text }) => text).join('');
  const caret = columnsOf(kept);
  return {
    text:
      head +
      taken(right, room - caret)
        .map(({ text }) => text)
        .join(''),
    caret,
  };
};

const columnsOf = (cells: readonly Cell[]): number => cells.reduce((sum, { columns }) => sum + columns, 0);

/** The first of the cells that fit; where not all do, `…` stands for the others. */
const taken = (cells: readonly Cell[], room: number): readonly Cell[] => {
  if (columnsOf(cells) <= room) return cells;
  const kept: Cell[] = [];
  let columns = 1;
  for (const cell of cells) {
    columns += cell.columns;
    if (columns > room) break;
    kept.push(cell);
  }
  return [...kept, { text: '…', columns: 1 }];
};
