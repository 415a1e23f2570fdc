import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../../language/plain-file.ts';
import { tellingStorage } from '../../../disk/storage-errors.ts';
import { syncFolder } from '../../../disk/sync-folder.ts';
import type { StagingFiles } from '../../../staging/local-staging.ts';
import type { InstanceKey } from '../../contract/store.ts';

/** Names the files of an instance; says nothing of the feed. */
export const instanceHash = ({ feed, instance, partition }: Pick<InstanceKey, 'feed' | 'instance' | 'partition'>): string =>
  createHash('sha256')
    .update(JSON.stringify([feed, instance, partition]))
    .digest('hex')
    .slice(0, 16);

/** Where a store keeps what is not in its database: beside it, or in a temporary folder that goes with `close`. */
export class StoreFiles {
  readonly #base: string | undefined;
  readonly #keepsStaging: boolean;
  readonly #isFleeting: boolean;
  #temporary: string | undefined;

  /**
   * `base` undefined: nothing is kept; `keepsStaging` false: a dry run's staging is not put beside the store; `isFleeting`: the disk
   * is never waited for.
   */
  constructor(base: string | undefined, keepsStaging: boolean, isFleeting = false) {
    this.#isFleeting = isFleeting;
    this.#base = base;
    this.#keepsStaging = keepsStaging;
  }

  /** Where the window of an instance that is open is staged. */
  stagingOf(hash: string): StagingFiles {
    const objects = this.#path(`${hash}.staging`, this.#keepsStaging);
    const side = this.#path(`${hash}.staging-keys`, this.#keepsStaging);
    return {
      objects,
      side,
      isFleeting: this.#isFleeting,
      sync: () => syncFolder(dirname(objects)),
      discard: () => {
        rmSync(objects, { force: true });
        rmSync(side, { force: true });
      },
    };
  }

  /** For what of an instance only saves time. */
  cacheOf(hash: string): string | undefined {
    return this.#base === undefined ? undefined : `${this.#base}.${hash}.cache`;
  }

  lock(hash: string): string {
    const path = this.lockPath(hash);
    tellingStorage(dirname(path), () => makeFolder(dirname(path), 0o700));
    return path;
  }

  /** Where the lock would lie. */
  lockPath(hash: string): string {
    return join(this.#path('locks', true), `${hash}.lock`);
  }

  get attachments(): string {
    return this.#path('files', true);
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
