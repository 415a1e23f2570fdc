import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../../disk/sync-folder.ts';
import { tellingStorage } from '../../../disk/storage-errors.ts';
import { makeFolder } from '../../../language/plain-file.ts';
import type { StagingFiles } from '../../../staging/local-staging.ts';
import type { InstanceName } from '../../contract/opened-store.ts';

/** Names the files of an instance; says nothing of the feed. */
const hashOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);

/** `<instance>.<fence of who has it>.<what it is called in the database>.<what it is>` */
const NAME = /^([0-9a-f]{16})\.(\d+)\.(\w+)\.(objects|side)$/;

interface Found {
  readonly path: string;
  readonly owner: number;
  readonly token: string;
  readonly kind: string;
}

export interface InstanceFiles extends StagingFiles {
  /** What they are called in the database: whoever takes the instance next on this machine finds them by it. */
  readonly token: string;
}

/**
 * Where a worker stages what comes for a store on PostgreSQL. A process that was stopped and taken for dead may
 * come back beside the one that has taken its place: each has files of its own, and those of the first go over to the second where the
 * database says that they are what lies sealed.
 */
export class StagingFolder {
  readonly #folder: string;
  readonly #isTemporary: boolean;
  readonly #isFleeting: boolean;
  readonly #apart: string[] = [];

  /** Of one store; undefined: a temporary one, which goes with `close`. `isFleeting`: the disk is never waited for. */
  constructor(folder: string | undefined, isFleeting = false) {
    this.#isTemporary = folder === undefined;
    this.#isFleeting = isFleeting;
    this.#folder = folder ?? mkdtempSync(join(tmpdir(), 'feedwright-'));
  }

  /** For what of an instance only saves time. */
  cacheOf({ feed, instance, partition }: InstanceName): string | undefined {
    return this.#isTemporary ? undefined : this.#made(`${hashOf(feed, instance, partition)}.cache`);
  }

  /**
   * Those with which the instance that was just taken goes on: `sealed` are what the database calls what lies sealed. What an earlier
   * owner has left beside them goes.
   */
  take({ feed, instance, partition }: InstanceName, fence: number, sealed: readonly string[]): InstanceFiles {
    const hash = hashOf(feed, instance, partition);
    const found = this.#of(hash).filter(({ owner }) => owner < fence);
    const token = found.find((file) => sealed.includes(file.token))?.token ?? found.at(-1)?.token ?? String(fence);
    for (const file of found) {
      if (file.token === token) renameSync(file.path, this.#made(`${hash}.${fence}.${token}.${file.kind}`));
      else rmSync(file.path, { force: true });
    }
    return this.#filesOf(hash, fence, token);
  }

  /** Those of an instance that is only looked at. */
  look({ feed, instance, partition }: InstanceName, sealed: readonly string[]): InstanceFiles {
    const hash = hashOf(feed, instance, partition);
    const found = this.#of(hash).findLast((file) => sealed.includes(file.token));
    return this.#filesOf(hash, found?.owner ?? 0, found?.token ?? 'none');
  }

  /** For a dry run: nothing of it stays, and it meets no other's. */
  apart(): InstanceFiles {
    const folder = mkdtempSync(join(tmpdir(), 'feedwright-'));
    this.#apart.push(folder);
    return this.#filesIn(join(folder, 'dry'), 'dry');
  }

  close(): void {
    for (const folder of this.#apart) rmSync(folder, { recursive: true, force: true });
    if (this.#isTemporary) rmSync(this.#folder, { recursive: true, force: true });
  }

  #of(hash: string): readonly Found[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .flatMap((name): Found[] => {
        const [, of, owner, token, kind] = NAME.exec(name) ?? [];
        if (of !== hash || owner === undefined || token === undefined || kind === undefined) return [];
        return [{ path: join(this.#folder, name), owner: Number(owner), token, kind }];
      })
      .toSorted((a, b) => a.owner - b.owner);
  }

  #filesOf(hash: string, owner: number, token: string): InstanceFiles {
    return this.#filesIn(this.#made(`${hash}.${owner}.${token}`), token);
  }

  #filesIn(base: string, token: string): InstanceFiles {
    const [objects, side] = [`${base}.objects`, `${base}.side`];
    return {
      token,
      objects,
      side,
      isFleeting: this.#isFleeting,
      sync: () => syncFolder(dirname(objects)),
      discard: () => {
        for (const path of [objects, side]) rmSync(path, { force: true });
      },
    };
  }

  #made(name: string): string {
    tellingStorage(this.#folder, () => makeFolder(this.#folder, 0o700));
    return join(this.#folder, name);
  }
}
