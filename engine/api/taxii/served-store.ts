import { statSync } from 'node:fs';
import { EngineError } from '../../language/basics/errors.ts';
import type { Outbox } from '../../store/contract/outbox.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { openStoreAt, type StoreAddress } from '../../store/open.ts';

/** Milliseconds for which a store that is locked holds up all who ask. */
const PATIENCE = 250;

interface Opened {
  readonly store: Promise<OpenedStore>;
  readonly file: string;
  /** Requests that read it. */
  readers: number;
  isRetired: boolean;
  isClosed: boolean;
}

/** The store as it lies at its path: opened anew once another file lies there, and after a failure. */
export class ServedStore {
  readonly #address: StoreAddress;
  #opened: Opened | undefined;

  constructor(address: StoreAddress) {
    this.#address = address;
  }

  /** Throws EngineError `store.…` where it can't be read. */
  async read<T>(work: (outbox: Outbox) => T | Promise<T>): Promise<T> {
    const opened = this.#current();
    opened.readers += 1;
    try {
      return await work((await opened.store).outbox);
    } catch (error) {
      if (isOfStore(error)) opened.isRetired = true;
      throw error;
    } finally {
      opened.readers -= 1;
      closeUnread(opened);
    }
  }

  close(): void {
    this.#retire();
  }

  #current(): Opened {
    const file = fileAt(this.#address);
    const opened = this.#opened;
    if (opened !== undefined && !opened.isRetired && opened.file === file) return opened;
    this.#retire();
    const store = openStoreAt(this.#address, { readOnly: true, patience: PATIENCE });
    this.#opened = { store, file, readers: 0, isRetired: false, isClosed: false };
    return this.#opened;
  }

  /** It is closed once nobody reads it any longer. */
  #retire(): void {
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened === undefined) return;
    opened.isRetired = true;
    closeUnread(opened);
  }
}

export const isOfStore = (error: unknown): error is EngineError =>
  error instanceof EngineError && error.code.startsWith('store.');

const closeUnread = (opened: Opened): void => {
  if (!opened.isRetired || opened.readers > 0 || opened.isClosed) return;
  opened.isClosed = true;
  // What can't be read may not close either; nothing is lost by it.
  opened.store.then((store) => store.close()).catch(() => undefined);
};

/** Tells one file from another at the same path; the number alone may be given again. */
const fileAt = ({ path }: StoreAddress): string => {
  try {
    const { dev, ino, birthtimeMs } = statSync(path);
    return `${dev} ${ino} ${birthtimeMs}`;
  } catch {
    // Opening it says what is wrong.
    return '';
  }
};
