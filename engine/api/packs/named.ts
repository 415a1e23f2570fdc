import { type ResolvedAction, resolveAction, type ResolvedFeed, resolveFeed } from '../../language/resolve.ts';
import type { AskedPlaces } from '../asked.ts';
import type { World } from '../world.ts';
import { openCatalog } from './catalog.ts';

export { environmentName, shortSource } from '../../language/user-field/option-values.ts';

/** The feed of that name, by definitions alone. */
export const feedNamed = (world: World, asked: AskedPlaces, reference: string): ResolvedFeed => {
  const catalog = openCatalog(world, asked);
  return resolveFeed(reference, catalog.rootFor(reference), catalog.library);
};

/** The action of that name. */
export const actionNamed = (world: World, asked: AskedPlaces, reference: string): ResolvedAction => {
  const catalog = openCatalog(world, asked);
  return resolveAction(reference, catalog.rootFor(reference), catalog.library);
};
