import type { Output } from '../io.ts';
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

/** Widths that fit: the widest column gives way, wide ones before the others. */
const fitted = (columns: readonly Column[], wanted: readonly number[], room: number): readonly number[] => {
  const widths = [...wanted];
  const total = (): number => widths.reduce((sum, one) => sum + one, 0) + GAP.length * (widths.length - 1);
  for (const candidates of [columns.map((column) => column.wide === true), columns.map((column) => column.right !== true)]) {
    while (total() > room) {
      const widest = widths.reduce(
        (best, one, index) =>
          candidates[index] === true && one > (widths[best] ?? 0) * (candidates[best] === true ? 1 : 0) ? index : best,
        0,
      );
      if (candidates[widest] !== true || (widths[widest] ?? 0) <= LEAST) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
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
