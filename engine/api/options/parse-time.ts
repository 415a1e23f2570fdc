import { parseDuration } from '../../language/basics/duration.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { parseInstant } from '../../language/basics/instant.ts';
import { noRange } from '../../plan/windows.ts';

/** A time of the command line in ms: ISO 8601 (UTC where it has no zone), epoch seconds, or a duration back from `now`. */
export const parseTime = (flag: string, text: string | undefined, now: number): number | undefined => {
  if (text === undefined) return undefined;
  const back = parseDuration(text);
  if (back !== undefined) return now - back;
  const time = /^\d{9,11}$/.test(text) ? Number(text) * 1000 : parseInstant(text);
  if (time !== undefined) return time;
  throw new UsageError('usage.time', `${flag} takes a time, not "${text}".`, {
    hint: 'Write 2026-01-31, 2026-01-31T12:00:00Z, epoch seconds, or a duration back from now such as P2D or PT6H.',
  });
};

/** Refuses a range that no run could have, before somebody else is to run it: an end that is no time, or a start that is not before the end. */
export const checkRange = (flags: Readonly<Record<'since' | 'until', string>>, asked: AskedEnds, now: number): void => {
  const until = parseTime(flags.until, asked.until, now) ?? now;
  const since = parseTime(flags.since, asked.since, now);
  if (since !== undefined && since >= until) throw noRange(since, until, flags);
};

interface AskedEnds {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}
