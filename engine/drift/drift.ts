import type { DriftPolicy } from '../language/feed/drift.ts';
import type { Feed, Pack } from '../language/model.ts';
import { changesIn, type Change } from './known/changes.ts';
import type { Json } from '../language/basics/json.ts';
import { isMemory, type Memory } from './known/memory.ts';
import { findingOf, type DriftFinding } from './told/finding.ts';
import { feedsFrom, type Fed } from './told/reads.ts';

/** What of a definition the shape of its records is held against. */
export interface Judged {
  readonly pack: Pack;
  readonly feed: Pick<Feed, 'name' | 'drift'>;
  /** The endpoint whose records are the feed's. */
  readonly main: string;
}

export interface Drift {
  readonly changes: readonly Change[];
  readonly findings: readonly DriftFinding[];
  /** What hangs on the first finding that counts. */
  readonly fed: readonly Fed[];
}

/** What is other now than it was, as the definition sees it: what it reads comes first, what it ignores not at all. */
export const driftIn = (memory: Memory, { pack, feed, main }: Judged): Drift => {
  const { drift } = feed;
  const found = changesIn(memory, drift).filter(({ path }) => !isIgnored(path, drift));
  if (found.length === 0) return { changes: [], findings: [], fed: [] };
  const fedBy = feedsFrom(memory, pack, feed.name);
  const told = found
    .map((change) => ({ change, fed: change.what === 'new' ? [] : fedBy(change.endpoint, change.path) }))
    .toSorted((a, b) => Number(b.fed.length > 0) - Number(a.fed.length > 0));
  return {
    changes: told.map(({ change }) => change),
    findings: told.map(({ change, fed }) => findingOf(change, fed, main)),
    fed: told[0]?.fed ?? [],
  };
};

/**
 * What is other now than it was, of what an instance remembers (as the store kept it). Nothing where the definition asks for something else by now
 * (`asked`): then the next run begins anew.
 */
export const presentDrift = (shape: Json | undefined, judged: Judged & Pick<Memory, 'asked'>): readonly DriftFinding[] =>
  isMemory(shape) && shape.asked === judged.asked ? driftIn(shape, judged).findings.filter(({ what }) => what !== 'new') : [];

const isIgnored = (path: readonly string[], { ignore }: DriftPolicy): boolean => {
  const names = path.filter((name) => name !== '[]');
  return ignore.some((one) => one.every((name, at) => names[at] === name));
};
