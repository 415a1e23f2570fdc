import { iso } from '../../../language/basics/instant.ts';
import { rmSync, writeFileSync } from 'node:fs';
import { EngineError } from '../../../language/basics/errors.ts';
import { readPlain } from '../../../language/plain-file.ts';
import type { Database } from '../../../disk/database.ts';
import { lockFile } from '../../../disk/lock-file.ts';
import { tellingStorage } from '../../../disk/storage-errors.ts';
import type { InstanceKey } from '../../contract/store.ts';

export const instanceTitle = ({ feed, instance, partition }: Pick<InstanceKey, 'feed' | 'instance' | 'partition'>): string =>
  [feed, instance === '' ? '' : `instance ${instance}`, partition === '' ? '' : `partition ${partition}`]
    .filter((part) => part !== '')
    .join(', ');

/** Who holds the lock, as it wrote itself down; it may be gone, or not have got so far. */
const holderOf = (path: string): string => {
  try {
    const { pid, started } = JSON.parse(readPlain(path, 4096).toString()) as { pid?: unknown; started?: unknown };
    if (typeof pid !== 'number' || typeof started !== 'number') return '';
    return ` (process ${pid}, started ${iso(started)})`;
  } catch {
    return '';
  }
};

/** Whether whoever wrote itself down as holding the lock still lives: asked without touching the lock, which others may want now. */
export const isHeld = (path: string): boolean => {
  try {
    const { pid } = JSON.parse(readPlain(`${path}.json`, 4096).toString()) as { pid?: unknown };
    if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process lives as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Taken for as long as the process lives, or until it is released. */
export class InstanceLock {
  readonly #db: Database;
  readonly #holder: string;

  private constructor(db: Database, holder: string) {
    this.#db = db;
    this.#holder = holder;
  }

  /** `store.locked` while another process, or this one, holds it. */
  static take(path: string, key: InstanceKey, now: number): InstanceLock {
    const holder = `${path}.json`;
    const db = lockFile(
      path,
      (cause) =>
        new EngineError('store.locked', `Another run of ${instanceTitle(key)} is under way in this store${holderOf(holder)}.`, {
          hint: 'Wait until it has ended. A run that was killed holds no lock.',
          cause,
        }),
    );
    try {
      const text = JSON.stringify({ pid: process.pid, started: now, instance: instanceTitle(key) });
      tellingStorage(holder, () => writeFileSync(holder, text, { mode: 0o600 }));
    } catch (cause) {
      db.close();
      throw cause;
    }
    return new InstanceLock(db, holder);
  }

  release(): void {
    rmSync(this.#holder, { force: true });
    this.#db.close();
  }
}
