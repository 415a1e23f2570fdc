import { statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVocabulary } from '../../components/vocabulary.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { findPacks, rootOf } from '../../language/find-packs.ts';
import { type Loaded, loadPack } from '../../language/load.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import type { LoadPack } from '../../language/resolve.ts';
import type { Vocabulary } from '../../language/basics/vocabulary.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { AskedPlaces } from '../asked.ts';
import type { World } from '../world.ts';

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
  /** YAML files under the roots that are no packs. */
  readonly others: readonly string[];
  readonly vocabulary: Vocabulary;
  /** The root to look under for `pack/name`: the one that has the pack. */
  rootFor(reference: string): string;
  /** The definition in this very file. */
  at(path: string): Definition;
  load(definition: Definition): Loaded;
  readonly loadPack: LoadPack;
}

/** What a path of the command line leads to. */
export const statOf = (world: World, path: string): Stats => {
  const stat = statSync(resolve(world.cwd, path), { throwIfNoEntry: false });
  if (stat !== undefined) return stat;
  throw new UsageError('usage.no-file', `There is no file or folder ${path}.`, {
    hint: 'Check the path; without one, all definitions are taken.',
  });
};

/** The definitions that come with the package. */
export const shipped = fileURLToPath(new URL('../../../definitions', import.meta.url));

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** `--definitions`, else the configuration's, else `./definitions`, else the package's own. */
const rootsOf = (world: World, asked: AskedPlaces, config: Config): readonly string[] => {
  const given =
    asked.definitions === undefined ? config.definitions : [asked.definitions].flat().map((one) => resolve(world.cwd, one));
  const missing = given?.find((root) => !isFolder(root));
  if (missing !== undefined)
    throw new UsageError('usage.no-definitions', `There is no folder ${shownPath(world, missing)} with definitions.`, {
      hint: 'Check --definitions, or `definitions` of the configuration.',
    });
  if (given !== undefined) return given;
  const own = resolve(world.cwd, 'definitions');
  return [isFolder(own) ? own : shipped];
};

const once = <T extends object>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

/** `config`: where it has been read already. */
export const openCatalog = (world: World, asked: AskedPlaces, config = readConfig(world.cwd, asked.config)): Catalog => {
  const roots = rootsOf(world, asked, config);
  // Whoever knows the file of a pack need not wait until all others have been looked at.
  const found = once(() => roots.map((root) => ({ root, ...findPacks(root) })));
  const definitions = once(() => found().flatMap(({ root, packs }) => packs.map((one) => ({ ...one, root }))));
  const vocabulary = createVocabulary();
  const load = asked.load ?? loadPack;
  const rootFor = (reference: string): string => {
    const [first = world.cwd, ...more] = roots;
    if (more.length === 0) return first;
    const pack = reference.split('/', 1)[0];
    return definitions().find(({ name }) => name === pack)?.root ?? first;
  };
  return {
    areConfigured: asked.definitions === undefined,
    roots,
    get definitions() {
      return definitions();
    },
    get diagnostics() {
      return found().flatMap(({ diagnostics }) => diagnostics);
    },
    get others() {
      return found().flatMap(({ others }) => others);
    },
    vocabulary,
    rootFor,
    load: ({ file, root }) => load(file, vocabulary, { root }),
    loadPack: load,
    at(path) {
      const file = resolve(world.cwd, path);
      if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
        throw new UsageError('usage.no-file', `There is no definition ${path}.`, {
          hint: 'Check the path, or write the name of a pack.',
        });
      return definitions().find((one) => one.file === file) ?? { name: '', file, root: rootOf(file, rootFor('')) };
    },
  };
};
