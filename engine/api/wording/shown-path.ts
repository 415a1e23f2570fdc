import { relative } from 'node:path';

/** A path as the user would type it from where they are. */
export const shownPath = ({ cwd }: { readonly cwd: string }, path: string): string => {
  const short = relative(cwd, path);
  return short === '' ? '.' : short.startsWith('..') && short.length > path.length ? path : short;
};
