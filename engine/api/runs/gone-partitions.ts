import { EngineError } from '../../language/basics/errors.ts';
import type { PartitionRow } from '../../run/feed/summary/sum-rows.ts';
import type { RunEvent } from '../../run/context/services.ts';
import { withdrawPartition } from '../../run/feed/withdraw-partition.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { instanceKey, type Target } from '../packs/target.ts';
import { count } from '../wording/units.ts';
import type { World } from '../world.ts';
import { runId } from './compose.ts';

/** A value that the feed ran for and runs for no longer, and how many objects it still lists. */
export interface Gone {
  readonly partition: string;
  readonly objects: number;
}

/** Those of which something is left: objects, or where their next run would start. */
export const gonePartitions = async (
  store: OpenedStore,
  { feed, name, instance }: Target,
  values: readonly unknown[],
): Promise<readonly Gone[]> => {
  if (feed.partition === undefined) return [];
  const left = (await store.instances())
    .filter((one) => one.feed === name && one.instance === (instance?.name ?? ''))
    .filter(({ partition }) => partition !== '' && !values.includes(partition));
  const known = await Promise.all(
    left.map(async (one) => ({
      partition: one.partition,
      objects: await store.standing(one),
      began: one.until !== undefined || one.state !== undefined,
    })),
  );
  return known.filter(({ objects, began }) => objects > 0 || began).map(({ partition, objects }) => ({ partition, objects }));
};

export const saysGone = ({ partition, objects }: Gone): string =>
  `"${partition}" is no longer among the values that the feed runs for: ${count(objects)} ${objects === 1 ? 'object of it is' : 'objects of it are'} still listed`;

/** What keeps a partition's objects from being withdrawn now, by its code. */
const LEFT: Readonly<Record<string, string>> = {
  'store.locked': 'another run of it is under way, so that they are left to the next one.',
  'store.held': 'a run of it is held, so that they are left until that is applied or discarded.',
};

interface Surroundings {
  readonly world: World;
  readonly store: OpenedStore;
  readonly clock: () => number;
  readonly report: (event: RunEvent) => void;
  /** Nothing is withdrawn: it is only told. */
  readonly keeps: boolean;
}

/** Tells of them, or withdraws what they list; gives the rows of the runs that did. */
export const settleGone = async (
  gone: readonly Gone[],
  target: Target,
  { world, store, clock, report, keeps }: Surroundings,
): Promise<readonly PartitionRow[]> => {
  const tell = (one: Gone, more: string): void => {
    if (one.objects > 0) report({ kind: 'notice', level: 'warning', message: `${saysGone(one)}; ${more}` });
  };
  const rows: PartitionRow[] = [];
  for (const one of gone) {
    const { partition } = one;
    if (keeps) {
      tell(one, `\`feedwright run ${target.instance?.name ?? target.name} --drop-gone\` lets them expire.`);
      continue;
    }
    if (world.signal.aborted) break;
    try {
      const now = clock();
      const instance = await store.open(instanceKey(target, partition), { now, signal: world.signal });
      try {
        rows.push({
          partition,
          row: await withdrawPartition(instance, { feed: target.name, partition, now, id: runId(world.now()) }),
        });
      } finally {
        await instance.close();
      }
    } catch (error) {
      if (!(error instanceof EngineError) || !Object.hasOwn(LEFT, error.code)) throw error;
      tell(one, LEFT[error.code] as string);
    }
  }
  return rows;
};
