import type { Output } from '../shell/io.ts';
import { cut, harmless, pad, width } from './text.ts';

interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  /** Is shortened first where the window is narrow. */
  readonly wide?: boolean;
}

const GAP = '  ';
const LEAST = 8;

/** Widths that fit: the widest column gives way, wide ones before the others, numbers never. */
const fitted = (columns: readonly Column[], wanted: readonly number[], room: number): readonly number[] => {
  const widths = [...wanted];
  let over = widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1)) - room;
  for (const mayShrink of [(column: Column) => column.wide === true, (column: Column) => column.right !== true]) {
    while (over > 0) {
      const most = Math.max(...widths.filter((_, index) => mayShrink(columns[index] ?? { title: '' })));
      if (most <= LEAST) break;
      const widest = widths.findIndex((one, index) => one === most && mayShrink(columns[index] ?? { title: '' }));
      widths[widest] = most - 1;
      over--;
    }
  }
  return widths;
};

/** Rows under titles. On a terminal it keeps within the window; piped, nothing is cut. */
export const table = (output: Output, columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] => {
  const cells = rows.map((row) => row.map(harmless));
  const wanted = columns.map((column, index) =>
    cells.reduce((most, row) => Math.max(most, width(row[index] ?? '')), width(column.title)),
  );
  const widths = output.isTerminal ? fitted(columns, wanted, output.columns()) : wanted;
  const line = (row: readonly string[], paint = (text: string): string => text): string =>
    columns
      .map(({ right = false }, index) => paint(pad(cut(row[index] ?? '', widths[index] ?? 0), widths[index] ?? 0, right)))
      .join(GAP)
      .trimEnd();
  return [
    line(
      columns.map((column) => column.title.toUpperCase()),
      (text) => output.style('dim', text),
    ),
    ...cells.map((row) => line(row)),
  ];
};
