/** When an instance is due: what its schedule makes of a time. Nothing here reads a clock. */
import { Cron } from 'croner';
import type { Place } from '../../language/basics/place.ts';

/** The turns of an instance: by a cron expression in a zone, or every so often, counted from 1970-01-01T00:00:00Z. */
export interface Schedule {
  /** As `feedwright.yaml` has it. */
  readonly text: string;
  /** `*` minute hour day month weekday, or undefined where `every` says it. */
  readonly cron: string | undefined;
  /** ms. */
  readonly every: number | undefined;
  /** An IANA name. */
  readonly zone: string;
  /** How far the turns of instances are spread, ms. */
  readonly jitter: number;
  /** What of that is this instance's: each of its turns is so much later, ms. Always the same, so that its turns keep their distance. */
  readonly offset: number;
  /** A turn that was missed, because nothing was running, is made up for at once; one run makes up for all of them. */
  readonly catchUp: boolean;
  readonly place: Place;
}

/** What decides when it is due. */
export type Turns = Pick<Schedule, 'cron' | 'every' | 'zone' | 'offset'>;

const SECOND = 1000;
/** Instances share few expressions: each is read once. */
const read = new Map<string, Cron>();
const MOST_REMEMBERED = 1000;

/** Throws what croner throws where it is no cron expression or no zone. */
const cronOf = (turns: Turns): Cron => {
  const key = `${turns.zone} ${turns.cron}`;
  const known = read.get(key);
  if (known !== undefined) return known;
  // A turn at an hour that the clock leaves out comes right behind it, one at an hour that comes twice comes once: in a list of hours too.
  const cron = new Cron(turns.cron ?? '', { mode: '5-part', timezone: turns.zone, fixedTimeRule: 'no-wildcard' });
  if (read.size >= MOST_REMEMBERED) read.clear();
  read.set(key, cron);
  return cron;
};

/** The first turn after a time, ms; undefined where none comes any more. */
export const dueAfter = (turns: Turns, time: number): number | undefined => {
  const from = time - turns.offset;
  if (turns.every !== undefined) return (Math.floor(from / turns.every) + 1) * turns.every + turns.offset;
  const next = cronOf(turns).nextRun(new Date(from));
  return next === null ? undefined : next.getTime() + turns.offset;
};

/** The last turn at a time or before it, ms; undefined where there was none. */
export const dueUntil = (turns: Turns, time: number): number | undefined => {
  const from = time - turns.offset;
  if (turns.every !== undefined) return Math.floor(from / turns.every) * turns.every + turns.offset;
  // It looks at whole seconds, and leaves out the one that it is given.
  const [last] = cronOf(turns).previousRuns(1, new Date(Math.floor(from / SECOND) * SECOND + SECOND));
  return last === undefined ? undefined : last.getTime() + turns.offset;
};

/** Between turns that follow each other, of those of a hundred: the least and the most, ms. */
const gapsOf = (turns: Turns): { readonly least: number; readonly most: number } | undefined => {
  if (turns.every !== undefined) return { least: turns.every, most: turns.every };
  let [least, most] = [Infinity, 0];
  let last = dueAfter(turns, 0);
  for (let count = 0; count < 100 && last !== undefined; count++) {
    const next = dueAfter(turns, last);
    if (next !== undefined) [least, most] = [Math.min(least, next - last), Math.max(most, next - last)];
    last = next;
  }
  return most === 0 ? undefined : { least, most };
};

/** The least time between turns that follow each other, ms; undefined where there are not two. */
export const shortestGap = (turns: Turns): number | undefined => gapsOf(turns)?.least;

/** The most. */
export const longestGap = (turns: Turns): number | undefined => gapsOf(turns)?.most;
