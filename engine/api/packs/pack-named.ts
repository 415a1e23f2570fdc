import { UsageError } from '../../language/basics/errors.ts';
import { findPack } from '../../language/find-packs.ts';
import type { Pack } from '../../language/model.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { World } from '../world.ts';
import type { Catalog, Definition } from './catalog.ts';

/** The definition of a pack's name, or in a file. Throws UsageError where there is none. */
export const definitionNamed = (text: string, catalog: Catalog): Definition => {
  if (/\.ya?ml$/i.test(text)) return catalog.at(text);
  const root = catalog.rootFor(text);
  return { ...findPack(text, root), root };
};

/** Its pack. Throws UsageError with every mistake of a wrong definition. */
export const loadedPack = (world: World, definition: Definition, catalog: Catalog): Pack => {
  const { pack, diagnostics } = catalog.load(definition);
  if (pack !== undefined) return pack;
  throw new UsageError('definition.invalid', `The definition ${shownPath(world, definition.file)} has mistakes.`, {
    diagnostics: diagnostics.filter(({ severity }) => severity === 'error'),
  });
};
