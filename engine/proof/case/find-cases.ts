import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AskedPlaces } from '../../api/asked.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { openCatalog } from '../../api/packs/catalog.ts';
import type { World } from '../../api/world.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { fixturesOf } from './case-folders.ts';

/** The cases of one pack. */
export interface PackCases {
  readonly pack: string;
  /** Complete paths, in the order of their names. */
  readonly files: readonly string[];
}

/** Cases lie beside the definitions: `fixtures/<pack>/cases/*.yaml`. */
export const casesIn = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /\.ya?ml$/.test(name))
        .toSorted()
        .map((name) => join(folder, name))
    : [];

export const casesFolder = (root: string, pack: string): string => join(fixturesOf(root), pack, 'cases');

/** The cases of the packs that are named, or of all; a name may also be a case's file. Throws UsageError for a name that is neither. */
export const findCases = (world: World, places: AskedPlaces, names: readonly string[]): readonly PackCases[] => {
  const catalog = openCatalog(world, places, readConfig(world.cwd, places.config));
  const all = catalog.definitions.map(({ name, root }) => ({ pack: name, files: casesIn(casesFolder(root, name)) }));
  if (names.length === 0) return all;
  return names.map((name) => {
    const path = resolve(world.cwd, name);
    if (/\.ya?ml$/.test(name) && statSync(path, { throwIfNoEntry: false })?.isFile() === true)
      return { pack: name, files: [path] };
    const found = all.find(({ pack }) => pack === name);
    if (found !== undefined) return found;
    throw new UsageError('usage.unknown-pack', `There is no pack "${name}", and no case in a file of that name.`, {
      hint: suggest(
        name,
        all.map(({ pack }) => pack),
      ),
    });
  });
};
