import { parseDuration } from '../../language/basics/duration.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { parseInstant } from '../../language/basics/instant.ts';

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
