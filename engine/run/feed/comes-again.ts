import { iso } from '../../language/basics/instant.ts';
import type { DecidedFeed } from '../../language/model.ts';
import type { Checkpoint, WindowRange } from '../../store/contract/store.ts';

/** Does the next run of a feed ask again for what was set aside? `in part`: for some of it. */
export interface ComesAgain {
  readonly nextRun: 'yes' | 'no' | 'in part';
  /** What the next run does, and what is to be done where that is not enough. */
  readonly words: string;
}

export interface SetAsideOf {
  readonly feed: DecidedFeed;
  /** As a command line names the feed: `pack/feed`, or its instance. */
  readonly name: string;
  /** '' without. */
  readonly partition: string;
  readonly checkpoint: Checkpoint;
  /** Of the windows that set it aside. */
  readonly range: WindowRange;
}

export function comesAgain(given: SetAsideOf): ComesAgain {
  const { feed, name, partition } = given;
  if (feed.window !== undefined) return byWindow(feed.window, given);
  const again = `feedwright state rewind ${name}${partition === '' ? '' : ` --partition '${partition}'`} --all`;
  switch (feed.state?.kind) {
    case undefined:
    case 'unchanged':
      return { nextRun: 'yes', words: 'the next run reads everything again' };
    case 'largest':
      return {
        nextRun: 'in part',
        words: `the next run asks from the kept state on (with \`overlap\`, from so much before it): for what lies before, ${again}`,
      };
    default:
      return { nextRun: 'no', words: `the next run goes on behind it: to have it, ${again}` };
  }
}

function byWindow({ lookback, align }: NonNullable<DecidedFeed['window']>, { name, checkpoint, range }: SetAsideOf): ComesAgain {
  const { until: covered } = checkpoint;
  const { since, until } = range;
  if (covered === undefined || since === undefined || until === undefined)
    return { nextRun: 'yes', words: 'the next run is as the first one' };
  const reach = covered - lookback;
  const start = align === undefined ? reach : Math.floor(reach / align) * align;
  if (since >= start) return { nextRun: 'yes', words: `the next run starts at ${iso(start)}` };
  const run = `feedwright run ${name} --since ${iso(since)} --until ${iso(Math.min(until, start))}`;
  return until <= start
    ? { nextRun: 'no', words: `the next run starts at ${iso(start)}, behind it: to have it, ${run}` }
    : { nextRun: 'in part', words: `the next run starts at ${iso(start)}: for what lies before, ${run}` };
}
