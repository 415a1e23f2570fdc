import { randomUUID } from 'node:crypto';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import type {
  Checkpoint,
  InstanceKey,
  ObjectCounts,
  RunPlan,
  Store,
  WindowStaging,
} from '../../../engine/store/contract/store.ts';
import { key, ledger, plan } from '../make-object.ts';

interface RunOptions {
  readonly instance?: Partial<InstanceKey>;
  readonly plan?: Partial<RunPlan>;
  readonly checkpoint?: Checkpoint;
  readonly stage?: (window: WindowStaging) => void;
  readonly fetched?: number;
  readonly partial?: boolean;
}

/** As they come, some at a time. */
export const addAll = (window: WindowStaging, objects: readonly MappedObject[]): void => {
  for (let at = 0; at < objects.length; at += 100) window.add(objects.slice(at, at + 100));
};

/** One run of one window from begin to end. */
export const runOnce = async (
  store: Store,
  objects: readonly MappedObject[],
  options: RunOptions = {},
): Promise<ObjectCounts> => {
  const instance = await store.open(key(options.instance), { now: 1 });
  try {
    const run = await instance.begin(plan(options.plan), randomUUID());
    const window = await instance.window(run, 0);
    addAll(window, objects);
    options.stage?.(window);
    const fetched = options.fetched ?? objects.length;
    const seal = {
      ledger: ledger({ fetched, mapped: fetched }),
      checkpoint: options.checkpoint,
      keepSeenUntil: undefined,
      now: 5,
      partial: options.partial ?? false,
    };
    try {
      await window.seal(seal);
    } catch (error) {
      await window.discard();
      throw error;
    }
    const counts = await window.apply();
    await instance.end(run, { status: 'succeeded', now: 9, summary: { ok: true }, error: undefined });
    return counts;
  } finally {
    await instance.close();
  }
};
