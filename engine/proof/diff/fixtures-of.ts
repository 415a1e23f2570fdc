import { dirname, join, resolve } from 'node:path';
import type { AskedPlaces } from '../../api/asked.ts';
import { openCatalog } from '../../api/packs/catalog.ts';
import type { World } from '../../api/world.ts';
import { casesIn } from '../case/find-cases.ts';
import type { Versions } from './versions/open-versions.ts';

/** The vendor that both versions are run over, and its cases. */
export interface Fixtures {
  readonly folder: string;
  /** Complete paths, in the order of their names. */
  readonly cases: readonly string[];
}

/**
 * The nearest folder of fixtures that has cases: of the folder that was asked for, else beside the new definitions, the old ones, and
 * those that are there; undefined where none has any.
 */
export const fixturesOf = async (
  world: World,
  places: AskedPlaces & { readonly fixtures?: string | undefined },
  { before, after }: Versions,
  names: readonly string[],
): Promise<Fixtures | undefined> => {
  for (const name of names) {
    const folders =
      places.fixtures === undefined
        ? [...(await after.fixtures(name)), ...(await before.fixtures(name)), ...usual(world, places, name)]
        : [join(resolve(world.cwd, places.fixtures), name)];
    for (const folder of folders) {
      const cases = casesIn(join(folder, 'cases'));
      if (cases.length > 0) return { folder, cases };
    }
  }
  return undefined;
};

const usual = (world: World, places: AskedPlaces, name: string): readonly string[] =>
  [join(world.cwd, 'fixtures'), ...openCatalog(world, places).roots.map((root) => join(dirname(root), 'fixtures'))].map(
    (folder) => join(folder, name),
  );
