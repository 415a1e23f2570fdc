import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { Session } from '../database/pool.ts';

export type Cell = string | number | null;

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

const cellText = (cell: Cell): string => {
  if (cell === null) return '\\N';
  if (typeof cell === 'number') return String(cell);
  return SPECIAL.test(cell) ? cell.replace(/[\\\t\n\r]/g, (one) => ESCAPES[one] as string) : cell;
};

/** Characters that are sent at once: while the database takes one piece the next is made. */
const PIECE = 64 * 1024;

function* piecesOf(rows: readonly (readonly Cell[])[]): Generator<string, void> {
  let piece = '';
  for (const row of rows) {
    for (let at = 0; at < row.length; at++) piece += (at === 0 ? '' : '\t') + cellText(row[at] as Cell);
    piece += '\n';
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Writes new rows of a table, the quickest way that there is. Texts hold no NUL: what is staged has none. */
export const copyRows = (
  session: Session,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<void> =>
  session.guard(async () => {
    if (rows.length === 0) return;
    const copying = session.client.query(from(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    await pipeline(Readable.from(piecesOf(rows)), copying);
  });
