import { resolve } from 'node:path';
import { fileLimits } from '../../language/files.ts';
import { readPlain } from '../../language/plain-file.ts';
import type { Place } from '../../language/basics/place.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';

/** Gives the line of text that a place is on, without its end; undefined where there is none. */
export type LineOf = (place: Place) => string | undefined;

/** Reads each file once, when a line of it is first asked for. */
export const sourceLines = ({ cwd }: { readonly cwd: string }): LineOf => {
  const files = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const path = resolve(cwd, file);
    const lines = files.get(path) ?? linesOf(path);
    files.set(path, lines);
    return lines[line - 1];
  };
};

const linesOf = (path: string): readonly string[] => {
  try {
    return readBytes(readPlain(path, fileLimits.table)).text.split(/\r?\n/);
  } catch {
    return [];
  }
};
