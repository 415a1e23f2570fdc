import { type Loaded, loadPack } from '../../language/load.ts';
import type { LoadPack } from '../../language/resolve.ts';
import { withUnsaved } from '../../language/unsaved.ts';
import type { AskedStore } from '../../api/asked.ts';
import type { Common, Frozen } from './task.ts';

/** Packs that are remembered: a process meets the same few again and again. */
const MOST = 32;

/** Packs as they were loaded, while the texts that count are the same. */
class Remembered {
  #generation: number | undefined;
  readonly #packs = new Map<string, Loaded>();

  readonly load: LoadPack = (file, vocabulary, options) => {
    const key = JSON.stringify([file, options?.root]);
    const known = this.#packs.get(key);
    if (known !== undefined) return known;
    if (this.#packs.size >= MOST) this.#packs.clear();
    const loaded = loadPack(file, vocabulary, options);
    this.#packs.set(key, loaded);
    return loaded;
  };

  of(generation: number): LoadPack {
    if (generation !== this.#generation) this.#packs.clear();
    this.#generation = generation;
    return this.load;
  }
}

const remembered = new Remembered();
const frozen = new Map<number, Frozen>();

/** Does `work` with the texts that count, as those of the disk. */
export const withTexts = <T>({ texts, generation }: Common, work: () => T): T => {
  if (texts !== undefined) {
    frozen.clear();
    frozen.set(generation, texts);
  }
  return withUnsaved(new Map(Object.entries(frozen.get(generation) ?? {})), work);
};

/** What an api function is asked with. */
export const askedOf = ({ places, generation }: Common): AskedStore => ({ ...places, load: remembered.of(generation) });
