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

/** Characters that are sent at once. */
const PIECE = 256 * 1024;

/** Writes new rows of a table, the quickest way that there is. Texts hold no NUL: what is staged has none. */
export const copyRows = (
  session: Session,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<void> =>
  session.guard(async () => {
    if (rows.length === 0) return;
    const stream = session.client.query(from(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    const ended = new Promise<void>((done, fail) => stream.once('finish', done).once('error', fail));
    let piece = '';
    for (const row of rows) {
      for (let at = 0; at < row.length; at++) piece += (at === 0 ? '' : '\t') + cellText(row[at] as Cell);
      piece += '\n';
      if (piece.length < PIECE) continue;
      stream.write(piece);
      piece = '';
    }
    stream.end(piece);
    await ended;
  });
