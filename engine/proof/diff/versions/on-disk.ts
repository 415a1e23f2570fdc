import { dirname, join, resolve } from 'node:path';
import type { AskedPlaces } from '../../../api/asked.ts';
import { openCatalog } from '../../../api/packs/catalog.ts';
import { shownPath } from '../../../api/wording/shown-path.ts';
import type { World } from '../../../api/world.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import { rootOf } from '../../../language/find-packs.ts';
import type { Version, VersionPack } from './version.ts';

/** Definitions that lie in a file or under a folder; without a path, all that there are. */
export const onDisk = (world: World, places: AskedPlaces, path: string | undefined, isFolder: boolean): Version => {
  const packs = packsAt(world, places, path, isFolder);
  const label =
    path ??
    openCatalog(world, places)
      .roots.map((root) => shownPath(world, root))
      .join(', ');
  if (packs.length === 0)
    throw new UsageError('diff.no-definition', `There is no definition under ${label}.`, {
      hint: 'A definition is a file that ends in .yaml or .yml and starts with "language: 1".',
    });
  const roots = [...new Set(packs.map(({ root }) => root))];
  return {
    label,
    packs,
    fixtures: (pack) =>
      Promise.resolve(roots.flatMap((root) => [join(dirname(root), 'fixtures', pack), join(root, 'fixtures', pack)])),
    known: (file) => file,
    close: () => undefined,
  };
};

const packsAt = (world: World, places: AskedPlaces, path: string | undefined, isFolder: boolean): readonly VersionPack[] => {
  const catalog = openCatalog(world, places);
  if (path === undefined) return catalog.definitions;
  if (!isFolder) return [{ ...catalog.at(path), name: undefined }];
  const root = definitionsAround(resolve(world.cwd, path), true, catalog.roots);
  return openCatalog(world, { ...places, definitions: path }).definitions.map((one) => ({ ...one, root }));
};

/** The folder of definitions that a file or a folder belongs to. */
export const definitionsAround = (path: string, isFolder: boolean, roots: readonly string[]): string =>
  rootOf(isFolder ? join(path, 'any.yaml') : path, roots[0] ?? path);
