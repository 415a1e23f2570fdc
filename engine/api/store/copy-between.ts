import { copyStore, type Copied, type CopyProgress } from '../../store/copy/copy-store.ts';
import { readStoreAddress } from '../../store/open.ts';
import type { AskedPlaces } from '../asked.ts';
import { readConfig } from '../config/read-config.ts';
import type { World } from '../world.ts';

export type { Copied, CopyProgress } from '../../store/copy/copy-store.ts';

/**
 * Copies a store to one that is not there yet; one that was broken off is gone on with. Contents of attachments that the configuration
 * puts elsewhere stay there, for both. Throws EngineError `store.…`.
 */
export const copyBetween = (
  { cwd, signal }: Pick<World, 'cwd' | 'signal'>,
  asked: Pick<AskedPlaces, 'config'>,
  from: string,
  to: string,
  onProgress: (progress: CopyProgress) => void,
): Promise<Copied> =>
  copyStore(readStoreAddress(from, cwd, {}), readStoreAddress(to, cwd, {}), {
    signal,
    onProgress,
    leavesContents: readConfig(cwd, asked.config).attachments !== undefined,
  });
