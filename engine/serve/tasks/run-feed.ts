import type { RunRow } from '../../api/views.ts';
import { heardFromMock } from '../../api/mock/asked-mock.ts';
import { fetchFeed } from '../../api/runs/run-feed.ts';
import { askedOf, withTexts } from './asked.ts';
import type { Looking } from './looking.ts';
import { lookOn } from './look-on.ts';
import type { Common, TaskWorld } from './task.ts';

export interface RunInput extends Common {
  /** An instance, or `pack/feed`. */
  readonly name: string;
  /** Its pages are kept, and it takes no shortcuts. */
  readonly look: boolean;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly limit?: number | undefined;
  /** Seals what comes, and does not apply it. */
  readonly hold?: boolean | undefined;
  /** Goes on with what was cut off, and begins nothing. */
  readonly resumeOnly?: boolean | undefined;
  readonly instance?: string | undefined;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

/** Fetches a feed, and tells of its requests and how far it is. Gives its row, and what was kept of it to be looked at. */
export const runFeedTask = (
  world: TaskWorld,
  input: RunInput,
): Promise<{ readonly row: RunRow; readonly looked: ReturnType<Looking['kept']> }> =>
  withTexts(input, async () => {
    const { name, look, since, until, dryRun, limit, resumeOnly, hold, instance, values } = input;
    const looking = lookOn(world, look, world.tell);
    const { onMock, tell: tellMock } = heardFromMock();
    const asked = {
      ...askedOf(input),
      since,
      until,
      dryRun,
      limit,
      resumeOnly,
      hold,
      instance,
      values,
      onMock,
      tellsStart: false,
      ...looking.asked,
    };
    const row = await fetchFeed(world, asked, name, looking.onEvent);
    if (row.status === 'failed') tellMock(world);
    return { row, looked: looking.kept() };
  });
