import type { Json } from '../language/basics/json.ts';
import type { DriftPolicy } from '../language/feed/drift.ts';
import type { Feed, Pack } from '../language/model.ts';
import { askedBy, type Asking } from './asked.ts';
import { changesIn, type Change } from './known/changes.ts';
import { isMemory, type Memory } from './known/memory.ts';
import { findingOf, type DriftFinding } from './told/finding.ts';
import { feedsFrom, type Fed, type FedBy } from './told/reads.ts';

export type WatchedFeed = Asking & Pick<Feed, 'drift'>;

/** A change with what hangs on it, and as it is told. */
export interface Drifted {
  readonly change: Change;
  readonly fed: readonly Fed[];
  readonly finding: DriftFinding;
}

/** What hangs on the paths that have been asked for; to follow a definition takes longer than to judge a window. */
export type KnownFed = Map<string, readonly Fed[]>;

/** What is other now than it was, as the definition sees it: what it reads comes first, what it ignores not at all. */
export const driftIn = (
  memory: Memory,
  pack: Pack,
  { name, drift }: Pick<Feed, 'name' | 'drift'>,
  known: KnownFed = new Map(),
): readonly Drifted[] => {
  const found = changesIn(memory, drift).filter(({ path }) => !isIgnored(path, drift));
  if (found.length === 0) return [];
  let fedBy: FedBy | undefined;
  const fedOf = ({ what, endpoint, path }: Change): readonly Fed[] => {
    if (what === 'new') return [];
    const key = JSON.stringify([endpoint, path]);
    const fed = known.get(key) ?? (fedBy ??= feedsFrom(memory, pack, name))(endpoint, path);
    known.set(key, fed);
    return fed;
  };
  return found
    .map((change) => {
      const fed = fedOf(change);
      return { change, fed, finding: findingOf(change, fed, memory.main) };
    })
    .toSorted((a, b) => Number(b.finding.counts) - Number(a.finding.counts));
};

/**
 * What is other now than it was, of what an instance remembers (as the store kept it). Nothing where the definition has come to ask for
 * something else: then the next run begins anew.
 */
export const presentDrift = (shape: Json | undefined, pack: Pack, feed: WatchedFeed): readonly DriftFinding[] =>
  isMemory(shape) && shape.asked.by === askedBy(pack, feed) ? driftIn(shape, pack, feed).map(({ finding }) => finding) : [];

const isIgnored = (path: readonly string[], { ignore }: DriftPolicy): boolean => {
  const names = path.filter((name) => name !== '[]');
  return ignore.some((one) => one.every((name, at) => names[at] === name));
};
