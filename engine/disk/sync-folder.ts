import { closeSync, fsyncSync, openSync } from 'node:fs';

/** Puts a folder's entries (a new or renamed file) on the disk. Windows can't, and need not. */
export const syncFolder = (folder: string): void => {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};
