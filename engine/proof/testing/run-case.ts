import { resolve } from 'node:path';
import { findMock } from '../../api/mock/find-mock.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { openCatalog } from '../../api/packs/catalog.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { rootOf } from '../../language/find-packs.ts';
import { resolveAction, resolveFeed } from '../../language/resolve.ts';
import { cassetteAsMock, readCassette } from '../../mock/cassette/read-cassette.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import type { TestCase, TestStep } from '../case/read-case.ts';
import { cassetteDifferences } from '../expect/compare-cassette.ts';
import { faultDifferences, mockDifferences } from '../expect/compare-mock.ts';
import { compareStep, type StepOutcome } from '../expect/compare-step.ts';
import type { Difference } from '../expect/difference.ts';
import { type CaseParts, type CaseTarget, placed, playCase } from './play-case.ts';

export interface CaseResult {
  readonly test: TestCase;
  readonly differences: readonly Difference[];
  readonly outcomes: readonly StepOutcome[];
  /** What kept it from being run at all. */
  readonly error: EngineError | undefined;
  /** Milliseconds. */
  readonly took: number;
}

/** Finds what the case is about. Throws UsageError where there is no such feed, action or mock. */
export const targetOf = (test: TestCase, { world, places, mockOf = findMock }: CaseParts): CaseTarget => {
  const catalog = openCatalog(world, places, readConfig(world.cwd, false));
  const root = catalog.rootFor(test.target);
  try {
    const found =
      test.kind === 'feed'
        ? resolveFeed(test.target, root, catalog.vocabulary, catalog.loadPack)
        : resolveAction(test.target, root, catalog.vocabulary, catalog.loadPack);
    const { pack } = found;
    const of = 'feed' in found ? found.feed : found.action;
    const mock = test.raw.cassette === undefined ? mockOf(world, pack.name, rootOf(pack.file, root)) : cassetteOf(test);
    // By its file: nobody need look for it again.
    return { pack, of, reference: `${pack.file}#${of.name}`, root, mock };
  } catch (error) {
    throw placed(error, test.placeOfKey(test.kind));
  }
};

/** The recording that the case plays, as a vendor. */
export const cassetteOf = (test: TestCase): MockDefinition => {
  const { cassette = '' } = test.raw;
  return cassetteAsMock(readCassette(resolve(test.folder, cassette), test.placeOfKey('cassette')));
};

/** Runs a case over a vendor, a store and a time of its own. */
export const runCase = async (test: TestCase, parts: CaseParts): Promise<CaseResult> => {
  const from = parts.world.ticks();
  const done = (result: Pick<CaseResult, 'differences' | 'outcomes' | 'error'>): CaseResult => ({
    test,
    ...result,
    took: parts.world.ticks() - from,
  });
  try {
    return done({ ...(await checkCase(test, parts)), error: undefined });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return done({ differences: [], outcomes: [], error });
  }
};

const checkCase = async (test: TestCase, parts: CaseParts): Promise<Pick<CaseResult, 'differences' | 'outcomes'>> => {
  const { outcomes, player } = await playCase(test, targetOf(test, parts), parts);
  const ofSteps = test.steps.flatMap((step, index) => {
    const outcome = outcomes[index] as StepOutcome;
    return [...compareStep(step, outcome, test.folder), ...mockDifferences(step, outcome), ...ownRules(test, step, outcome)];
  });
  return { outcomes, differences: [...ofSteps, ...faultDifferences(test, outcomes), ...cassetteDifferences(player, test)] };
};

/** What holds for every step, whatever it expects. */
const ownRules = (test: TestCase, step: TestStep, { result, objects }: StepOutcome): readonly Difference[] => {
  const { expect, kill } = step.raw;
  const fails = expect?.error !== undefined || kill !== undefined;
  if (test.kind === 'action' || fails || objects.length > 0 || expect?.objects === 'none' || result.row?.status !== 'succeeded')
    return [];
  return [{ what: 'objects', expected: 'some, or `objects: none`', actual: 'nothing is in the store', place: step.place }];
};
