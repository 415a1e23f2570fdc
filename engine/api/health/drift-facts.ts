import type { SqliteStore } from '../../store/sqlite/open-store.ts';
import type { InstanceKey } from '../../store/contract/store.ts';
import type { Target } from '../packs/target.ts';
import type { DriftFact } from './facts.ts';

/** What of an instance's records comes in another shape than before, as its definition sees it. */
export const driftFacts = (
  _store: SqliteStore,
  _key: Pick<InstanceKey, 'feed' | 'instance' | 'partition'>,
  _target: Target,
): readonly DriftFact[] => [];
