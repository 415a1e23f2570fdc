import { guideOf } from '../../../guide/guide-of.ts';
import { htmlGuide } from '../../../guide/html/html-guide.ts';
import { readConfig } from '../../../api/config/read-config.ts';
import { openCatalog } from '../../../api/packs/catalog.ts';
import { loadedPack } from '../../../api/packs/pack-named.ts';
import type { Common, TaskWorld } from '../task.ts';
import { definitionOf } from './definitions.ts';

/** The guide of a pack as a page, with its style and script beside it; its definition is the one on the disk. */
export const guide = async (
  world: TaskWorld,
  input: Common & { readonly pack: string; readonly style: string; readonly script: string },
): Promise<string> => {
  const { pack: name, style, script } = input;
  const definition = definitionOf(world, input, name);
  const catalog = openCatalog(world, input.places, readConfig(world.cwd, input.places.config));
  const pack = loadedPack(world, definition, catalog);
  return htmlGuide(await guideOf({ pack, root: definition.root, world }), { style, script });
};
