import type { ObjectView } from '../../engine/store/views/object-view.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StagingFiles } from '../../engine/staging/local-staging.ts';
import type { Instance, InstanceKey, Store } from '../../engine/store/contract/store.ts';
import { BATCH_OBJECTS } from '../../engine/store/window/apply-window.ts';
import { StoreInstance } from '../../engine/store/window/instance.ts';
import { MemoryBackend } from './memory-backend.ts';
import { digestOf, objectsInOrder, viewOf } from './memory-view.ts';

/** A store without a database; only the window that is open is staged, in a temporary folder. */
export class MemoryStore implements Store {
  readonly #folder = mkdtempSync(join(tmpdir(), 'memory-store-'));
  readonly #backend = new MemoryBackend((name) => this.#filesOf(name));
  readonly #batch: number;
  readonly #onStep: (name: string) => void;

  constructor({ batch = BATCH_OBJECTS, onStep = () => undefined }: { batch?: number; onStep?: (name: string) => void } = {}) {
    this.#batch = batch;
    this.#onStep = onStep;
  }

  open(key: InstanceKey, { now, signal }: { readonly now: number; readonly signal?: AbortSignal }): Promise<Instance> {
    return StoreInstance.open(this.#backend, key, { dry: false, batch: this.#batch, onStep: this.#onStep, signal, now });
  }

  *objects({ value }: { readonly value?: string } = {}): Generator<ObjectView, void> {
    const { data } = this.#backend;
    for (const object of objectsInOrder(data)) if (value === undefined || object.value === value) yield viewOf(data, object);
  }

  digest(): string {
    return digestOf(this.#backend.data);
  }

  async close(): Promise<void> {
    await this.#backend.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #filesOf(name: string): StagingFiles {
    const objects = join(this.#folder, `${name}.staging`);
    const side = join(this.#folder, `${name}.staging-keys`);
    return {
      objects,
      side,
      sync: () => undefined,
      discard: () => {
        for (const file of [objects, side]) rmSync(file, { force: true });
      },
    };
  }
}
