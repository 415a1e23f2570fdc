import { UsageError } from '../../../language/basics/errors.ts';
import { advice, bindAgain } from '../../../api/runs/again.ts';
import { askedFeed } from '../../../api/store/asked-feed.ts';
import { withStore } from '../../../api/store/store-choice.ts';
import { iso, isoOr } from '../../../api/wording/units.ts';
import type { QuarantineQuery, QuarantineView } from '../../contract/quarantine.ts';
import { askedOf, withTexts } from '../asked.ts';
import type { Common, TaskWorld } from '../task.ts';
import { limitOf, reading } from './store.ts';

const USUAL = 100;
const MOST = 1000;

export const quarantine = (world: TaskWorld, input: Common & { readonly query: QuarantineQuery }): Promise<QuarantineView> =>
  reading(world, input, async (store, config) => {
    const { feed, run, limit } = input.query;
    const most = limitOf(limit, USUAL, MOST);
    const found = await Array.fromAsync(store.quarantine({ ...askedFeed(feed, config), run, limit: most + 1 }));
    const shown = found.slice(0, most);
    const again = bindAgain(world, askedOf(input), config, store);
    return {
      entries: await Promise.all(
        shown.map(async (entry) => ({
          feed: entry.feed,
          instance: entry.instance,
          partition: entry.partition,
          key: entry.key,
          place: entry.place,
          code: entry.code,
          error: entry.error,
          run: entry.run,
          since: isoOr(entry.since, null),
          until: isoOr(entry.until, null),
          at: iso(entry.at),
          next_run: (await again(entry)).nextRun,
        })),
      ),
      is_cut: found.length > most,
      advice: await advice(shown, again),
    };
  });

/** An entry of the quarantine. */
export interface EntryKey {
  readonly feed: string;
  readonly instance: string;
  readonly key: string;
}

/** What a run has to ask for, so that the record comes again. */
export const windowOfEntry = (
  world: TaskWorld,
  input: Common & { readonly entry: EntryKey },
): Promise<{ readonly since: string | null; readonly until: string | null }> =>
  reading(world, input, async (store) => {
    const { feed, instance, key } = input.entry;
    for await (const one of store.quarantine({ feed, instance }))
      if (one.key === key) return { since: isoOr(one.since, null), until: isoOr(one.until, null) };
    throw new UsageError('usage.unknown-entry', 'The quarantine has no such record any more.');
  });

export const forgetEntry = (
  world: TaskWorld,
  input: Common & { readonly entry: EntryKey },
): Promise<{ readonly forgotten: number }> =>
  withTexts(input, () =>
    withStore(world, askedOf(input), 'write', async (store) => ({ forgotten: await store.clearQuarantine(input.entry) })),
  );
