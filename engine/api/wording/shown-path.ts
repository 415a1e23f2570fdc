import { relative } from 'node:path';

/** A path as the user would type it from where they are; an address stays as it is. */
export const shownPath = ({ cwd }: { readonly cwd: string }, path: string): string => {
  if (path.includes('://')) return path;
  const short = relative(cwd, path);
  return short === '' ? '.' : short.startsWith('..') && short.length > path.length ? path : short;
};
