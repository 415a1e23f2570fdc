import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../../language/plain-file.ts';
import { guarded } from './storage-errors.ts';
import type { InstanceKey } from '../../contract/store.ts';

/** Names the files of an instance; says nothing of the feed. */
export const instanceHash = ({ feed, instance, partition }: Pick<InstanceKey, 'feed' | 'instance' | 'partition'>): string =>
  createHash('sha256')
    .update(JSON.stringify([feed, instance, partition]))
    .digest('hex')
    .slice(0, 16);

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

/** Where a store keeps what is not in its database: beside it, or in a temporary folder that goes with `close`. */
export class StoreFiles {
  readonly #base: string | undefined;
  readonly #keepsStaging: boolean;
  #temporary: string | undefined;

  /** `base` undefined: nothing is kept; `keepsStaging` false: a dry run's staging is not put beside the store. */
  constructor(base: string | undefined, keepsStaging: boolean) {
    this.#base = base;
    this.#keepsStaging = keepsStaging;
  }

  staging(hash: string): string {
    return this.#path(`${hash}.staging`, this.#keepsStaging);
  }

  side(hash: string): string {
    return this.#path(`${hash}.staging-keys`, this.#keepsStaging);
  }

  lock(hash: string): string {
    const folder = this.#path('locks', true);
    guarded(folder, () => makeFolder(folder, 0o700));
    return join(folder, `${hash}.lock`);
  }

  get attachments(): string {
    return this.#path('files', true);
  }

  discardStaging(hash: string): void {
    rmSync(this.staging(hash), { force: true });
    rmSync(this.side(hash), { force: true });
  }

  /** New staging files stay after a power cut. */
  syncStaging(hash: string): void {
    syncFolder(dirname(this.staging(hash)));
  }

  close(): void {
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true });
    this.#temporary = undefined;
  }

  #path(suffix: string, beside: boolean): string {
    if (beside && this.#base !== undefined) return `${this.#base}.${suffix}`;
    this.#temporary ??= mkdtempSync(join(tmpdir(), 'feedwright-'));
    return join(this.#temporary, suffix);
  }
}
