import type { Place } from '../../language/basics/place.ts';
import { openVault } from '../vault/open-vault.ts';
import type { World } from '../world.ts';
import type { Config } from './config.ts';
import type { ReferenceSource } from './references.ts';

/** Where references of the configuration lead, as it is now. */
export const referencesOf = (world: World, config: Config, place?: Place): ReferenceSource => ({
  env: world.env,
  folder: config.folder,
  place,
  vault: openVault(world, config),
});
