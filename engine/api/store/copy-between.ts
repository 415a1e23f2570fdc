import { copyStore, type Copied, type CopyProgress } from '../../store/copy/copy-store.ts';
import { readStoreAddress } from '../../store/open.ts';
import type { World } from '../world.ts';

export type { Copied, CopyProgress } from '../../store/copy/copy-store.ts';

/** Copies a store to one that is not there yet; one that was broken off is gone on with. Throws EngineError `store.…`. */
export const copyBetween = (
  { cwd, signal }: Pick<World, 'cwd' | 'signal'>,
  from: string,
  to: string,
  onProgress: (progress: CopyProgress) => void,
): Promise<Copied> => copyStore(readStoreAddress(from, cwd, {}), readStoreAddress(to, cwd, {}), { signal, onProgress });
