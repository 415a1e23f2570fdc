import { shellWord } from '../trace/shell-text.ts';

/** Words as they are typed into a shell. */
export const commandLine = (...words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : shellWord([word]))).join(' ');
