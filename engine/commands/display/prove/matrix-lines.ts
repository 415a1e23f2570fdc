import { count, counted, span } from '../../../api/wording/units.ts';
import { type Cell, isFailure, type Kill } from '../../../proof/prove/cell.ts';
import { matricesOf, type Matrix, type MatrixRow } from '../../../proof/proving/matrix.ts';
import type { Proved } from '../../../proof/proving/proved.ts';
import { countVerdicts, markOf, VERDICTS } from '../../../proof/proving/verdicts.ts';
import type { Io } from '../../shell/io.ts';
import { harmless, pad, width } from '../text.ts';

const GAP = '   ';

/** A text with colours, and the columns that it takes. */
interface Entry {
  readonly shown: string;
  readonly plain: string;
}

/** A feed's matrix, as many troubles a line as fit. */
export const feedLines = (io: Io, { target, subject, cells, kills, left, took }: Proved): readonly string[] => {
  const version = subject === undefined ? '' : `  ${subject.definition.version}`;
  const chosen = left === 0 ? '' : `, chosen of ${count(cells.length + left)}`;
  return [
    `${io.stdout.style('bold', harmless(target))}${harmless(version)}  ${countsOf(io, cells, 'cell')}${chosen}  (${span(took)})`,
    ...matricesOf(cells).flatMap((matrix) => matrixLines(io, matrix)),
    ...(kills.length === 0 ? [] : [`  ${countsOf(io, kills, 'kill')}`]),
    ...unknowable(cells),
  ];
};

/** `133 cells: 57 same store, 76 mended`. */
const countsOf = (io: Io, all: readonly (Cell | Kill)[], thing: string): string => {
  const parts = countVerdicts(all).map(({ verdict, times }) => {
    const words = `${count(times)} ${verdict}`;
    return isFailure({ verdict }) ? io.stdout.style('red', words) : words;
  });
  return `${counted(all.length, thing)}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
};

const matrixLines = (io: Io, matrix: Matrix): readonly string[] => {
  const { group, requests, rows } = matrix;
  const names = new Map(rows.map((row) => [row, harmless(row.id.slice(group.length + 1))]));
  const label = Math.max(...[...names.values()].map(width));
  const entries = rows.map((row) => ({ row, ...entryOf(io, matrix, row, pad(names.get(row) ?? '', label)) }));
  const fails = ({ row }: { readonly row: MatrixRow }): boolean => cellsOf(row).some(isFailure);
  return [
    `  ${io.stdout.style('dim', headingOf(matrix, requests))}`,
    ...flowed(
      io,
      entries.filter((one) => !fails(one)),
    ),
    ...entries.filter(fails).map(({ shown }) => `    ${shown}`.trimEnd()),
  ];
};

const headingOf = ({ group, lasts }: Matrix, requests: Matrix['requests']): string => {
  if (requests.length === 0) return group;
  const numbers = requests.map(({ number }) => number).join(', ');
  return `${group}, at request ${numbers}${lasts ? '; then one that lasts' : ''}`;
};

const cellsOf = ({ once, lasting, single }: MatrixRow): readonly Cell[] =>
  [...once.values(), lasting, single].filter((one) => one !== undefined);

const entryOf = (io: Io, { requests, lasts }: Matrix, { once, lasting, single }: MatrixRow, label: string): Entry => {
  const parts = [
    ...requests.map(({ number }) => markFor(io, once.get(number))),
    ...(lasts ? [{ shown: ' ', plain: ' ' }, markFor(io, lasting)] : []),
    ...(single === undefined ? [] : [markFor(io, single)]),
  ];
  const joined = (of: (part: Entry) => string): string => `${label} ${parts.map(of).join('')}`;
  return { shown: joined(({ shown }) => shown), plain: joined(({ plain }) => plain) };
};

const markFor = (io: Io, cell: Cell | undefined): Entry => {
  if (cell === undefined) return { shown: ' ', plain: ' ' };
  const mark = markOf(cell.verdict);
  if (mark !== undefined) return { shown: mark, plain: mark };
  return { shown: ` ${io.stdout.style('red', cell.verdict)} `, plain: ` ${cell.verdict} ` };
};

/** Entries in lines of the window's width, one below the other in columns. */
const flowed = (io: Io, entries: readonly Entry[]): readonly string[] => {
  if (entries.length === 0) return [];
  const widest = Math.max(...entries.map(({ plain }) => width(plain)));
  const columns = Math.max(1, Math.floor((io.stdout.columns() - 4 + GAP.length) / (widest + GAP.length)));
  const height = Math.ceil(entries.length / columns);
  return Array.from({ length: height }, (_, line) => {
    const shown = entries
      .filter((_, index) => index % height === line)
      .map((entry) => entry.shown + ' '.repeat(widest - width(entry.plain)));
    return `    ${shown.join(GAP)}`.trimEnd();
  });
};

/** Why the store may be another and nobody can tell, each reason once. */
const unknowable = (cells: readonly Cell[]): readonly string[] => {
  const found = cells.filter(({ verdict }) => verdict === "can't know");
  if (found.length === 0) return [];
  return [
    "  can't know:",
    ...[...Map.groupBy(found, ({ why = '' }) => why)].flatMap(([why, all]) => [
      `    ${harmless(why)}`,
      `      ${all.map(({ id }) => harmless(id)).join(', ')}`,
    ]),
  ];
};

/** What the marks mean. */
export const legendLine = (io: Io): string => {
  const marks = VERDICTS.flatMap(({ verdict, mark }) => (mark === undefined ? [] : [`${mark} ${verdict}`]));
  return io.stdout.style('dim', marks.join('   '));
};
