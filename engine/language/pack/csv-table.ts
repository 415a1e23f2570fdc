import type { Findings } from '../basics/findings.ts';
import type { SourceFile } from '../source-file.ts';

/** Key and value of each row: the first two columns of an RFC 4180 file with a header row. */
export const parseCsvTable = (file: SourceFile, findings: Findings): ReadonlyMap<string, string> => {
  const entries = new Map<string, string>();
  const rows = csvRows(file.text);
  for (const { cells, at, broken } of rows.slice(1)) {
    const [key, value] = cells.map((cell) => cell.trim());
    if (cells.length === 1 && key === '') continue;
    if (broken) {
      findings.error(
        'table.bad-quote',
        file.placeAt(at),
        'A quote in this row of the table is not closed.',
        'Put the whole cell in `"`, and write a quote in it as `""`.',
      );
    } else if (key === undefined || value === undefined) {
      findings.error(
        'table.short-row',
        file.placeAt(at),
        'This row of the table has fewer than two columns.',
        'The first column is the key, the second the value; the first row is the header.',
      );
    } else if (entries.has(key)) {
      findings.error(
        'table.duplicate-key',
        file.placeAt(at),
        `The key \`${key.slice(0, 40)}\` stands twice in the table.`,
        'Remove one of the two rows.',
      );
    } else entries.set(key, value);
  }
  return entries;
};

interface Row {
  readonly cells: readonly string[];
  readonly at: number;
  /** A quote in it is not closed. */
  readonly broken: boolean;
}

const csvRows = (text: string): readonly Row[] => {
  const rows: Row[] = [];
  const cell = /("[^"]*(?:""[^"]*)*"|[^,\r\n]*)(,|\r\n|\n|\r|$)/y;
  let cells: string[] = [];
  let start = 0;
  let broken = false;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) break;
    const [, content = '', end = ''] = match;
    broken ||= content.startsWith('"') && !/^"[^"]*(?:""[^"]*)*"$/.test(content);
    cells.push(content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content);
    if (end === ',' && cell.lastIndex < text.length) continue;
    if (end === ',') cells.push('');
    rows.push({ cells, at: start, broken });
    [cells, start, broken] = [[], cell.lastIndex, false];
  }
  return rows;
};
