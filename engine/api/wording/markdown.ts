import { harmless } from './harmless.ts';

/** As code, so that nothing in it is read as Markdown; a bar would end the cell of a table even there. */
export const code = (text: string): string => {
  const safe = harmless(text).replaceAll('|', '\\|');
  return safe.includes('`') ? `\`\` ${safe} \`\`` : `\`${safe}\``;
};

/** As text, in which nothing is read as Markdown. */
export const plain = (text: string): string => harmless(text).replaceAll(/[\\`*_[\]<>|#@&]/g, (character) => `\\${character}`);

/** Cells are Markdown already. */
export const markdownTable = (titles: readonly string[], rows: readonly (readonly string[])[]): string =>
  [titles, titles.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
