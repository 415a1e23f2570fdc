import { UsageError } from '../../language/basics/errors.ts';
import { fileLimits } from '../../language/files.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { resolveDefinition } from '../../language/reuse/resolved.ts';
import { valuesOf, writeResolved } from '../../language/reuse/write.ts';
import type { AskedPlaces } from '../asked.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { World } from '../world.ts';
import { openCatalog } from './catalog.ts';
import { definitionNamed, loadedPack } from './pack-named.ts';

/** The text of a definition, found by its pack's name or by its path. */
export const definitionText = (world: World, asked: AskedPlaces, text: string): string => {
  const { file } = definitionNamed(text, openCatalog(world, asked));
  try {
    return readPlain(file, fileLimits.definition).toString();
  } catch (error) {
    throw new UsageError('usage.no-file', `The definition ${shownPath(world, file)} ${whyUnreadable(error, file)}.`);
  }
};

/** A definition with its fragments, defaults and connection put in. */
export interface ResolvedText {
  /** Each value with its place. */
  readonly values: () => ReturnType<typeof valuesOf>;
  /** As YAML; `placed` writes the place that stands beside each value. */
  readonly text: (placed: Parameters<typeof writeResolved>[1]) => string;
}

/** What a definition is once all that it shares is put in; undefined where it can't be told. */
export const resolvedText = (world: World, asked: AskedPlaces, text: string): ResolvedText | undefined => {
  const catalog = openCatalog(world, asked);
  const definition = definitionNamed(text, catalog);
  loadedPack(world, definition, catalog);
  const resolved = resolveDefinition(definition.file, { root: definition.root });
  if (resolved === undefined) return undefined;
  return { values: () => valuesOf(resolved), text: (placed) => writeResolved(resolved, placed) };
};
