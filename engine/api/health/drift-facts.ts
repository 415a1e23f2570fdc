import { presentDrift } from '../../drift/drift.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { InstanceKey } from '../../store/contract/store.ts';
import type { Target } from '../packs/target.ts';
import type { DriftFact } from './facts.ts';

/** What of an instance's records comes in another shape than before, as its definition sees it now: mended, it is gone before the next run. */
export const driftFacts = async (
  store: OpenedStore,
  key: Pick<InstanceKey, 'feed' | 'instance' | 'partition'>,
  { pack, feed }: Target,
): Promise<readonly DriftFact[]> =>
  presentDrift(await store.shapeOf(key), pack, feed)
    .filter(({ what }) => what !== 'new')
    .map(({ words, since, feeds, counts }) => ({
      words,
      since: Date.parse(since.at),
      place: feeds[0]?.place,
      counts,
    }));
