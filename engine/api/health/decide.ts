/** What state an instance is in, from what is known of it: nothing here reads a store, a file or a clock. */
import { formatDuration } from '../../language/basics/duration.ts';
import type { Lack } from '../../store/contract/window-seen.ts';
import { counted, instant, span } from '../wording/units.ts';
import { dueOf, type Due } from './due.ts';
import type { Bound, InstanceFacts, LastRun } from './facts.ts';

/** What needs somebody most comes first. */
export const STATES = [
  'store unwell',
  'overdue',
  'failing',
  'refused',
  'blocked by records',
  'partial',
  'drifting',
  'held',
  'source dormant',
  'never run',
  'nothing new',
  'up to date',
  'new',
] as const;

export type StateName = (typeof STATES)[number];

export interface Health {
  readonly state: StateName;
  /** Nothing mends it unless a person does something. */
  readonly needsSomebody: boolean;
  /** ms since epoch; undefined where that is not known. */
  readonly since: number | undefined;
  /** Why, in a sentence without a full stop. May hold a vendor's words. */
  readonly words: string;
  /** What to do; undefined where nothing is to be done. */
  readonly remedy: string | undefined;
  /** The line of the definition that it is about: `file:line:column`. */
  readonly place: string | undefined;
  /** When it runs next, ms since epoch. */
  readonly next: number | undefined;
}

type Verdict = Omit<Health, 'place' | 'next'> & { readonly place?: string | undefined };

const HOUR = 3_600_000;
/** A run may be under way for so long before nobody believes that it ends. */
const LONGEST_RUN = 6 * HOUR;

/** The first state that holds: what keeps others from being known comes before them. */
export const decide = (facts: InstanceFacts): Health => {
  const due = dueOf(facts.expected, lastSeen(facts), facts.now);
  const verdict =
    storeUnwell(facts) ??
    broken(facts) ??
    neverRun(facts, due) ??
    held(facts) ??
    overdue(facts, due) ??
    failed(facts, due) ??
    blocked(facts) ??
    partial(facts) ??
    drifting(facts) ??
    dormant(facts) ??
    well(facts);
  return { ...verdict, place: verdict.place ?? facts.place, next: due?.next };
};

const at = (iso: string | null | undefined): number | undefined => (typeof iso === 'string' ? Date.parse(iso) : undefined);

/** When it showed life last. */
const lastSeen = ({ last, now, isUnderWay }: InstanceFacts): number | undefined => {
  if (last === undefined) return undefined;
  if (isUnderWay && now - last.startedAt < LONGEST_RUN) return now;
  return Math.max(last.startedAt, last.endedAt ?? 0);
};

const storeUnwell = ({ store, last }: InstanceFacts): Verdict | undefined =>
  store?.isWhole === true
    ? { state: 'store unwell', needsSomebody: true, since: last?.endedAt, words: store.words, remedy: store.remedy }
    : undefined;

const broken = ({ broken: found, name }: InstanceFacts): Verdict | undefined =>
  found === undefined
    ? undefined
    : {
        state: 'failing',
        needsSomebody: true,
        since: found.since,
        words: `its next run can't begin: ${unended(found.message)}`,
        remedy: found.hint ?? `Mend it, then run it: feedwright run ${name}`,
        place: found.place,
      };

const neverRun = ({ name, last, standing, isUnderWay }: InstanceFacts, due: Due | undefined): Verdict | undefined => {
  if (standing !== undefined) return undefined;
  const isBeginning = isUnderWay && last !== undefined;
  const words = isBeginning
    ? `its first run is under way since ${instant(last.startedAt)}`
    : last === undefined
      ? `it has never run${due === undefined ? ', and nothing says when it is to' : `; it is to run ${due.says}`}`
      : 'no run of it has come to an end yet';
  return {
    state: 'never run',
    needsSomebody: due !== undefined && !isBeginning,
    since: last?.startedAt,
    words,
    remedy: isBeginning ? undefined : `Run it: feedwright run ${name}`,
  };
};

const held = ({ last }: InstanceFacts): Verdict | undefined => {
  if (last?.status !== 'held') return undefined;
  const why = last.summary?.held?.why;
  return {
    state: 'held',
    needsSomebody: true,
    since: last.endedAt ?? last.startedAt,
    words: `run ${last.run} is sealed and waits to be looked at${why === undefined ? '' : `: ${unended(why)}`}`,
    remedy: `See what it would change: feedwright review ${last.run}; then apply or discard it`,
  };
};

const overdue = ({ name, last, now, isUnderWay }: InstanceFacts, due: Due | undefined): Verdict | undefined => {
  if (due?.missed === undefined || last === undefined) return undefined;
  const what = isUnderWay
    ? `a run is under way since ${instant(last.startedAt)} and does not end`
    : last.endedAt === undefined
      ? `its last run was cut off after ${instant(last.startedAt)}`
      : `its last run ended ${instant(last.endedAt)}`;
  return {
    state: 'overdue',
    needsSomebody: true,
    since: due.missed,
    words: `it is to run ${due.says}, and was due ${span(now - due.missed)} ago: ${what}`,
    remedy: isUnderWay
      ? 'Look at what it waits for; end it, and the next run goes on where it stopped.'
      : `Look whether what starts it is alive; to run it now: feedwright run ${name}`,
  };
};

/** The network, and a vendor who is busy, come back by themselves. */
const passes = ({ code, status }: { readonly code: string; readonly status?: number }): boolean =>
  status === undefined ? code.startsWith('http.') || code === 'run.broken-off' : status === 429 || status >= 500;

const failed = ({ name, ended, standing }: InstanceFacts, due: Due | undefined): Verdict | undefined => {
  const error = ended?.summary?.error;
  if (standing === undefined || error === undefined || error === null) return undefined;
  const { outcome } = standing;
  const since = at(standing.since);
  const isFirst = ended?.endedAt !== undefined && since === ended.endedAt;
  const again = passes(error) && isFirst && due?.next !== undefined ? due.next : undefined;
  const state = outcome === 'store' ? 'store unwell' : outcome === 'blocked' ? 'blocked by records' : outcome;
  if (state === 'new' || state === 'same' || state === 'nothing') return undefined;
  const retried = again === undefined ? '' : `; it is tried again at ${instant(again)}`;
  return {
    state,
    needsSomebody: again === undefined,
    since,
    words: `${unended(error.message)}${retried}`,
    remedy: error.hint ?? `Mend it, then run it: feedwright run ${name}`,
    place: error.place,
  };
};

const blocked = ({ name, aside, standing }: InstanceFacts): Verdict | undefined => {
  if (aside === undefined) return undefined;
  const first = standing?.first_aside;
  return {
    state: 'blocked by records',
    needsSomebody: true,
    since: aside.since,
    words: `${counted(aside.count, 'record')} set aside: ${unended(aside.reason)}`,
    remedy: `Mend the definition; feedwright quarantine ${name} lists them, and says which run asks for them again`,
    place: first?.error === aside.reason ? first.place : undefined,
  };
};

const REMEDIES: Readonly<Record<Lack['what'], string>> = {
  pages: 'Run it again; if it stays so, look at how its pages end, or ask the vendor.',
  documents: 'The next run asks for them again; if it stays so, look at the quarantine, or ask the vendor.',
  total: 'Run it again; if it stays so, look at its pages and the filters of its request, or ask the vendor.',
  windows: 'Ask the vendor why it says to stop there.',
  rows: 'Look at what the vendor sends; if so few are usual, lower `rows.at_least`.',
  limit: 'Run it without --limit.',
};

const partial = ({ standing, ended }: InstanceFacts): Verdict | undefined => {
  const [first, ...more] = ended?.summary?.seen.lacks ?? [];
  if (standing?.outcome !== 'partial' || first === undefined) return undefined;
  return {
    state: 'partial',
    // Who asked for a part knows it.
    needsSomebody: [first, ...more].some(({ what }) => what !== 'limit'),
    since: at(standing.since),
    words: [first, ...more].map(({ words }) => unended(words)).join('; '),
    remedy: REMEDIES[first.what],
    place: first.place,
  };
};

const drifting = ({ name, drift }: InstanceFacts): Verdict | undefined => {
  const [first, ...more] = drift.filter(({ counts }) => counts);
  return first === undefined
    ? undefined
    : {
        state: 'drifting',
        needsSomebody: true,
        since: first.since,
        words: `${unended(first.words)}${more.length === 0 ? '' : `; and ${more.length} more`}`,
        remedy: `Read in the definition what the vendor sends now; if it is right as it is: feedwright run ${name} --accept-drift`,
        place: first.place,
      };
};

const ASK = 'Ask the vendor whether the source has moved or ended';

const dormant = ({ expected: { newestAge, changed }, standing, now }: InstanceFacts): Verdict | undefined => {
  if (standing === undefined) return undefined;
  const began = at(standing.began) ?? now;
  const newest = at(standing.newest_record);
  const isOver = (bound: Bound, from: number): boolean => now - from > bound.ms;
  if (newestAge !== undefined && isOver(newestAge, newest ?? began))
    return asleep(newestAge, newest ?? began, 'newest_age', {
      says:
        newest === undefined
          ? `it answers, but not one record has come since ${instant(began)}`
          : `it answers, but its newest record is of ${instant(newest)}, ${span(now - newest)} ago`,
    });
  const moved = at(standing.changed);
  if (changed !== undefined && isOver(changed, moved ?? began))
    return asleep(changed, moved ?? began, 'changed', {
      says: `it answers, but nothing of it has changed since ${instant(moved ?? began)}, ${span(now - (moved ?? began))} ago`,
    });
  return undefined;
};

const asleep = ({ ms, place }: Bound, from: number, key: string, { says }: { readonly says: string }): Verdict => ({
  state: 'source dormant',
  needsSomebody: place !== undefined,
  since: from + ms,
  words: `${says}${place === undefined ? '' : `; at most ${formatDuration(ms)} is expected`}`,
  remedy:
    place === undefined
      ? `${ASK}; \`health: { ${key}: … }\` of the feed says from when on it is to be told as wrong.`
      : `${ASK}; if such pauses are usual, raise \`${key}\`.`,
  place,
});

const well = ({ standing, ended }: InstanceFacts): Verdict => {
  const outcome = standing?.outcome ?? 'same';
  const since = at(standing?.since);
  const fine = { needsSomebody: false, since, remedy: undefined };
  if (outcome === 'new') return { ...fine, state: 'new', words: whatIsNew(ended) };
  if (outcome === 'nothing') return { ...fine, state: 'nothing new', words: whyNothing(ended) };
  const fetched = ended?.summary?.records.fetched ?? 0;
  return { ...fine, state: 'up to date', words: `${counted(fetched, 'record')} came, and changed nothing in the store` };
};

const whatIsNew = (ended: LastRun | undefined): string => {
  const { created = 0, updated = 0, withdrawn = 0 } = ended?.summary?.objects ?? {};
  const parts = [
    created === 0 ? '' : `${counted(created, 'new object')}`,
    updated === 0 ? '' : `${counted(updated, 'object')} changed`,
    withdrawn === 0 ? '' : `${counted(withdrawn, 'object')} withdrawn`,
  ].filter((part) => part !== '');
  const fetched = ended?.summary?.records.fetched ?? 0;
  return `${parts.join(', ')}, of ${counted(fetched, 'record')}`;
};

const whyNothing = (ended: LastRun | undefined): string => {
  const { seen, stop_reason: reason = '', windows = [], notes = {} } = ended?.summary ?? {};
  if (seen?.nothing_new === 'unchanged') return `the vendor says so: ${reason.replace(/^nothing new: /, '')}`;
  if (seen?.nothing_new === 'no_range') return 'no time has passed that could be asked for yet';
  const [since, until] = [windows[0]?.since, windows.at(-1)?.until];
  const range = until === undefined || until === null ? '' : ` for ${instant(at(since))} → ${instant(at(until))}`;
  const noted = Object.keys(notes).slice(0, 2).join(', ');
  return `the vendor says so: it has no record${range}${noted === '' ? '' : ` (${noted})`}`;
};

/** Without the full stop, so that it can be a part of a sentence. */
const unended = (text: string): string => text.trim().replace(/\.$/, '');
