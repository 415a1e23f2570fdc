import { resolve, sep } from 'node:path';

/** The complete path of a file named from the folder, or undefined where it would lie outside. */
export function insideFolder(folder: string, name: string): string | undefined {
  const path = resolve(folder, name);
  return !name.includes('\0') && path.startsWith(folder + sep) ? path : undefined;
}
