import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVocabulary } from '../../components/vocabulary.ts';
import { UsageError } from '../../language/errors.ts';
import { findPacks, rootOf } from '../../language/find-packs.ts';
import { type Loaded, loadPack } from '../../language/load.ts';
import type { Pack } from '../../language/model.ts';
import { suggest } from '../../language/nearest.ts';
import type { Config } from '../config/config.ts';
import { shownPath } from '../shell/failure.ts';
import type { PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

/** A file that holds a pack; not yet loaded. */
export interface Definition {
  /** The pack's `name:`. */
  readonly name: string;
  readonly file: string;
  /** The folder of definitions that it was found under: its files stay within, fixtures lie beside. */
  readonly root: string;
}

export interface Catalog {
  readonly roots: readonly string[];
  readonly definitions: readonly Definition[];
  /** The definition of this pack; throws UsageError with a suggestion. */
  find(name: string): Definition;
  /** The definition in this very file. */
  at(path: string): Definition;
  load(definition: Definition): Loaded;
  /** The checked pack; throws UsageError with every finding. */
  pack(definition: Definition): Pack;
}

/** The definitions that come with the package. */
const shipped = fileURLToPath(new URL('../../../definitions', import.meta.url));

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** `--definitions`, else the configuration's, else `./definitions`, else the package's own. */
const rootsOf = (io: Io, flags: PlaceFlags, config: Config): readonly string[] => {
  const given = flags.definitions === undefined ? config.definitions : [resolve(io.cwd, flags.definitions)];
  const missing = given?.find((root) => !isFolder(root));
  if (missing !== undefined)
    throw new UsageError('usage.no-definitions', `There is no folder ${shownPath(io, missing)} with definitions.`);
  if (given !== undefined) return given;
  const own = resolve(io.cwd, 'definitions');
  return [isFolder(own) ? own : shipped];
};

export const openCatalog = (io: Io, flags: PlaceFlags, config: Config): Catalog => {
  const roots = rootsOf(io, flags, config);
  const definitions = roots.flatMap((root) => findPacks(root).packs.map((found) => ({ ...found, root })));
  const vocabulary = createVocabulary();
  const load = (definition: Definition): Loaded => loadPack(definition.file, vocabulary, { root: definition.root });
  return {
    roots,
    definitions,
    load,
    find(name) {
      const [first, second] = definitions.filter((one) => one.name === name);
      if (first === undefined) throw noPack(io, name, roots, definitions);
      if (second === undefined) return first;
      throw new UsageError(
        'usage.two-packs',
        `Two definitions have the name "${name}": ${shownPath(io, first.file)} and ${shownPath(io, second.file)}.`,
        {
          hint: 'Rename one of them, or name the feed as path/to/file.yaml#feed.',
        },
      );
    },
    at(path) {
      const file = resolve(io.cwd, path);
      if (!(statSync(file, { throwIfNoEntry: false })?.isFile() ?? false))
        throw new UsageError('usage.no-file', `There is no definition ${path}.`);
      const name = definitions.find((one) => one.file === file)?.name ?? '';
      return { name, file, root: rootOf(file, roots.find((root) => rootOf(file, root) === root) ?? roots[0] ?? '') };
    },
    pack(definition) {
      const { pack, diagnostics } = load(definition);
      if (pack !== undefined) return pack;
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      throw new UsageError(
        'definition.invalid',
        `The definition ${shownPath(io, definition.file)} has ${errors.length === 1 ? 'a mistake' : `${errors.length} mistakes`}.`,
        { diagnostics: errors },
      );
    },
  };
};

const noPack = (io: Io, name: string, roots: readonly string[], definitions: readonly Definition[]): UsageError =>
  new UsageError(
    'usage.unknown-pack',
    `There is no pack "${name}" under ${roots.map((root) => shownPath(io, root)).join(', ')}.`,
    {
      hint:
        definitions.length === 0
          ? 'No definition was found there: name their folder with --definitions.'
          : suggest(
              name,
              definitions.map((one) => one.name),
            ),
    },
  );
