import type { Kind } from '../fold/shape.ts';
import { isUnlikely, NEARLY_ALWAYS, type Tally } from './chance.ts';
import { countPaths, type Counted, type Known, type Lapse, type Memory, type Moment } from './memory.ts';

/**
 * Of so many windows at most one has a change that is none, whatever the number of paths: some years of runs every ten minutes. What is new
 * proves itself for so many windows, until then what came before it counts.
 */
const ONE_WINDOW_IN = 100_000;
const YOUNG = 5;

/** A path of one endpoint whose shape is another one than it was. Its members are not told of beside it. */
export interface Change {
  /** `sparse`: in at most half as many as before, but not in none. `kind`: what it holds is of another kind, or of further ones. */
  readonly what: 'gone' | 'blank' | 'sparse' | 'kind' | 'new';
  readonly endpoint: string;
  /** Names from the record; `[]` behind a list's, `*` for names that are data. */
  readonly path: readonly string[];
  /** Kinds that it had before, and has now. */
  readonly was: readonly Kind[];
  readonly now: readonly Kind[];
  /** New ones beside it, since it went: one of them may be its name now. */
  readonly appeared: readonly string[];
  /** Of so many places that were looked at since, so many have it; of `kind`: have it in one of the kinds before. */
  readonly looked: number;
  readonly have: number;
  /** Places since, with those that were not looked at. */
  readonly of: number;
  /** The share that had it before, 0..1. */
  readonly before: number;
  readonly since: Moment;
  /** The number of the last window that showed it. */
  readonly last: number;
}

/** What makes a change count. */
export interface Thresholds {
  /** Since so many records (elements, within a list) at least. */
  readonly records: number;
  /** Of what at least such a share of them had before. */
  readonly share: number;
}

/** What is other now than it was. What is new is told once: `markTold` notes it down. */
export const changesIn = (memory: Memory, thresholds: Thresholds): readonly Change[] =>
  Object.entries(memory.sources).flatMap(([endpoint, known]) => {
    const chance = 1 / ONE_WINDOW_IN / countPaths(known);
    const { windows, asked } = memory;
    const finder = new Finder(endpoint, { ...thresholds, chance, sendsAgain: asked.again, windows });
    finder.within(known, []);
    return finder.changes;
  });

type Told = Omit<Lapse, 'q' | 'named'>;

interface Bounds extends Thresholds {
  /** What is likelier by chance does not count. */
  readonly chance: number;
  readonly sendsAgain: boolean;
  /** What is told but once shows in the last of so many. */
  readonly windows: number;
}

class Finder {
  readonly changes: Change[] = [];
  readonly #endpoint: string;
  readonly #bounds: Bounds;

  constructor(endpoint: string, bounds: Bounds) {
    this.#endpoint = endpoint;
    this.#bounds = bounds;
  }

  within(known: Known, path: readonly string[]): void {
    const members = Object.entries(known.members ?? {});
    const taken = new Set(members.flatMap(([name, one]) => this.#lapsed(one, [...path, name], known)));
    for (const [name, one] of members) {
      if (isLapsed(one, this.#bounds)) continue;
      const own = [...path, name];
      if (!taken.has(name)) this.#appeared(one, own);
      if (!this.#kinds(one, own)) this.within(one, own);
    }
    for (const [name, one] of [['[]', known.items] as const, ['*', known.entries] as const]) {
      if (one === undefined) continue;
      const own = [...path, name];
      if (!this.#kinds(one, own)) this.within(one, own);
    }
  }

  /** Gives the names that may have taken its place. */
  #lapsed(one: Known, path: readonly string[], parent: Known): readonly string[] {
    const { lapse } = one;
    if (lapse === undefined || !isLapsed(one, this.#bounds)) return [];
    const appeared = lapse.k > 0 || lapse.named > 0 ? [] : appearedSince(one, lapse, parent);
    const what = lapse.k > 0 ? 'sparse' : lapse.named > 0 ? 'blank' : 'gone';
    this.#add(what, path, { was: kindsOf(one), now: [], appeared, lapse, before: shareOf(one) });
    return appeared;
  }

  #appeared(one: Known, path: readonly string[]): void {
    if (!isNew(one, this.#bounds)) return;
    const { first, seen } = one;
    const { n, k } = seen;
    this.#add('new', path, {
      was: [],
      now: kindsOf(one),
      appeared: [],
      lapse: { ...first, n, k, w: seen.w, of: n, last: this.#bounds.windows },
      before: 0,
    });
  }

  #kinds(one: Known, path: readonly string[]): boolean {
    const all = Object.entries(one.kinds) as [Kind, Counted][];
    const left = all.filter(([, counted]) => isLapsed(counted, this.#bounds));
    const came = all.filter(([, counted]) => isNew(counted, this.#bounds));
    const [[, lost] = []] = left;
    const [[, found] = []] = came;
    const others = all.filter(([kind, counted]) => counted.lapse?.k !== 0 && !left.some(([name]) => name === kind));
    if (lost?.lapse !== undefined && others.length > 0)
      this.#add('kind', path, {
        was: left.map(([kind]) => kind),
        now: others.map(([kind]) => kind),
        appeared: [],
        lapse: lost.lapse,
        before: shareOf(lost),
      });
    else if (found?.first !== undefined)
      this.#add('kind', path, {
        was: all.filter(([, counted]) => !isNew(counted, this.#bounds)).map(([kind]) => kind),
        now: all.filter(([, counted]) => counted.lapse?.k !== 0).map(([kind]) => kind),
        appeared: [],
        lapse: { ...found.first, ...found.seen, k: found.seen.n - found.seen.k, of: found.seen.n, last: this.#bounds.windows },
        before: 1,
      });
    else return false;
    return true;
  }

  #add(
    what: Change['what'],
    path: readonly string[],
    {
      lapse: { n, k, w, of, run, at, window, last },
      ...rest
    }: Pick<Change, 'was' | 'now' | 'appeared' | 'before'> & { readonly lapse: Told },
  ): void {
    // What came again and again is counted once.
    const times = this.#bounds.sendsAgain ? w : 1;
    const counts = { looked: n / times, have: k / times, of: of / times };
    this.changes.push({ what, endpoint: this.#endpoint, path, ...rest, ...counts, since: { run, at, window }, last });
  }
}

/** So much came before: of what is young, with the places before it. */
const before = ({ seen, first }: Counted): Counted['seen'] =>
  first === undefined || seen.w >= YOUNG ? seen : { ...seen, n: seen.n + first.n, w: seen.w + first.w };

const shareOf = (counted: Counted): number => {
  const { n, k } = before(counted);
  return n === 0 ? 0 : k / n;
};

const isLapsed = (counted: Counted, { records, share, chance, sendsAgain }: Bounds): boolean => {
  const { lapse } = counted;
  if (lapse === undefined || lapse.n < records || shareOf(counted) < share) return false;
  if (lapse.k > 0 && shareOf(counted) < NEARLY_ALWAYS) return false;
  const times = sendsAgain ? lapse.w : 1;
  return isUnlikely(chance, { k: lapse.k / times, n: lapse.n / times }, once(before(counted), sendsAgain));
};

/** It came for the first time where much came before, in so many that it is no rarity. */
const isNew = (
  counted: Counted,
  { chance, sendsAgain }: Bounds,
): counted is Counted & { readonly first: NonNullable<Counted['first']> } => {
  const { first, seen, lapse } = counted;
  if (first === undefined || first.told === true || lapse !== undefined) return false;
  const { n, w } = first;
  const times = sendsAgain ? seen.w : 1;
  const absent = once({ n, k: n, q: n, w }, sendsAgain);
  return isUnlikely(chance, { k: (seen.n - seen.k) / times, n: seen.n / times }, absent);
};

/** What came again and again is evidence once. */
const once = (tally: Tally, sendsAgain: boolean): Tally =>
  sendsAgain && tally.w > 0 ? { ...tally, n: tally.n / tally.w, k: tally.k / tally.w, q: tally.q / tally.w } : tally;

const kindsOf = ({ kinds }: Known): readonly Kind[] =>
  (Object.entries(kinds) as [Kind, Counted][])
    .filter(([, { lapse }]) => lapse === undefined)
    .toSorted(([, a], [, b]) => b.seen.k - a.seen.k)
    .map(([kind]) => kind);

/** Names beside it that came first when it went, as much as it did, and as something like it. */
const appearedSince = (gone: Known, { window }: Lapse, { members = {} }: Known): readonly string[] => {
  const kinds = kindsOf(gone);
  return Object.entries(members)
    .filter(([, one]) => one !== gone && one.lapse === undefined && (one.first?.window ?? 0) >= window)
    .filter(([, { seen }]) => seen.k / seen.n >= shareOf(gone) / 2)
    .toSorted(([, a], [, b]) => Number(isLike(b, kinds)) - Number(isLike(a, kinds)))
    .map(([name]) => name);
};

const isLike = (one: Known, kinds: readonly Kind[]): boolean => kindsOf(one).some((kind) => kinds.includes(kind));
