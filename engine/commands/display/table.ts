import type { Io, Output } from '../shell/io.ts';
import { cut, harmless, pad, width } from './text.ts';

interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  /** Is shortened first where the window is narrow. */
  readonly wide?: boolean;
}

const GAP = '  ';
/** What gives way in a narrow window, and down to how many columns: numbers never do. */
const STEPS: readonly { readonly mayShrink: (column: Column) => boolean; readonly least: number }[] = [
  { mayShrink: ({ wide }) => wide === true, least: 24 },
  { mayShrink: ({ wide, right }) => wide !== true && right !== true, least: 12 },
  { mayShrink: ({ wide }) => wide === true, least: 12 },
  { mayShrink: ({ right }) => right !== true, least: 6 },
];

/** Widths that fit, where they can: in each step the widest column gives way first. */
const fitted = (columns: readonly Column[], wanted: readonly number[], room: number): readonly number[] => {
  const widths = [...wanted];
  let over = widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1)) - room;
  for (const { mayShrink, least } of STEPS) {
    const shrinking = columns.flatMap((column, index) => (mayShrink(column) ? [index] : []));
    const most = (): number => Math.max(0, ...shrinking.map((index) => widths[index] ?? 0));
    for (; over > 0 && most() > least; over--) {
      const widest = shrinking.find((index) => widths[index] === most()) ?? 0;
      widths[widest] = most() - 1;
    }
  }
  return widths;
};

/** Of a row, by its place among them. */
type StyleOf = (row: number) => Parameters<Output['style']>[0] | undefined;

/** Rows under titles. On a terminal no line is wider than the window; piped, nothing is cut. */
export const table = (
  output: Output,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  styleOf?: StyleOf,
): readonly string[] => {
  const cells = rows.map((row) => row.map(harmless));
  const wanted = columns.map((column, index) =>
    cells.reduce((most, row) => Math.max(most, width(row[index] ?? '')), width(column.title)),
  );
  const room = output.isTerminal ? output.columns() : Infinity;
  const widths = fitted(columns, wanted, room);
  const line = (row: readonly string[]): string => {
    const padded = columns.map(({ right = false }, index) =>
      pad(cut(row[index] ?? '', widths[index] ?? 0), widths[index] ?? 0, right),
    );
    return cut(padded.join(GAP).trimEnd(), room);
  };
  const styled = (text: string, row: number): string => {
    const style = styleOf?.(row);
    return style === undefined ? text : output.style(style, text);
  };
  return [
    output.style('dim', line(columns.map((column) => column.title.toUpperCase()))),
    ...cells.map((row, index) => styled(line(row), index)),
  ];
};

export const printTable = (io: Io, columns: readonly Column[], rows: readonly (readonly string[])[], styleOf?: StyleOf): void => {
  for (const line of table(io.stdout, columns, rows, styleOf)) io.print(line);
};
