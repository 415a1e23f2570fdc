import { resolve } from 'node:path';
import type { World } from '../world.ts';
import type { Config } from './config.ts';
import { type Reach, reachThrough } from './reach.ts';
import { referencesOf } from './reference-source.ts';
import { resolveReferences } from './references.ts';

/** How a pack's vendor is reached; one that the configuration says nothing of is reached as the environment has it. */
export const reachOf = async (world: World, config: Config, pack: string): Promise<Reach> => {
  const given = config.packs.get(pack);
  const source = referencesOf(world, config, given?.place);
  const written = async (value: string | undefined): Promise<string | undefined> =>
    value === undefined ? undefined : resolveReferences(value, source);
  const caFile = await written(given?.http.ca_file);
  return reachThrough(world.env, {
    caFile: caFile === undefined ? undefined : resolve(config.folder, caFile),
    proxy: await written(given?.http.proxy),
    place: given?.place,
  });
};
