import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVocabulary } from '../../components/vocabulary.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { findPacks, rootOf } from '../../language/find-packs.ts';
import { type Loaded, loadPack } from '../../language/load.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import type { Vocabulary } from '../../language/basics/vocabulary.ts';
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
  /** They are the ones that the configuration is about: no others were asked for. */
  readonly areConfigured: boolean;
  readonly roots: readonly string[];
  readonly definitions: readonly Definition[];
  /** What is wrong between them: names that two take. */
  readonly diagnostics: readonly Diagnostic[];
  readonly vocabulary: Vocabulary;
  /** The root to look under for `pack/name`: the one that has the pack. */
  rootFor(reference: string): string;
  /** The definition in this very file. */
  at(path: string): Definition;
  load(definition: Definition): Loaded;
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
  const found = roots.map((root) => ({ root, ...findPacks(root) }));
  const definitions = found.flatMap(({ root, packs }) => packs.map((one) => ({ ...one, root })));
  const vocabulary = createVocabulary();
  const rootFor = (reference: string): string => {
    const pack = reference.split('/', 1)[0];
    return definitions.find(({ name }) => name === pack)?.root ?? roots[0] ?? io.cwd;
  };
  return {
    areConfigured: flags.definitions === undefined,
    roots,
    definitions,
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
    vocabulary,
    rootFor,
    load: ({ file, root }) => loadPack(file, vocabulary, { root }),
    at(path) {
      const file = resolve(io.cwd, path);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
        throw new UsageError('usage.no-file', `There is no definition ${path}.`, {
          hint: 'Check the path, or write the name of a pack.',
        });
      return definitions.find((one) => one.file === file) ?? { name: '', file, root: rootOf(file, rootFor('')) };
    },
  };
};
