import type { ObjectType } from '../../language/model.ts';
import { builtInObjectTypes } from '../../language/pack/object-types.ts';
import type { AskedPlaces } from '../asked.ts';
import type { World } from '../world.ts';
import { openCatalog } from './catalog.ts';

/** The object types that there are, built in and of the packs that are found, in the order of their codes. */
export const objectTypes = (world: World, asked: AskedPlaces): readonly ObjectType[] => {
  const catalog = openCatalog(world, asked);
  const own = catalog.definitions.flatMap((definition) => catalog.load(definition).pack?.objectTypes ?? []);
  return [...new Map([...builtInObjectTypes, ...own].map((type) => [type.code, type])).values()].toSorted((a, b) =>
    a.code < b.code ? -1 : 1,
  );
};
