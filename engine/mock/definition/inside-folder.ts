import { resolve, sep } from 'node:path';
import { staysUnder } from '../../language/plain-file.ts';

/** The complete path of a file named from the folder, or undefined where it would lie outside, by a link too. */
export function insideFolder(folder: string, name: string): string | undefined {
  const path = resolve(folder, name);
  return !name.includes('\0') && path.startsWith(folder + sep) && staysUnder(folder, path) ? path : undefined;
}
