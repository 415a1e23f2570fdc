import { startMock, type MockOptions } from '../../mock/start-mock.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import { type MockSays, whatMockSays } from '../mock/asked-mock.ts';
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

interface Starting {
  /** Where its clock stands still, ms since epoch. */
  readonly now: number;
  readonly wishes: Pick<MockOptions, 'variant' | 'faults'>;
  readonly onMock: ((says: MockSays) => void) | undefined;
}

/** Starts a pack's mock for one run. */
export const startVendor = async (
  world: World,
  mock: MockDefinition,
  { now, wishes, onMock }: Starting,
): Promise<{ readonly vendor: RunningVendor; readonly close: () => Promise<void> }> => {
  const started = await startMock({ file: mock, clock: now, ...wishes });
  return {
    vendor: { origin: started.origin, definition: mock, clock: () => now },
    close: async () => {
      const says = whatMockSays(world, started);
      if (says !== undefined) onMock?.(says);
      await started.close();
    },
  };
};
