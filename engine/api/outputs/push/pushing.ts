import type { OpenedStore } from '../../../store/contract/opened-store.ts';
import type { Tables } from '../../packs/bind-tables.ts';
import type { World } from '../../world.ts';
import type { Destination } from '../destination/destination.ts';
import type { PushCounts } from './push-counts.ts';

/** What a push works with, and what it has done so far. */
export interface Pushing {
  readonly world: World;
  readonly store: OpenedStore;
  readonly destination: Destination;
  readonly table: Tables;
  readonly done: PushCounts;
  readonly onProgress: (done: PushCounts) => void;
}
