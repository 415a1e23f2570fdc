import { healthOf, type InstanceHealth } from '../../../api/health/health-of.ts';
import { isoOr } from '../../../api/wording/units.ts';
import { shownPath } from '../../../api/wording/shown-path.ts';
import type { HealthView } from '../../contract/feeds.ts';
import { askedOf, withTexts } from '../asked.ts';
import type { Common, TaskWorld } from '../task.ts';

/** How each instance is, and the store. */
export interface HealthTold {
  /** By the name of the instance or feed. */
  readonly instances: Readonly<Record<string, HealthView>>;
  readonly store: HealthView | null;
  /** For figures: the time of the last good run and of the newest record, ms since epoch, and records that are set aside. */
  readonly figures: Readonly<Record<string, HealthFigures>>;
}

export interface HealthFigures {
  readonly lastGood: number | null;
  readonly newestRecord: number | null;
  readonly quarantined: number;
}

const viewOf = (world: TaskWorld, one: InstanceHealth): HealthView => ({
  state: one.state,
  words: one.words,
  since: isoOr(one.since, null),
  last_good: isoOr(one.lastGood?.at, null),
  place: one.place === undefined ? null : shownPath(world, one.place),
  remedy: one.remedy ?? null,
  acts: one.needsSomebody,
});

export const health = (world: TaskWorld, input: Common): Promise<HealthTold> =>
  withTexts(input, async () => {
    const { instances, store } = await healthOf(world, askedOf(input));
    const { trouble } = store;
    const byName = <T>(of: (one: InstanceHealth) => T): Readonly<Record<string, T>> =>
      Object.fromEntries(instances.map((one) => [one.name, of(one)]));
    return {
      instances: byName((one) => viewOf(world, one)),
      figures: byName(({ lastGood, newestRecord, quarantined }) => ({
        lastGood: lastGood?.at ?? null,
        newestRecord: newestRecord ?? null,
        quarantined,
      })),
      store:
        trouble === undefined
          ? null
          : {
              state: 'store unwell',
              words: trouble.words,
              since: null,
              last_good: null,
              place: null,
              remedy: trouble.remedy,
              acts: true,
            },
    };
  });
