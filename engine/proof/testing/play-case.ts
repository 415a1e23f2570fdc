import type { findMock } from '../../api/mock/find-mock.ts';
import type { AskedPlaces } from '../../api/asked.ts';
import { type SecretOption, secretOptions } from '../../api/options/secret-options.ts';
import type { AskedRun } from '../../api/runs/run-feed.ts';
import type { World } from '../../api/world.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { parseInstant } from '../../language/basics/instant.ts';
import type { Place } from '../../language/basics/place.ts';
import type { Action, Feed, Pack } from '../../language/model.ts';
import type { CassettePlayer } from '../../mock/cassette/play-cassette.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import type { ActionObject } from '../../run/action/act-contract.ts';
import type { RawStep } from '../case/case-shape.ts';
import { laterBy, type TestCase, type TestStep } from '../case/read-case.ts';
import type { HitLog } from '../coverage/hits.ts';
import { shownRequest } from '../expect/compare-requests.ts';
import type { StepOutcome } from '../expect/compare-step.ts';
import { Lab, type LabSetup, type LabStep } from '../lab/lab.ts';

/** What a case is about, found and read. */
export interface CaseTarget {
  readonly pack: Pack;
  readonly of: Feed | Action;
  /** The same as a command line names it: `pack/feed`, or `path/to/file.yaml#feed`. */
  readonly reference: string;
  /** The folder of definitions. */
  readonly root: string;
  readonly mock: MockDefinition;
  /** Options of the case that this definition doesn't know; the vendor does. */
  readonly unknown?: ReadonlySet<string> | undefined;
}

export interface CaseParts {
  readonly world: World;
  readonly places: AskedPlaces;
  /** Finds a pack's mock; by default its file is read anew. */
  readonly mockOf?: typeof findMock;
  /** Beside what each step says: probes and the like. */
  readonly more?: Partial<AskedRun> | undefined;
  /** Told what the runs take of their definitions. */
  readonly hits?: HitLog | undefined;
}

export interface Played {
  readonly outcomes: readonly StepOutcome[];
  /** Of a recorded vendor: which of its exchanges were asked for. */
  readonly player: CassettePlayer | undefined;
}

/** The vendor, store and time of a case. */
export const labSetup = (
  { raw, kind }: TestCase,
  { mock, reference, root, unknown }: CaseTarget,
  { world, places }: Pick<CaseParts, 'world' | 'places'>,
): LabSetup => ({
  places: { ...places, definitions: root },
  kind,
  target: reference,
  mock,
  clock: timeOf(raw.clock),
  since: timeOf(raw.since),
  variant: raw.variant,
  options: raw.options,
  unknown,
  signal: world.signal,
});

/** Plays the steps of a case over a vendor, a store and a time of its own. */
export const playCase = async (
  test: TestCase,
  target: CaseTarget,
  { world, places, more: asked, hits }: CaseParts,
): Promise<Played> => {
  const { raw, kind } = test;
  const opened = Lab.open(labSetup(test, target, { world, places }));
  const lab = await opened.catch((error: unknown) => {
    throw placed(error, test.placeOfKey(raw.variant === undefined ? kind : 'variant'));
  });
  const secrets = secretOptions(target.of.userFields, { ...target.mock.user, ...raw.options });
  const more = hits === undefined ? asked : { ...asked, probe: hits.probeOf(target.pack.file) };
  const outcomes: StepOutcome[] = [];
  try {
    for (const step of test.steps) {
      const before = outcomes.at(-1)?.digest;
      const outcome = await playStep(lab, step, { secrets, more, before }).catch((error: unknown) => {
        throw placed(error, step.place);
      });
      outcomes.push(outcome);
    }
  } finally {
    await lab.close();
  }
  return { outcomes, player: lab.vendor.player };
};

/** A mistake without a place of its own is one at this. */
export const placed = (error: unknown, place: Place): unknown =>
  error instanceof UsageError && error.place === undefined && error.diagnostics.length === 0
    ? new UsageError(error.code, error.message, { place, hint: error.hint, cause: error })
    : error;

interface StepParts {
  readonly secrets: readonly SecretOption[];
  readonly more: Partial<AskedRun> | undefined;
  /** What the store said before; undefined at the beginning. */
  readonly before: string | undefined;
}

const playStep = async (lab: Lab, { raw, faults }: TestStep, parts: StepParts): Promise<StepOutcome> => {
  const at = stepTime(raw.clock);
  const result = await lab.run({
    ...labStep(raw),
    clock: at === undefined || 'instant' in at ? at?.instant : lab.clock.now() + at.later,
    faults: faults.map(({ text }) => text),
    limit: raw.limit,
    kill: raw.kill,
    more: parts.more,
  });
  const after = lab.state();
  return {
    result,
    requests: result.requests.map((one) => shownRequest(one, parts.secrets)),
    objects: after.objects,
    views: after.views,
    digest: after.digest,
    isSame: parts.before === after.digest,
    checkpoint: after.checkpoint,
  };
};

/** What a step asks for, without its time and its trouble. */
export const labStep = ({ since, until, options, variant, again, objects }: RawStep): LabStep => ({
  since,
  until,
  options,
  variant,
  again,
  objects: objects as readonly ActionObject[] | undefined,
});

/** When a step begins: ms since epoch, or how many ms later than the end of the one before; undefined where it doesn't say. */
export const stepTime = (clock: string | undefined): StepTime | undefined => {
  if (clock === undefined) return undefined;
  const later = laterBy(clock);
  return later === undefined ? { instant: parseInstant(clock) ?? 0 } : { later };
};

export type StepTime = { readonly instant: number } | { readonly later: number };

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseInstant(text));
