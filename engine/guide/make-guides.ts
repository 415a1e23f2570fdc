import { dirname } from 'node:path';
import type { AskedPlaces } from '../api/asked.ts';
import { openCatalog, type Definition } from '../api/packs/catalog.ts';
import { definitionNamed, loadedPack } from '../api/packs/pack-named.ts';
import type { World } from '../api/world.ts';
import { UsageError } from '../language/basics/errors.ts';
import { suggest } from '../language/basics/nearest.ts';
import type { OpenedStore } from '../store/contract/opened-store.ts';
import { guidePath, type GuideFile } from './files/guide-file.ts';
import { guideOf } from './guide-of.ts';
import { writers } from './writers.ts';

export interface AskedGuides extends AskedPlaces {
  /** Packs by name or file; none: every pack that is found. */
  readonly names: readonly string[];
  /** One of `writers`. */
  readonly format: string;
  /** The folder for their files; undefined: each beside its definition. */
  readonly folder?: string | undefined;
  readonly store?: OpenedStore | undefined;
}

/** Makes guides, one after another. Throws UsageError for a pack that there is not, or that has mistakes. */
export const makeGuides = async (world: World, asked: AskedGuides): Promise<readonly GuideFile[]> => {
  const write = writerOf(asked.format);
  const catalog = openCatalog(world, asked);
  const definitions: readonly Definition[] =
    asked.names.length === 0 ? catalog.definitions : asked.names.map((name) => definitionNamed(name, catalog));
  const [root = world.cwd] = catalog.roots;
  if (definitions.length === 0)
    throw new UsageError('usage.no-definitions', `There is no definition under ${root}.`, {
      hint: 'Give the folder of the definitions with --definitions.',
    });
  const files: GuideFile[] = [];
  for (const definition of definitions) {
    const pack = loadedPack(world, definition, catalog);
    const guide = await guideOf({ pack, root: definition.root, world, store: asked.store });
    const folder = asked.folder ?? dirname(definition.file);
    files.push({ pack: pack.name, path: guidePath(folder, pack.name, asked.format), text: write(guide) });
  }
  return files;
};

const writerOf = (format: string): (typeof writers)[string] => {
  const found = Object.hasOwn(writers, format) ? writers[format] : undefined;
  if (found !== undefined) return found;
  throw new UsageError('usage.format', `There is no format "${format.slice(0, 32)}" of guides.`, {
    hint: suggest(format, Object.keys(writers)),
  });
};
