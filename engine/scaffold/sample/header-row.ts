/** A name of one word or several; a dot in it leads to a member, as in `source.ip`. */
const NAME = /^[\p{L}_#][\p{L}\p{N} _.()/-]{0,63}$/u;
/** Written like the name of a host or a file. */
const DOTTED = /\.\p{L}{2,}$/u;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}|^[\da-f:]*::?[\da-f:]+$/i;
/** What the last part of a dotted name of a column says, where the values below could be its like. */
const OF_COLUMN =
  /\.(?:addr|address|category|count|country|created|date|domain|first|host|hostname|id|ip|ips|ipv4|ipv6|last|modified|name|port|score|seen|source|tag|tags|time|timestamp|type|updated|url|value)$/i;

const isPlain = (cell: string): boolean => NAME.test(cell.trim()) && !DOTTED.test(cell);

const areDifferent = (row: readonly string[]): boolean => new Set(row.map((cell) => cell.trim())).size === row.length;

/** Texts that can be nothing but names. */
export const areNames = (row: readonly string[]): boolean => row.every(isPlain) && areDifferent(row);

/** Is the cell of another kind than all below it? */
const standsOut = (cell: string, below: readonly string[]): boolean => {
  const values = below.map((one) => one.trim()).filter((one) => one !== '');
  if (values.length === 0) return false;
  if (!DOTTED.test(cell)) return values.every((one) => !NAME.test(one));
  return values.every((one) => !DOTTED.test(one) && (!ADDRESS.test(one) || OF_COLUMN.test(cell)));
};

/** Names of columns: with dots in them (`source.ip`) where the rows below show that they are no values. */
export const isHeader = (row: readonly string[], below: readonly (readonly string[])[]): boolean =>
  areNames(row) ||
  (row.every((cell) => NAME.test(cell.trim())) &&
    areDifferent(row) &&
    row.some((cell, index) =>
      standsOut(
        cell.trim(),
        below.map((one) => one[index] ?? ''),
      ),
    ));
