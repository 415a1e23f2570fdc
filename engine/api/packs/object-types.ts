import type { ObjectType } from '../../language/model.ts';
import { knownValues, type WordField } from '../../language/pack/known-values.ts';
import { builtInObjectTypes } from '../../language/pack/object-types.ts';
import type { AskedPlaces } from '../asked.ts';
import type { World } from '../world.ts';
import { openCatalog } from './catalog.ts';

/** The object types that there are, built in and of the packs that are found, in the order of their codes, with all words that are known. */
export const objectTypes = (world: World, asked: AskedPlaces): readonly ObjectType[] => {
  const catalog = openCatalog(world, asked);
  const packs = catalog.definitions.map((definition) => catalog.load(definition).pack).filter((pack) => pack !== undefined);
  const own = packs.flatMap(({ objectTypes: types }) => types);
  const known = (code: string, field: WordField): readonly string[] => [
    ...new Set(packs.flatMap((pack) => knownValues(pack, code, field) ?? [])),
  ];
  return [...new Map([...builtInObjectTypes, ...own].map((type) => [type.code, type])).values()]
    .map((type) => ({
      ...type,
      subtypes: [...new Set([...type.subtypes, ...known(type.code, 'subtype')])],
      statuses: [...new Set([...type.statuses, ...known(type.code, 'status')])],
    }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
};
