import { resolve } from 'node:path';
import { findMock } from '../../api/mock/find-mock.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { type SecretOption, secretOptions } from '../../api/options/secret-options.ts';
import { openCatalog } from '../../api/packs/catalog.ts';
import type { AskedPlaces } from '../../api/asked.ts';
import type { World } from '../../api/world.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { parseInstant } from '../../language/basics/instant.ts';
import type { Place } from '../../language/basics/place.ts';
import { rootOf } from '../../language/find-packs.ts';
import { resolveAction, resolveFeed } from '../../language/resolve.ts';
import type { Action, Feed, Pack } from '../../language/model.ts';
import { cassetteAsMock, readCassette } from '../../mock/cassette/read-cassette.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import type { AskedRun } from '../../api/runs/run-feed.ts';
import type { ActionObject } from '../../run/action/act-contract.ts';
import { laterBy, type TestCase, type TestStep } from '../case/read-case.ts';
import { shownRequest } from '../expect/compare-requests.ts';
import { cassetteDifferences } from '../expect/compare-cassette.ts';
import { compareStep, type StepOutcome } from '../expect/compare-step.ts';
import type { Difference } from '../expect/difference.ts';
import { Lab } from '../lab/lab.ts';

/** What a case is about, found and read. */
export interface CaseTarget {
  readonly pack: Pack;
  readonly of: Feed | Action;
  /** The folder of definitions. */
  readonly root: string;
  readonly mock: MockDefinition;
}

export interface CaseResult {
  readonly test: TestCase;
  readonly differences: readonly Difference[];
  readonly outcomes: readonly StepOutcome[];
  /** What kept it from being run at all. */
  readonly error: EngineError | undefined;
  /** Milliseconds. */
  readonly took: number;
}

export interface CaseParts {
  readonly world: World;
  readonly places: AskedPlaces;
  /** Beside what each step says: probes and the like. */
  readonly more?: Partial<AskedRun> | undefined;
}

/** Finds what the case is about. Throws UsageError where there is no such feed, action or mock. */
export const targetOf = (test: TestCase, { world, places }: CaseParts): CaseTarget => {
  const catalog = openCatalog(world, places, readConfig(world.cwd, false));
  const root = catalog.rootFor(test.target);
  try {
    const found =
      test.kind === 'feed' ? resolveFeed(test.target, root, catalog.library) : resolveAction(test.target, root, catalog.library);
    const { pack } = found;
    const of = 'feed' in found ? found.feed : found.action;
    const mock = test.raw.cassette === undefined ? findMock(world, pack.name, rootOf(pack.file, root)) : cassetteOf(test);
    return { pack, of, root, mock };
  } catch (error) {
    throw placed(error, test.placeOfKey(test.kind));
  }
};

/** A mistake without a place of its own is one at this. */
const placed = (error: unknown, place: Place): unknown =>
  error instanceof UsageError && error.place === undefined && error.diagnostics.length === 0
    ? new UsageError(error.code, error.message, { place, hint: error.hint, cause: error })
    : error;

const cassetteOf = (test: TestCase): MockDefinition => {
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
    return done({ ...(await playCase(test, targetOf(test, parts), parts)), error: undefined });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return done({ differences: [], outcomes: [], error });
  }
};

const playCase = async (
  test: TestCase,
  target: CaseTarget,
  { world, places, more }: CaseParts,
): Promise<Pick<CaseResult, 'differences' | 'outcomes'>> => {
  const { raw, kind } = test;
  const { mock } = target;
  const opened = Lab.open({
    places: { ...places, definitions: target.root },
    kind,
    target: test.target,
    mock,
    clock: timeOf(raw.clock),
    since: timeOf(raw.since),
    variant: raw.variant,
    options: raw.options,
    signal: world.signal,
  });
  const lab = await opened.catch((error: unknown) => {
    throw placed(error, test.placeOfKey(raw.variant === undefined ? test.kind : 'variant'));
  });
  const secrets = secretOptions(target.of.userFields, { ...mock.user, ...raw.options });
  const outcomes: StepOutcome[] = [];
  const found: Difference[] = [];
  try {
    for (const [index, step] of test.steps.entries()) {
      const faults = [...(index === 0 ? (raw.faults ?? []) : []), ...(step.raw.faults ?? [])];
      const before = outcomes.at(-1)?.digest;
      const outcome = await playStep(lab, step, faults, { secrets, more, before }).catch((error: unknown) => {
        throw placed(error, step.place);
      });
      outcomes.push(outcome);
      found.push(...compareStep(step, outcome, test.folder), ...ownRules(test, step, outcome));
    }
    found.push(...cassetteDifferences(lab.vendor.player, test));
  } finally {
    await lab.close();
  }
  return { outcomes, differences: found };
};

interface StepParts {
  readonly secrets: readonly SecretOption[];
  readonly more: Partial<AskedRun> | undefined;
  /** What the store said before; undefined at the beginning. */
  readonly before: string | undefined;
}

const playStep = async (lab: Lab, { raw }: TestStep, faults: readonly string[], parts: StepParts): Promise<StepOutcome> => {
  const { clock, since, until, options, variant, limit, kill, again } = raw;
  const later = clock === undefined ? undefined : laterBy(clock);
  const result = await lab.run({
    clock: later === undefined ? timeOf(clock) : lab.clock.now() + later,
    since,
    until,
    options,
    variant,
    faults,
    limit,
    kill,
    again,
    objects: raw.objects as readonly ActionObject[] | undefined,
    more: parts.more,
  });
  const after = lab.state();
  return {
    result,
    requests: result.requests.map((one) => shownRequest(one, parts.secrets)),
    objects: after.objects,
    digest: after.digest,
    isSame: parts.before === after.digest,
    checkpoint: after.checkpoint,
  };
};

/** What holds for every step, whatever it expects. */
const ownRules = (test: TestCase, step: TestStep, { result, objects }: StepOutcome): readonly Difference[] => {
  const { expect, kill } = step.raw;
  const fails = expect?.error !== undefined || kill !== undefined;
  if (test.kind === 'action' || fails || objects.length > 0 || expect?.objects === 'none' || result.row?.status !== 'succeeded')
    return [];
  return [{ what: 'objects', expected: 'some, or `objects: none`', actual: 'nothing is in the store', place: step.place }];
};

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseInstant(text));
