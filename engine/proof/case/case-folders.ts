import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { AskedPlaces } from '../../api/asked.ts';
import { openCatalog } from '../../api/packs/catalog.ts';
import type { World } from '../../api/world.ts';

/** So many folders are watched at most. */
const MOST_FOLDERS = 1024;
const DEEPEST = 8;

/** The folder of all fixtures that lie beside these definitions. */
export const fixturesOf = (root: string): string => join(dirname(root), 'fixtures');

/** Folders whose files decide what cases come to: of definitions, and of the fixtures beside them. */
export const caseFolders = (world: World, places: AskedPlaces): readonly string[] =>
  openCatalog(world, places)
    .roots.flatMap((root) => [root, fixturesOf(root)])
    .flatMap((folder) => foldersIn(folder, 0))
    .slice(0, MOST_FOLDERS);

const foldersIn = (folder: string, depth: number): readonly string[] => {
  if (depth > DEEPEST || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const inner = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  );
  return [folder, ...inner.flatMap(({ name }) => foldersIn(join(folder, name), depth + 1))];
};

/** The pack of a case, as far as its path tells: `fixtures/<pack>/cases/NAME.yaml`. */
export const packOfCase = (file: string): string => basename(resolve(file, '../..'));

/** Packs whose cases may come to something else now that these files were saved; undefined: any, since several may share one. */
export const packsTouched = (world: World, places: AskedPlaces, saved: readonly string[]): ReadonlySet<string> | undefined => {
  const { roots, definitions } = openCatalog(world, places);
  const packs = saved.map((path) => {
    const [inner] = roots.map((root) => relative(fixturesOf(root), path)).filter((way) => !way.startsWith('..'));
    return inner?.includes(sep) === true ? inner.split(sep)[0] : definitions.find(({ file }) => file === path)?.name;
  });
  return packs.every((pack) => pack !== undefined) ? new Set(packs) : undefined;
};
