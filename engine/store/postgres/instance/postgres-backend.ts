import { hostname } from 'node:os';
import { EngineError } from '../../../language/basics/errors.ts';
import { iso } from '../../../language/basics/instant.ts';
import type { AttachmentArea } from '../../attachments/area.ts';
import type { Backend, BackendInstance, TakeOptions } from '../../contract/backend.ts';
import type { InstanceName } from '../../contract/opened-store.ts';
import type { InstanceKey } from '../../contract/store.ts';
import { instanceTitle } from '../../sqlite/instance/instance-lock.ts';
import { again, type Patience } from '../../again.ts';
import { ObjectNumbers } from '../apply/object-numbers.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { SessionLocks } from '../database/session-locks.ts';
import { FencedDatabase, type SourceScope } from './fenced-database.ts';
import { holderOf, knownScope, takeInstance } from './instance-row.ts';
import { readOpening, type Opened } from './opening.ts';
import { PostgresInstance } from './postgres-instance.ts';
import type { InstanceFiles, StagingFolder } from './staging-folder.ts';

export interface BackendParts {
  readonly pool: PostgresPool;
  readonly dictionaries: Dictionaries;
  readonly locks: SessionLocks;
  readonly staging: StagingFolder;
  readonly attachments: AttachmentArea;
  readonly patience: Patience;
  readonly keepsChanges: number | undefined;
}

interface Taken {
  readonly scope: SourceScope;
  readonly fence: number | undefined;
  readonly opened: Opened;
  readonly files: InstanceFiles;
  readonly release: () => Promise<void>;
}

const lockOf = ({ feed, instance, partition }: InstanceName): string => `instance ${JSON.stringify([feed, instance, partition])}`;

/** Of whoever took it last, as they wrote themselves down. */
const holderText = (holder: string | undefined): string => {
  if (holder === undefined) return '';
  const { pid, host, started } = JSON.parse(holder) as { readonly pid: number; readonly host: string; readonly started: number };
  return ` (process ${pid} of ${host}, started ${iso(started)})`;
};

/** The instances of a store on PostgreSQL. */
export class PostgresBackend implements Backend {
  readonly #parts: BackendParts;
  readonly #numbers = new ObjectNumbers();

  constructor(parts: BackendParts) {
    this.#parts = parts;
  }

  async take(key: InstanceKey, { now, dry, takeOver = false }: TakeOptions): Promise<BackendInstance> {
    const { staging } = this.#parts;
    if (dry) return this.#known(key, () => staging.apart());
    const release = await this.#lock(key, takeOver);
    try {
      return this.#instance(key, { ...(await again(() => this.#fence(key, now), this.#parts.patience)), release });
    } catch (cause) {
      await release();
      throw cause;
    }
  }

  /** To look at: nothing is locked or written, and what lies sealed can be read. */
  look(key: InstanceKey): Promise<PostgresInstance> {
    return this.#known(key, (opened) => this.#parts.staging.look(key, opened.staging));
  }

  /** A run of the instance is under way in a process that lives. */
  isUnderWay(name: InstanceName): Promise<boolean> {
    return this.#parts.locks.isTaken(lockOf(name));
  }

  async close(): Promise<void> {
    await this.#parts.locks.close();
    this.#parts.staging.close();
  }

  async #known(key: InstanceKey, filesOf: (opened: Opened) => InstanceFiles): Promise<PostgresInstance> {
    const { pool, patience } = this.#parts;
    const scope = await again(() => knownScope(pool, key), patience);
    const opened = await again(() => readOpening(pool, scope.instanceId), patience);
    return this.#instance(key, { scope, fence: undefined, opened, files: filesOf(opened), release: async () => undefined });
  }

  async #lock(key: InstanceKey, takeOver: boolean): Promise<() => Promise<void>> {
    const { pool, locks, patience } = this.#parts;
    const name = lockOf(key);
    const found = await again(() => locks.take(name, takeOver), patience);
    if (found === 'taken') return () => locks.release(name);
    // One that can't be ended writes no more once the fence is another: this run goes on without the lock.
    if (found === 'elsewhere' && takeOver) return async () => undefined;
    const holder = holderText(await again(() => holderOf(pool, key), patience));
    throw new EngineError('store.locked', `Another run of ${instanceTitle(key)} is under way in this store${holder}.`, {
      hint: 'Wait until it has ended. A run that was killed holds no lock.',
    });
  }

  async #fence(key: InstanceKey, now: number): Promise<Omit<Taken, 'release'>> {
    const { pool, dictionaries, staging } = this.#parts;
    const holder = JSON.stringify({ pid: process.pid, host: hostname(), started: now });
    const { fence, ...scope } = await takeInstance({ pool, dictionaries, holder }, key);
    const opened = await readOpening(pool, scope.instanceId);
    return { scope, fence, opened, files: staging.take(key, fence, opened.staging) };
  }

  #instance(key: InstanceKey, { scope, fence, opened, files, release }: Taken): PostgresInstance {
    const { pool, dictionaries, staging, attachments, patience, keepsChanges } = this.#parts;
    const title = instanceTitle(key);
    return new PostgresInstance({
      pool,
      database: new FencedDatabase({ pool, dictionaries, scope, fence, title, patience }),
      numbers: this.#numbers,
      files,
      cache: staging.cacheOf(key),
      attachments,
      keepsChanges,
      opened,
      release,
    });
  }
}
