import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write a file in several steps, and a checkout many files, ms. */
const SETTLED = 500;

export interface WatchedProject {
  /** Of definitions, with all that lies in them. */
  readonly folders: readonly string[];
  /** The configuration; null: there is none. */
  readonly file: string | null;
}

const isPart = (name: string): boolean => /\.(?:ya?ml|csv|json)$/i.test(name) && !/^\.|~$|\.proof\.json$/.test(basename(name));

/** Calls once something of it was saved. What can't be watched is told, and looked at on SIGHUP alone. Gives what ends it. */
export const watchProject = (
  { folders, file }: WatchedProject,
  onSave: () => void,
  onFailure: (path: string) => void,
): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const saved = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onSave, SETTLED);
  };
  const open = (path: string, recursive: boolean, counts: (name: string) => boolean): readonly FSWatcher[] => {
    try {
      const watcher = watch(path, { recursive }, (_, name) => {
        if (name === null || counts(name)) saved();
      });
      watcher.on('error', () => onFailure(path));
      return [watcher];
    } catch {
      onFailure(path);
      return [];
    }
  };
  const watchers = [
    ...folders.flatMap((folder) => open(folder, true, isPart)),
    // Of the folder: an editor puts a new file in the old one's place.
    ...(file === null ? [] : open(dirname(file), false, (name) => name === basename(file))),
  ];
  return () => {
    clearTimeout(timer);
    for (const one of watchers) one.close();
  };
};
