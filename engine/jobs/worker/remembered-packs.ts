import { statSync } from 'node:fs';
import { type Loaded, loadPack } from '../../language/load.ts';
import type { LoadPack } from '../../language/resolve.ts';

/** Packs that are remembered: each tenant may have its own. */
const MOST = 256;

/** What tells whether a file is another by now. */
const stampOf = (file: string): string => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
};

interface Remembered {
  readonly loaded: Loaded;
  readonly stamps: ReadonlyMap<string, string>;
}

/** Loads packs, each once until one of its files has changed: to load one takes longer than a small run. */
export const rememberedPacks = (): LoadPack => {
  const known = new Map<string, Remembered>();
  return (file, vocabulary, options) => {
    const key = JSON.stringify([file, options?.root]);
    const before = known.get(key);
    if (before !== undefined && [...before.stamps].every(([path, stamp]) => stampOf(path) === stamp)) return before.loaded;
    const own = stampOf(file);
    const loaded = loadPack(file, vocabulary, options);
    if (known.size >= MOST) known.clear();
    // A file that is being written while it is read has another stamp afterwards, and is read once more.
    const stamps = new Map([...loaded.texts.keys()].map((path) => [path, path === file ? own : stampOf(path)]));
    known.set(key, { loaded, stamps });
    return loaded;
  };
};
