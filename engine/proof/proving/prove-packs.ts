import { UsageError } from '../../language/basics/errors.ts';
import { nearest } from '../../language/basics/nearest.ts';
import { findCases } from '../case/find-cases.ts';
import { readCase, type TestCase } from '../case/read-case.ts';
import type { CaseParts } from '../testing/play-case.ts';
import { rememberPacks } from '../../api/packs/remember-packs.ts';
import { type FeedProof, proveFeed, type ProveOptions } from '../prove/prove-feed.ts';

/** The cases of each feed and action that is named, `pack` or `pack/feed`, or of all. Throws UsageError for a name without a case. */
export const casesByTarget = (parts: CaseParts, names: readonly string[]): ReadonlyMap<string, readonly TestCase[]> => {
  const packs = [...new Set(names.map((name) => name.split('/')[0] ?? name))];
  const all = findCases(parts.world, parts.places, packs).flatMap(({ files }) => files.map(readCase));
  const unknown = names.find((name) => !all.some(({ target }) => isNamed(target, name)));
  if (unknown !== undefined) throw noCase(` of ${unknown}`, suggestion(unknown, all));
  if (all.length === 0) throw noCase('', undefined);
  const wanted = all.filter(({ target }) => names.length === 0 || names.some((name) => isNamed(target, name)));
  return Map.groupBy(wanted, ({ target }) => target);
};

const isNamed = (target: string, name: string): boolean => name === target || name === target.split('/')[0];

const suggestion = (name: string, all: readonly TestCase[]): string | undefined => {
  const near = nearest(
    name,
    all.map(({ target }) => target),
  );
  return near === undefined ? undefined : `Did you mean \`${near}\`?`;
};

const noCase = (
  of: string,
  hint = 'A proof plays cases: write one under fixtures/<pack>/cases/; see "Cases" in schemas/reference.md.',
) => new UsageError('prove.no-case', `There is no case${of}.`, { hint });

/** Proves the feeds and actions that are named one after the other. Each pack is read once. */
export const provePacks = async (
  given: CaseParts,
  names: readonly string[],
  options: ProveOptions,
): Promise<readonly FeedProof[]> => {
  const parts = { ...given, places: { ...given.places, load: given.places.load ?? rememberPacks() } };
  const proofs: FeedProof[] = [];
  for (const [target, tests] of casesByTarget(parts, names)) proofs.push(await proveFeed(target, tests, parts, options));
  return proofs;
};
