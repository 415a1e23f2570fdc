import type { Feed } from '../../language/model.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import type { RangeFlags } from '../shell/flags.ts';
import { parseTime } from '../shell/time.ts';
import { mockClock } from './mock-vendor.ts';

export interface Range {
  /** What counts as now; ms since epoch. */
  readonly now: number;
  readonly since: number | undefined;
  readonly until: number | undefined;
}

/**
 * The range that the flags ask for, with one now for both ends: else 90 days would be 90 days and a moment, which is a window
 * more. A mock's clock stands still at `--until`, else where its samples end; a run over it reads all of them each time.
 */
export const rangeOf = (flags: RangeFlags, feed: Feed, mock: MockDefinition | undefined, realNow: number): Range => {
  const clock = mock === undefined ? realNow : mockClock(mock, realNow);
  const until = parseTime('--until', flags.until, clock);
  const now = mock === undefined ? realNow : (until ?? clock);
  const usual = feed.window !== undefined && mock?.since !== undefined && mock.since < now ? mock.since : undefined;
  return { now, since: parseTime('--since', flags.since, now) ?? usual, until };
};
