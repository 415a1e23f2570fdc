import type { Vocabulary } from './basics/vocabulary.ts';
import { findPacks, type FoundPacks } from './find-packs.ts';
import { type Loaded, loadPack } from './load.ts';

/** Where packs are looked for and loaded from. */
export interface Library {
  readonly vocabulary: Vocabulary;
  /** The packs under a folder. */
  find(folder: string): FoundPacks;
  /** The pack in a file; what it includes must lie under the root. */
  load(file: string, root: string): Loaded;
}

/** The files as they are each time that they are asked for. */
export const openLibrary = (vocabulary: Vocabulary): Library => ({
  vocabulary,
  find: findPacks,
  load: (file, root) => loadPack(file, vocabulary, { root }),
});

/** The files as they were when they were first asked for: for many runs over definitions that nobody changes meanwhile. */
export const rememberingLibrary = ({ vocabulary, find, load }: Library): Library => {
  const found = new Map<string, FoundPacks>();
  const loaded = new Map<string, Loaded>();
  return {
    vocabulary,
    find: (folder) => remembered(found, folder, () => find(folder)),
    load: (file, root) => remembered(loaded, `${root}\0${file}`, () => load(file, root)),
  };
};

const remembered = <T>(known: Map<string, T>, key: string, make: () => T): T => {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
};
