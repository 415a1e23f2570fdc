/** What is to be run now: a function of what is known of each instance, the time, and how many runs there is room for. */
import { dueAfter, dueUntil, type Turns } from '../../api/config/schedule.ts';

/** What is known of one instance, or of a feed that somebody asked for. Times in ms since epoch. */
export interface Standing {
  readonly name: string;
  /** Undefined: it runs when somebody asks for it. */
  readonly turns: (Turns & { readonly catchUp: boolean }) | undefined;
  /** Turns up to here have had their run, or never were any. */
  readonly served: number;
  /** Since when it could have been run: the server was up, it was not paused, no run of it was under way. */
  readonly open: number;
  /** When its last run began; 0: never. Of those that are due since the same time, the one that has waited longest goes first. */
  readonly lastBegun: number;
  /** One of its runs is under way, or handed out. */
  readonly isUnderWay: boolean;
  readonly isPaused: boolean;
  /** Not before: something else holds it, or its last run took its process with it. */
  readonly notBefore: number;
  /** Somebody wants it at once, since then; a pause does not hold that up. */
  readonly asked: number | undefined;
  /** A run was cut off, and goes on at once. */
  readonly isCut: boolean;
}

/** Why a run begins. */
export type Because = 'turn' | 'missed' | 'asked' | 'cut off';

export interface Start {
  readonly name: string;
  readonly because: Because;
  /** Since when it has been due. */
  readonly due: number;
  /** The turns up to here are this run's. */
  readonly serves: number;
  /** Turns for which nothing could be run, and which this run makes up for. */
  readonly missed: Missed | undefined;
}

/** Turns for which there was no run. */
export interface Missed {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

export interface Decision {
  /** The one that is due for the longest comes first. */
  readonly starts: readonly Start[];
  /** Missed turns that nothing makes up for, by instance: they are told, and `served` moves to their last. */
  readonly passed: ReadonlyMap<string, Missed>;
  /** Due, with no room for them yet: the order in which they come. */
  readonly waiting: readonly string[];
  /** When to look again, if nothing else happens; undefined: never. */
  readonly next: number | undefined;
}

/** More missed turns than this are not counted one by one, which would keep the loop: the others are as far apart as these on average. */
const MOST_COUNTED = 500;

interface Due {
  readonly standing: Standing;
  readonly since: number;
}

/** `room`: how many runs may begin. */
export const decide = (all: Iterable<Standing>, now: number, room: number): Decision => {
  const due: Due[] = [];
  const passed = new Map<string, Missed>();
  let next: number | undefined;
  const lookAt = (time: number | undefined): void => {
    if (time !== undefined && (next === undefined || time < next)) next = time;
  };
  for (const one of all) {
    if (one.isUnderWay) continue;
    const missed = passedBy(one, now);
    if (missed !== undefined) passed.set(one.name, missed);
    const standing = missed === undefined ? one : { ...one, served: missed.last };
    const since = dueSince(standing, now);
    if (since === undefined) lookAt(turnBehind(standing));
    else if (standing.notBefore > now) lookAt(standing.notBefore);
    else due.push({ standing, since });
  }
  due.sort(
    (a, b) => a.since - b.since || a.standing.lastBegun - b.standing.lastBegun || (a.standing.name < b.standing.name ? -1 : 1),
  );
  const starts = due.slice(0, Math.max(0, room)).map(({ standing, since }) => startOf(standing, since, now));
  return { starts, passed, waiting: due.slice(starts.length).map(({ standing }) => standing.name), next };
};

/** The turn behind the one that was looked for last: whoever looks again and again does not work it out anew. */
const known = new WeakMap<Turns, { readonly served: number; readonly next: number | undefined }>();

const nextTurn = (turns: Turns, served: number): number | undefined => {
  const last = known.get(turns);
  if (last?.served === served) return last.next;
  const next = dueAfter(turns, served);
  known.set(turns, { served, next });
  return next;
};

/** The first turn that has had no run. */
export const turnBehind = ({ turns, served, isPaused }: Pick<Standing, 'turns' | 'served' | 'isPaused'>): number | undefined =>
  turns === undefined || isPaused ? undefined : nextTurn(turns, served);

/** Turns that were missed by one that makes up for none. */
const passedBy = ({ turns, served, open, isPaused }: Standing, now: number): Missed | undefined => {
  if (turns === undefined || turns.catchUp || isPaused) return undefined;
  const until = Math.min(open, now + 1);
  const first = nextTurn(turns, served);
  if (first === undefined || first >= until) return undefined;
  return missedFrom(turns, first, until - 1);
};

const missedFrom = (turns: Turns, first: number, until: number): Missed => {
  if (turns.every === undefined) {
    const last = dueUntil(turns, until) ?? first;
    return { count: countOf(turns, first, last), first, last };
  }
  const count = Math.floor((until - first) / turns.every) + 1;
  return { count, first, last: first + (count - 1) * turns.every };
};

/** Counts that were asked for lately: after a long time away many instances have missed the same turns. */
const counted = new Map<string, number>();
const MOST_REMEMBERED = 100;

/** How many turns there are from one to another, both among them. */
const countOf = (turns: Turns, first: number, last: number): number => {
  const { cron, zone, offset } = turns;
  const key = JSON.stringify([cron, zone, first - offset, last - offset]);
  const before = counted.get(key);
  if (before !== undefined) return before;
  let [count, at] = [1, first];
  while (at < last && count < MOST_COUNTED) {
    at = dueAfter(turns, at) ?? last;
    count += 1;
  }
  if (at < last) count += Math.round((last - at) / ((at - first) / (count - 1)));
  if (counted.size >= MOST_REMEMBERED) counted.clear();
  counted.set(key, count);
  return count;
};

/** Since when it is due; undefined: it is not. */
const dueSince = (one: Standing, now: number): number | undefined => {
  if (one.asked !== undefined) return one.asked;
  if (one.isPaused) return undefined;
  const first = turnBehind(one);
  if (first !== undefined && first <= now) return first;
  return one.isCut ? now : undefined;
};

const startOf = (one: Standing, due: number, now: number): Start => {
  const { name, turns, asked, isCut, served, open } = one;
  const first = turnBehind(one);
  const isTurn = turns !== undefined && first !== undefined && first <= now;
  if (isCut && asked === undefined) return { name, because: 'cut off', due, serves: served, missed: undefined };
  const serves = isTurn ? (dueUntil(turns, now) ?? served) : served;
  const missed = isTurn && first < open ? missedFrom(turns, first, Math.min(open - 1, now)) : undefined;
  return { name, because: asked !== undefined ? 'asked' : missed === undefined ? 'turn' : 'missed', due, serves, missed };
};
