import type { AskedStore } from '../../api/asked.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { storeAddress } from '../../api/store/store-choice.ts';
import type { OpenedStore } from '../../api/views.ts';
import type { World } from '../../api/world.ts';
import { openStoreAt } from '../../store/open.ts';

/** A store that nobody needs any more is closed after so long, ms. */
const IDLE = 20_000;

export interface BorrowedStore {
  readonly store: OpenedStore;
  readonly giveBack: () => void;
}

interface Entry {
  readonly opening: Promise<OpenedStore>;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

/** The stores of a worker, one for each tenant: runs share them, since to open one takes longer than a small run. */
export class SharedStores {
  readonly #all = new Map<string, Entry>();

  /** Throws as opening does; the next one tries again. */
  async borrow(run: World, asked: AskedStore): Promise<BorrowedStore> {
    // The store, and the way to its attachments, outlive the run that has opened them.
    const world = { ...run, signal: new AbortController().signal, note: () => undefined, warn: () => undefined };
    const config = readConfig(world.cwd, asked.config);
    const address = await storeAddress(world, asked, config);
    const options = { mock: asked.mock === true, isFleeting: asked.isFleeting, keepsChanges: config.retention.changes };
    const key = JSON.stringify([address.text, address.attachments?.shown, options]);
    const entry = this.#all.get(key) ?? { opening: openStoreAt(address, options), users: 0, timer: undefined };
    this.#all.set(key, entry);
    clearTimeout(entry.timer);
    entry.users += 1;
    try {
      return { store: await entry.opening, giveBack: () => this.#giveBack(key, entry) };
    } catch (error) {
      if (this.#all.get(key) === entry) this.#all.delete(key);
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all.keys()].map((key) => this.#close(key)));
  }

  #giveBack(key: string, entry: Entry): void {
    entry.users -= 1;
    if (entry.users === 0) entry.timer = setTimeout(() => void this.#close(key), IDLE).unref();
  }

  async #close(key: string): Promise<void> {
    const entry = this.#all.get(key);
    this.#all.delete(key);
    clearTimeout(entry?.timer);
    await (await entry?.opening.catch(() => undefined))?.close();
  }
}
