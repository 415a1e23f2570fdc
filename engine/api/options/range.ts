import type { Feed } from '../../language/model.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import { isDecided } from '../../plan/decide-durations.ts';
import { FLAGS, noRange, planWindows } from '../../plan/windows.ts';
import type { AskedRange } from '../asked.ts';
import { parseTime } from './parse-time.ts';
import { mockClock } from '../mock/find-mock.ts';

export interface Range {
  /** What counts as now; ms since epoch. */
  readonly now: number;
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/**
 * The range that is asked for, with one now for both ends: else 90 days would be 90 days and a moment, which is a window
 * more. A mock's clock stands still at `--until`, else where its samples end; a run over it reads all of them each time.
 */
export const rangeOf = (asked: AskedRange, feed: Feed, mock: MockDefinition | undefined, realNow: number): Range => {
  const clock = mock === undefined ? realNow : mockClock(mock, realNow);
  const until = parseTime('--until', asked.until, clock);
  const now = mock === undefined ? realNow : (until ?? clock);
  const usual = feed.window !== undefined && mock?.since !== undefined && mock.since < now ? mock.since : undefined;
  return { now, since: parseTime('--since', asked.since, now) ?? usual, until };
};

/**
 * Refuses what no run could have, before somebody else is to run it: an end that is no time, a start that is not before the end; and of a
 * feed that is known, whose durations no option decides, all that a plan refuses.
 */
export const checkRange = (asked: AskedRange, now: number, { flags = FLAGS, feed }: Checked = {}): void => {
  const until = parseTime(flags.until, asked.until, now);
  const since = parseTime(flags.since, asked.since, now);
  if (since === undefined && until === undefined) return;
  if (feed !== undefined && isDecided(feed)) planWindows({ feed, now, since, until, checkpoint: undefined, clip: false });
  if (since !== undefined && since >= (until ?? now)) throw noRange(since, until ?? now, flags);
};

interface Checked {
  /** What the ends are asked with. */
  readonly flags?: typeof FLAGS;
  readonly feed?: Feed;
}
