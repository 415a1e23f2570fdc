import { attachmentPath } from './attachments.ts';
import { connect } from './connect.ts';
import type { Database } from './database.ts';
import { StoreInstance } from './instance.ts';
import { Dictionaries } from './interning.ts';
import { checkMock } from './mock-mark.ts';
import type { ObjectView } from './object-view.ts';
import { queryObjects, type ObjectQuery } from './objects-query.ts';
import { StoreFiles } from './store-files.ts';
import type { Instance, InstanceKey, Store } from './store.ts';

export interface OpenStoreOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  /** Whose objects it takes: a mock vendor's or real ones. A store remembers the first and refuses the other; undefined for commands that only look. */
  readonly mock?: boolean | undefined;
  /** Nothing is written: instances are for dry runs. */
  readonly readOnly?: boolean;
  /** What a reader finds where there is no file; default `fail`. */
  readonly ifMissing?: 'empty' | 'fail';
  /** The database doesn't grow beyond this: `store.full`. */
  readonly maxBytes?: number;
  /** Told of every durable step, before the next one begins. */
  readonly onStep?: (name: string) => void;
}

export interface SqliteStore extends Store {
  open(key: InstanceKey, options: { readonly now: number; readonly signal?: AbortSignal }): Promise<Instance>;
  /** Streams objects in the order of type, subtype and key. */
  objects(query: ObjectQuery): Iterable<ObjectView>;
  /** Where an attachment's content lies. */
  attachmentPath(sha256: string): string;
}

class FileStore implements SqliteStore {
  readonly #db: Database;
  readonly #files: StoreFiles;
  readonly #dictionaries: Dictionaries;
  readonly #options: OpenStoreOptions;

  constructor(db: Database, files: StoreFiles, options: OpenStoreOptions) {
    this.#db = db;
    this.#files = files;
    this.#options = options;
    this.#dictionaries = new Dictionaries(db);
  }

  open(key: InstanceKey, options: { readonly now: number; readonly signal?: AbortSignal }): Promise<Instance> {
    const { onStep = () => undefined, readOnly = false } = this.#options;
    return StoreInstance.open({ db: this.#db, dictionaries: this.#dictionaries, files: this.#files, dry: readOnly, onStep }, key, options);
  }

  objects(query: ObjectQuery): Iterable<ObjectView> {
    return queryObjects(this.#db, query);
  }

  attachmentPath(sha256: string): string {
    return attachmentPath(this.#files.attachments, sha256);
  }

  close(): void {
    this.#db.close();
    this.#files.close();
  }
}

/** Opens a store, making it where it is missing. Throws EngineError `store.…` with a plain sentence. */
export const openStore = (options: OpenStoreOptions): SqliteStore => {
  const { path, mock, readOnly = false, ifMissing = 'fail', maxBytes } = options;
  const db = connect({ path, readOnly, ifMissing, maxBytes });
  try {
    if (mock !== undefined) checkMock(db, mock, !readOnly);
    return new FileStore(db, new StoreFiles(path === ':memory:' || readOnly ? undefined : path), options);
  } catch (cause) {
    db.close();
    throw cause;
  }
};
