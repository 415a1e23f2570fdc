/** Whether the store itself is well: its file, its size, the room on its disk. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EngineError } from '../../language/basics/errors.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { StoreAddress } from '../../store/open.ts';
import type { Config } from '../config/config.ts';
import { size } from '../wording/units.ts';
import type { StoreTrouble } from './facts.ts';

/** A store of at most so many bytes is looked through each time: that takes less than a tenth of a second. */
const SMALL = 16 * 1024 * 1024;

/** Of the disk that the path lies on; undefined where the system does not say. */
const freeBytes = (path: string): number | undefined => {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    return undefined;
  }
};

/** The store can't be opened, or not be read. */
export const unreadableStore = ({ message, hint }: EngineError): StoreTrouble => ({
  words: message.replace(/\.$/, ''),
  remedy: hint ?? 'Look at it with feedwright store check.',
  isWhole: true,
});

/** `wholly`: every page is looked at, however large it is. Undefined where it is well. */
export const storeTrouble = async (
  store: OpenedStore,
  { path }: StoreAddress,
  { health }: Config,
  wholly: boolean,
): Promise<StoreTrouble | undefined> => {
  const bytes = await store.bytes();
  const found = wholly ? (await store.check()).problems[0] : bytes <= SMALL ? await store.quickCheck() : undefined;
  if (found !== undefined)
    return {
      words: `the store is damaged: ${found.replace(/\.$/, '')}`,
      remedy: 'Put the last backup in its place; feedwright store check says what else is wrong.',
      isWhole: true,
    };
  const free = freeBytes(path);
  if (free !== undefined && free < health.diskFree)
    return {
      words: `${size(free)} are free on the disk of the store, and ${size(health.diskFree)} are to be`,
      remedy: 'Make room; feedwright store prune and store compact give back what old runs take.',
      isWhole: false,
    };
  if (health.storeSize !== undefined && bytes > health.storeSize)
    return {
      words: `the store has ${size(bytes)}, and at most ${size(health.storeSize)} are expected`,
      remedy:
        'feedwright store prune and store compact make it smaller; else raise `health: { store_size }` in the configuration.',
      isWhole: false,
    };
  return undefined;
};
