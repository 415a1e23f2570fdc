import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';

/** Editors write a file in several steps. */
const SETTLED_MS = 120;

export interface Watched {
  /** Whatever is saved in these folders and looks like a part of a definition counts. */
  readonly folders: readonly string[];
  /** Complete paths. */
  readonly files: readonly string[];
}

const isOfDefinition = (name: string): boolean => /\.(?:ya?ml|csv|json)$/i.test(name);

/** Does the work once, and again each time that something is saved, one after the other, until the signal is aborted. */
export const repeatOnSave = async (
  { folders, files }: Watched,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> => {
  let wake = (): void => undefined;
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  const due = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isDue = true;
      wake();
    }, SETTLED_MS);
  };
  const names = new Set(files);
  // Folders, not files: an editor puts a new file in the old one's place.
  const watchers = [...new Set([...folders, ...files.map((file) => dirname(file))])].map((folder) =>
    watched(folder, (name) => {
      if (
        (folders.includes(folder) && isOfDefinition(name)) ||
        [...names].some((file) => dirname(file) === folder && basename(file) === name)
      )
        due();
    }),
  );
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      isDue = false;
      await work();
      while (!isDue && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
    for (const one of watchers) one.close();
  }
};

const watched = (folder: string, onSave: (name: string) => void): FSWatcher => {
  try {
    const watcher = watch(folder, (_event, name) => onSave(name ?? ''));
    // A folder that goes away is saved to no more.
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch (cause) {
    throw new UsageError('usage.watch', `The folder ${folder} cannot be watched.`, { hint: 'Run it without --watch.', cause });
  }
};
