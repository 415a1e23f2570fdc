import { presentDrift } from '../../drift/drift.ts';
import { isMemory } from '../../drift/known/memory.ts';
import type { Feed } from '../../language/model.ts';
import type { SqliteStore } from '../../store/sqlite/open-store.ts';
import type { InstanceKey } from '../../store/contract/store.ts';
import type { Target } from '../packs/target.ts';
import type { DriftFact } from './facts.ts';

/** The endpoint whose records are the feed's; of several that options choose from, the first. */
const mainOf = ({ source }: Feed): string => (source.kind === 'each' ? source.call : (source.variants[0]?.call ?? ''));

/** What of an instance's records comes in another shape than before, as its definition sees it now: mended, it is gone before the next run. */
export const driftFacts = (
  store: SqliteStore,
  key: Pick<InstanceKey, 'feed' | 'instance' | 'partition'>,
  { pack, feed }: Target,
): readonly DriftFact[] => {
  const shape = store.shapeOf(key);
  if (!isMemory(shape)) return [];
  return presentDrift(shape, { pack, feed, main: mainOf(feed), asked: shape.asked }).map(({ words, since, feeds, counts }) => ({
    words,
    since: Date.parse(since.at),
    place: feeds[0]?.place,
    counts,
  }));
};
