import { secretOptions } from '../../../api/options/secret-options.ts';
import type { World } from '../../../api/world.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import type { Action, Feed, Pack, UserField } from '../../../language/model.ts';
import type { LoadPack } from '../../../language/resolve.ts';
import type { MockDefinition } from '../../../mock/definition/mock-definition.ts';
import type { TestCase } from '../../case/read-case.ts';
import type { StepOutcome } from '../../expect/compare-step.ts';
import { playCase } from '../../testing/play-case.ts';
import type { Change } from '../changes/change.ts';
import { compareEndings, mustTell } from './endings.ts';
import { Hidden } from './hide.ts';
import { RecordsSeen } from './records-seen.ts';
import { nameOfTarget, type Side } from './side.ts';
import { stepChanges } from './step-changes.ts';

export interface Comparing {
  readonly world: World;
  readonly before: Side;
  readonly after: Side;
  /** The vendor of both. */
  readonly mock: MockDefinition;
  readonly load: LoadPack;
}

type Target = Feed | Action;

/**
 * Plays a case on both definitions and says what is not the same; undefined where only one of them has its feed or action. Throws
 * UsageError where the case tells nothing.
 */
export const compareCase = async (test: TestCase, comparing: Comparing): Promise<readonly Change[] | undefined> => {
  const { before, after, mock } = comparing;
  const of = nameOfTarget(test.target);
  const [old, latest] = [targetIn(before.pack, test, of), targetIn(after.pack, test, of)];
  if (old === undefined && latest === undefined) throw noTarget(test, of);
  if (old === undefined || latest === undefined) return undefined;
  const first = await playOn(before, old, latest, test, comparing);
  const second = await playOn(after, latest, old, test, comparing);
  const hidden = new Hidden(secretsOf(test, mock, [old, latest]), [old, latest]);
  hidden.learn([...first.outcomes, ...second.outcomes].flatMap(({ views }) => views));
  const changes: Change[] = [];
  for (const [index, step] of test.steps.entries()) {
    const both = [first.outcomes[index], second.outcomes[index]] as [StepOutcome, StepOutcome];
    const ended = compareEndings(step, both, of, hidden);
    changes.push(...ended.changes);
    if (ended.isOver) return changes;
    // Where the process died the two are at places of their own: what counts is what the next step makes of it.
    if (step.raw.kill === undefined)
      changes.push(...stepChanges(both, { of, where: step.title, hidden, records: [first.records, second.records] }));
  }
  mustTell(test, [...first.outcomes, ...second.outcomes]);
  return changes;
};

const playOn = async (
  side: Side,
  of: Target,
  other: Target,
  test: TestCase,
  { world, mock, load }: Comparing,
): Promise<{ readonly outcomes: readonly StepOutcome[]; readonly records: RecordsSeen }> => {
  const records = new RecordsSeen();
  const known = new Set(optionsOf(of).map(({ name }) => name));
  const unknown = new Set(
    optionsOf(other)
      .map(({ name }) => name)
      .filter((name) => !known.has(name)),
  );
  const reference = `${side.pack.file}#${of.name}`;
  const target = { pack: side.pack, of, reference, root: side.root, mock, unknown };
  const { outcomes } = await playCase(test, target, { world, places: { load }, more: { onMapped: records.onMapped } });
  return { outcomes, records };
};

const targetIn = ({ feeds, actions }: Pack, { kind }: TestCase, name: string): Target | undefined =>
  kind === 'feed' ? feeds.get(name) : actions.get(name);

const optionsOf = (of: Target): readonly UserField[] => [...of.userFields, ...('options' in of ? of.options : [])];

const secretsOf = (
  { raw, steps }: TestCase,
  { user }: MockDefinition,
  both: readonly Target[],
): ReturnType<typeof secretOptions> =>
  [user, raw.options, ...steps.map((step) => step.raw.options)].flatMap((given) =>
    both.flatMap((of) => secretOptions(optionsOf(of), given ?? {})),
  );

const noTarget = (test: TestCase, name: string): UsageError =>
  new UsageError('diff.no-target', `Neither version has the ${test.kind} "${name}" that the case is about.`, {
    place: test.placeOfKey(test.kind),
    hint: 'Take the case away, or name a feed or action that there is.',
  });
