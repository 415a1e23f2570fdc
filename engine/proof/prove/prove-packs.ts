import { UsageError } from '../../language/basics/errors.ts';
import { findCases } from '../case/find-cases.ts';
import { readCase, type TestCase } from '../case/read-case.ts';
import type { CaseParts } from '../testing/play-case.ts';
import { rememberPacks } from '../testing/remember-packs.ts';
import { type FeedProof, proveFeed, type ProveOptions } from './prove-feed.ts';

/** The cases of each feed and action that is named, `pack` or `pack/feed`, or of all. */
export const casesByTarget = (parts: CaseParts, names: readonly string[]): ReadonlyMap<string, readonly TestCase[]> => {
  const packs = [...new Set(names.map((name) => name.split('/')[0] ?? name))];
  const tests = findCases(parts.world, parts.places, packs).flatMap(({ files }) => files.map(readCase));
  const wanted = tests.filter(
    ({ target }) => names.length === 0 || names.some((name) => name === target || name === target.split('/')[0]),
  );
  if (wanted.length === 0)
    throw new UsageError('prove.no-case', `There is no case of ${names.join(', ')}.`, {
      hint: 'A proof plays cases: write one under fixtures/<pack>/cases/; see "Cases" in schemas/reference.md.',
    });
  return Map.groupBy(wanted, ({ target }) => target);
};

export const provePacks = async (
  given: CaseParts,
  names: readonly string[],
  options: ProveOptions,
): Promise<readonly FeedProof[]> => {
  const parts = { ...given, places: { ...given.places, load: rememberPacks() } };
  const proofs: FeedProof[] = [];
  for (const [target, tests] of casesByTarget(parts, names)) proofs.push(await proveFeed(target, tests, parts, options));
  return proofs;
};
