/** Foreign text in Markdown (CommonMark, with the tables of GFM): nothing in it is read as a sign, and it stays on one line. */
import { harmless } from '../../api/wording/harmless.ts';

/** Text on one line: its blanks and line ends are one blank each, what a terminal would obey is spelt out. */
export const oneLine = (text: string): string => harmless(text.replaceAll(/\s+/g, ' ').trim());

/** Everything that CommonMark lets a backslash take the meaning of, and may have one within a line; an address is no link. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\\`*{}[\]<>#~$&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\$&`)
    .replaceAll(/(?<=\b(?:https?|ftp)):(?=\/\/)|(?<=\b(?:mailto|xmpp)):/gi, String.raw`\:`)
    .replaceAll(/(?<=\bwww)\.|(?<=[\w.+-])@(?=\w)/gi, String.raw`\$&`)
    // What would begin a list, a quotation or a heading at the beginning of a line.
    .replace(/^([-+=])|^(\d+)([.)])(?=\s|$)/, (_, sign?: string, number?: string, after?: string) =>
      sign === undefined ? `${number ?? ''}\\${after ?? ''}` : `\\${sign}`,
    );

/** Plain text; what stands between backticks is code. */
export const prose = (text: string): string =>
  oneLine(text)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : escaped(part)))
    .join('');

/** Foreign text as it is, whatever stands in it. */
export const plain = (text: string): string => escaped(oneLine(text));

/** Code within a line. */
export const code = (text: string): string => {
  const line = oneLine(text);
  if (line === '') return '';
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
};

/** Several lines of code, within a fence that they don't have. */
export const codeBlock = (text: string, language = ''): readonly string[] => {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.split('\t').map(harmless).join('\t'));
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${/^[a-z0-9-]*$/.test(language) ? language : ''}`, ...lines, fence];
};

/** A table of cells that are Markdown already; an empty one is `–`. A pipe would end its cell, in code as well. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => (cell === '' ? '–' : cell.replaceAll('|', String.raw`\|`))).join(' | ')} |`;
  return [line(heads), `| ${heads.map(() => '---').join(' | ')} |`, ...rows.map(line)];
};

/** Where a heading can be linked to, as most forges have it. */
export const anchor = (title: string): string =>
  oneLine(title)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
