import { iso, isoOr } from '../../../api/wording/units.ts';
import { listDestinations } from '../../../api/outputs/destination/list-destinations.ts';
import { STOPPED } from '../../../api/outputs/push/push.ts';
import type { DestinationView, RefusedView } from '../../contract/destinations.ts';
import { askedOf, withTexts } from '../asked.ts';
import type { Common, TaskWorld } from '../task.ts';
import { reading } from './store.ts';

const MOST_REFUSED = 500;

type Row = Awaited<ReturnType<typeof listDestinations>>[number];

const stateOf = ({ state }: Row): DestinationView['state'] => {
  if (state === undefined) return 'never sent';
  if (state.failure !== undefined) return state.failure.code === STOPPED ? 'stopped' : 'failing';
  return state.lag > 0 ? 'behind' : 'up to date';
};

const viewOf = (row: Row): Omit<DestinationView, 'job'> => {
  const { name, kind, state } = row;
  const failure = state?.failure;
  return {
    name,
    kind: kind ?? null,
    state: stateOf(row),
    has: state?.delivered ?? 0,
    lag: state?.lag ?? 0,
    behind_since: isoOr(state?.behindSince, null),
    refused: state?.refused ?? 0,
    confirmed_at: isoOr(state?.confirmedAt, null),
    position: state?.change ?? 0,
    failure:
      failure === undefined
        ? null
        : { since: iso(failure.since), at: iso(failure.at), code: failure.code, message: failure.message },
  };
};

/** Those of the configuration, where no run has made a store yet. */
export const destinations = (world: TaskWorld, input: Common): Promise<readonly Omit<DestinationView, 'job'>[]> =>
  withTexts(input, async () => {
    try {
      return (await listDestinations(world, askedOf(input))).map(viewOf);
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== 'store.missing') throw error;
      return [];
    }
  });

export const refused = (world: TaskWorld, input: Common & { readonly name: string }): Promise<RefusedView> =>
  reading(world, input, async (store) => {
    const found = [];
    for await (const { type, subtype, value, at, attempts, reason } of store.outbox.deadLetters(input.name)) {
      if (found.length >= MOST_REFUSED) return { refused: found, is_cut: true };
      found.push({ type, subtype, value, at: iso(at), attempts, reason });
    }
    return { refused: found, is_cut: false };
  });
