import { watch, type FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { EXIT } from './command.ts';
import { reportFailure } from './failure.ts';
import type { Io } from './io.ts';

/** Editors write a file in several steps. */
const SETTLED_MS = 120;

export interface Watched {
  /** Whatever is saved in these folders counts, but not in those within. */
  readonly folders: readonly string[];
  /** Does a file of this name count in them? By default what looks like a part of a definition. */
  readonly counts?: (name: string) => boolean;
  /** Complete paths. */
  readonly files: readonly string[];
}

const isOfDefinition = (name: string): boolean => /\.(?:ya?ml|csv|json)$/i.test(name);

/**
 * Does the work once, and again each time that something is saved, one after the other, until the signal is aborted. `look` says before
 * each time what is to be watched; the work is told what was saved, nothing at the beginning.
 */
const repeatOnSave = async (
  look: () => Watched,
  signal: AbortSignal,
  work: (saved: readonly string[]) => Promise<void>,
): Promise<void> => {
  let wake = (): void => undefined;
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  let watchers: readonly FSWatcher[] = [];
  const saved = new Set<string>();
  const onSave = (path: string): void => {
    saved.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      isDue = true;
      wake();
    }, SETTLED_MS);
  };
  const stop = (): void => wake();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      // A folder that went and came again is another one: all are opened anew, before the old ones are let go.
      const old = watchers;
      watchers = watchersOf(look(), onSave);
      close(old);
      clearTimeout(timer);
      const now = [...saved];
      saved.clear();
      isDue = false;
      await work(now);
      while (!isDue && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
    close(watchers);
  }
};

/** What an editor writes beside a file is nothing of what it holds. */
export const isSavedFile = (name: string): boolean => !/^\.|~$|^4913$/.test(name);

/** Does the work of a command at once and at each save; where `look` or the work fails, the next save is waited for all the same. */
export const onSave = async (
  io: Io,
  lookNow: () => Watched,
  work: (saved: readonly string[]) => Promise<unknown>,
): Promise<number> => {
  let watched = lookNow();
  const look = (): Watched => {
    try {
      watched = lookNow();
    } catch {
      // The work says what is wrong.
    }
    return watched;
  };
  await repeatOnSave(look, io.signal, async (saved) => {
    try {
      await work(saved);
    } catch (error) {
      reportFailure(io, error);
    }
    if (!io.signal.aborted) io.note('waiting for the next save; Ctrl-C ends it');
  });
  return EXIT.fine;
};

const close = (watchers: readonly FSWatcher[]): void => {
  for (const one of watchers) one.close();
};

/** Of folders, not of files: an editor puts a new file in the old one's place. */
const watchersOf = (
  { folders, files, counts = isOfDefinition }: Watched,
  onSave: (path: string) => void,
): readonly FSWatcher[] => {
  const whole = new Set(folders);
  const single = new Set(files);
  return [...new Set([...folders, ...files.map((file) => dirname(file))])].map((folder) =>
    watched(folder, (name) => {
      const path = join(folder, name);
      if ((whole.has(folder) && counts(name)) || single.has(path)) onSave(path);
    }),
  );
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
