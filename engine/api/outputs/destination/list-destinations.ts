import type { DeadLetter, DestinationState } from '../../../store/contract/outbox.ts';
import type { AskedStore } from '../../asked.ts';
import type { Config } from '../../config/config.ts';
import { withStore } from '../../store/store-choice.ts';
import type { World } from '../../world.ts';
import { writtenDestination } from './destination.ts';

export interface DestinationRow {
  readonly name: string;
  /** Undefined: it is not in the configuration any more. */
  readonly kind: string | undefined;
  /** Undefined: nothing was ever sent to it. */
  readonly state: DestinationState | undefined;
}

/** Those of the configuration, and those that the store knows from before. */
export const listDestinations = (world: World, asked: AskedStore): Promise<readonly DestinationRow[]> =>
  withStore(world, asked, 'read', async (store, config) => {
    const known = new Map((await store.outbox.destinations()).map((state) => [state.name, state]));
    const names = [...new Set([...config.destinations.keys(), ...known.keys()])].toSorted();
    return names.map((name) => ({ name, kind: kindOf(config, name), state: known.get(name) }));
  });

const kindOf = (config: Config, name: string): string | undefined => {
  const kind = config.destinations.get(name)?.raw['kind'];
  return kind === undefined ? undefined : String(kind);
};

/** What the destination refused, the oldest first. */
export const refusedBy = (world: World, asked: AskedStore, name: string): Promise<readonly DeadLetter[]> =>
  withStore(world, asked, 'read', async (store, config) => {
    if ((await store.outbox.standing(name)) === undefined) writtenDestination(config, name);
    return Array.fromAsync(store.outbox.deadLetters(name));
  });

/** Forgets all that the store knows of a destination: the next push begins from the first change. */
export const forgetDestination = (world: World, asked: AskedStore, name: string): Promise<boolean> =>
  withStore(world, asked, 'write', async (store, config) => {
    const isKnown = (await store.outbox.standing(name)) !== undefined;
    if (!isKnown) writtenDestination(config, name);
    const unlock = await store.outbox.lock(name, world.now());
    try {
      await store.outbox.forget(name);
    } finally {
      await unlock();
    }
    return isKnown;
  });
