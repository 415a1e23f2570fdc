import { isUtf8 } from 'node:buffer';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { fileLimits } from '../../language/files.ts';
import { formatDefinition } from '../../language/format.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import type { AskedPlaces } from '../asked.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { World } from '../world.ts';
import { openCatalog, statOf } from './catalog.ts';

const yamlUnder = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

const filesOf = (world: World, paths: readonly string[], asked: AskedPlaces): readonly string[] => {
  if (paths.length === 0) return openCatalog(world, asked).roots.flatMap(yamlUnder);
  return paths.flatMap((path) => {
    const full = resolve(world.cwd, path);
    return statOf(world, path).isDirectory() ? yamlUnder(full) : [full];
  });
};

const bytesOf = (world: World, file: string): Buffer => {
  try {
    return readPlain(file, fileLimits.definition);
  } catch (error) {
    throw new UsageError('usage.no-file', `The file ${shownPath(world, file)} ${whyUnreadable(error, file)}.`);
  }
};

/** What is written back has to be what was read: bytes that are no UTF-8 would be lost. */
const textOf = (world: World, file: string): string => {
  const bytes = bytesOf(world, file);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new UsageError('usage.not-text', `The file ${shownPath(world, file)} is no UTF-8 text.`, { hint: 'Save it as UTF-8.' });
};

export interface Formatted {
  /** How many were looked at. */
  readonly files: number;
  readonly changed: readonly { readonly file: string; readonly changes: ReturnType<typeof formatDefinition>['changes'] }[];
}

/** Takes YAML's traps out of definitions: of those that the paths name, else of all. `check`: only says what would change. */
export const formatDefinitions = (
  world: World,
  asked: AskedPlaces,
  paths: readonly string[],
  { check }: { readonly check: boolean },
): Formatted => {
  const files = filesOf(world, paths, asked);
  const changed = files.flatMap((file) => {
    const { text, changes } = formatDefinition(textOf(world, file));
    if (changes.length > 0 && !check) writeFileSync(file, text);
    return changes.length === 0 ? [] : [{ file: shownPath(world, file), changes }];
  });
  return { files: files.length, changed };
};
