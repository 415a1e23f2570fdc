import { startMock } from '../../mock/start-mock.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import { answeredByMock } from '../mock/find-mock.ts';
import type { World } from '../world.ts';

/** Something on loopback that answers in the vendor's place. */
export interface RunningVendor {
  /** Every request goes there, with the host and path that the vendor would get. */
  readonly origin: URL;
  /** Options, and where a run over it starts. */
  readonly definition: MockDefinition;
  /** The vendor's time, ms since epoch. */
  readonly clock: () => number;
  /** No request waits for it longer than so many ms, whatever the definition says: for one that will stay silent. */
  readonly patience?: number | undefined;
}

/** Starts a pack's mock for one run; its clock stands still. */
export const startVendor = async (
  world: World,
  mock: MockDefinition,
  now: number,
  onMock: ((says: string) => void) | undefined,
): Promise<{ readonly vendor: RunningVendor; readonly close: () => Promise<void> }> => {
  const started = await startMock({ file: mock, clock: now });
  return {
    vendor: { origin: started.origin, definition: mock, clock: () => now },
    close: async () => {
      if (started.requests.length > 0) onMock?.(answeredByMock(world, mock));
      await started.close();
    },
  };
};
