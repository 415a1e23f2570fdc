/** When an instance should run, and whether it should have. */
import { formatDuration } from '../../language/basics/duration.ts';
import { dueAfter } from '../config/schedule.ts';
import type { ExpectedFacts } from './facts.ts';

export interface Due {
  /** The next turn, ms since epoch; undefined where nothing says when it runs. */
  readonly next: number | undefined;
  /** The first turn that was missed; undefined where none was. */
  readonly missed: number | undefined;
  /** By what, as the end of a sentence: `every PT5M`. */
  readonly says: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A turn may come late by half of what lies behind it: not by more than an hour, and by a minute always. */
const grace = (gap: number): number => Math.min(Math.max(gap / 2, MINUTE), HOUR);

/** `seen`: when it ran last, or undefined. Undefined where nothing says when it runs. */
export const dueOf = ({ every, schedule }: ExpectedFacts, seen: number | undefined, now: number): Due | undefined => {
  if (every !== undefined) {
    const next = seen === undefined ? undefined : seen + every;
    const isMissed = next !== undefined && now > next + every / 10;
    return { next, missed: isMissed ? next : undefined, says: `every ${formatDuration(every)}` };
  }
  if (schedule === undefined) return undefined;
  const says = schedule.cron === undefined ? schedule.text : `\`${schedule.text}\` in ${schedule.zone}`;
  const missed = seen === undefined ? undefined : dueAfter(schedule, seen);
  const after = missed === undefined ? undefined : (dueAfter(schedule, missed) ?? missed + HOUR);
  const isMissed = missed !== undefined && after !== undefined && now > missed + grace(after - missed);
  return { next: dueAfter(schedule, now), missed: isMissed ? missed : undefined, says };
};
