import { findPack } from '../../language/find-packs.ts';
import { parseFault } from '../../mock/faults/parse-fault.ts';
import { type MockOptions, type MockVendor, startMock } from '../../mock/start-mock.ts';
import type { AskedPlaces } from '../asked.ts';
import { openCatalog } from '../packs/catalog.ts';
import type { World } from '../world.ts';
import { findMock } from './find-mock.ts';

export { FAULT_FORM } from '../../mock/faults/parse-fault.ts';

interface Serving extends Pick<MockOptions, 'port' | 'latency' | 'onRequest'> {
  /** As the command line writes them. */
  readonly faults: readonly string[];
  readonly variant: string | undefined;
}

/** Serves a pack's fixtures on 127.0.0.1 as its vendor would. */
export const serveMock = (world: World, asked: AskedPlaces, pack: string, serving: Serving): Promise<MockVendor> => {
  const root = openCatalog(world, asked).rootFor(pack);
  findPack(pack, root);
  const file = findMock(world, pack, root);
  const { faults, variant, ...options } = serving;
  return startMock({
    file,
    ...options,
    faults: faults.map(parseFault),
    clock: file.clock ?? world.now(),
    ...(variant === undefined ? {} : { variant }),
  });
};
