import { areNames, isHeader } from './header-row.ts';

/** A guess at delimited text. */
export interface TableGuess {
  readonly kind: 'csv' | 'tsv';
  readonly options: Readonly<Record<string, unknown>>;
}

const DELIMITERS = [',', '\t', ';', '|'] as const;

/** Cells of one line; quotes hold a delimiter. */
const cells = (line: string, delimiter: string): readonly string[] => {
  const found: string[] = [];
  let cell = '';
  let inside = false;
  for (const one of line) {
    if (one === '"') inside = !inside;
    else if (one === delimiter && !inside) {
      found.push(cell);
      cell = '';
    } else cell += one;
  }
  return [...found, cell];
};

/** The commonest number of cells, if nine of ten lines have it and it is more than one. */
const widthOf = (rows: readonly (readonly string[])[]): number | undefined => {
  const counts = Map.groupBy(rows, (row) => row.length);
  const [width, same] = [...counts].toSorted((a, b) => b[1].length - a[1].length)[0] ?? [0, []];
  return width > 1 && same.length >= rows.length * 0.9 ? width : undefined;
};

/** Undefined where the lines are no table; `comment` is what lines about the file begin with. */
export const guessTable = (lines: readonly string[], comment: string | undefined): TableGuess | undefined => {
  const data = lines.filter((line) => line.trim() !== '' && (comment === undefined || !line.startsWith(comment))).slice(0, 200);
  const found = DELIMITERS.map((delimiter) => ({ delimiter, width: widthOf(data.map((line) => cells(line, delimiter))) }))
    .filter((one) => one.width !== undefined)
    .toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0];
  if (found === undefined || data[0] === undefined) return undefined;
  const { delimiter } = found;
  const [first, ...rows] = data.map((line) => cells(line, delimiter));
  const columns = isHeader(first ?? [], rows) ? undefined : namesOf(lines, { delimiter, comment, width: found.width ?? 0 });
  const spaced = data.some((line) =>
    new RegExp(`\\s[${delimiter === '\t' ? '\\t' : delimiter}]|[${delimiter === '\t' ? '\\t' : delimiter}] `).test(line),
  );
  const quotes = delimiter === '\t' && data.every((line) => /^"|\t"/.test(line));
  return {
    kind: delimiter === '\t' ? 'tsv' : 'csv',
    options: {
      ...(delimiter === ',' || delimiter === '\t' ? {} : { delimiter }),
      ...(quotes ? { quote: '"' } : {}),
      ...(columns === undefined ? {} : { header: columns }),
      ...(comment === undefined ? {} : { comment }),
      ...(spaced ? { trim: true } : {}),
    },
  };
};

interface Table {
  readonly delimiter: string;
  readonly comment: string | undefined;
  readonly width: number;
}

/** The names of the columns from the last remark that has as many, or made-up ones. */
const namesOf = (lines: readonly string[], { delimiter, comment, width }: Table): readonly string[] => {
  const remarks = comment === undefined ? [] : lines.filter((line) => line.startsWith(comment));
  for (const line of remarks.toReversed()) {
    const names = cells(line.slice(comment?.length).replace(/^[\s#]+/, ''), delimiter).map((name) => name.trim());
    if (names.length === width && areNames(names)) return names;
  }
  return Array.from({ length: width }, (_, index) => `column_${index + 1}`);
};
