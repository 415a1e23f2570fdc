import { UsageError } from '../../../language/basics/errors.ts';
import type { TestCase, TestStep } from '../../case/read-case.ts';
import { failureOf, type StepOutcome } from '../../expect/compare-step.ts';
import type { Change } from '../changes/change.ts';
import type { ChangeId } from '../changes/change-kinds.ts';
import type { Hidden } from './hide.ts';

interface Ended {
  readonly changes: readonly Change[];
  /** Nothing behind it can be compared. */
  readonly isOver: boolean;
}

/** How a step ended with both definitions. Throws UsageError where it fails with both, and nobody has expected that. */
export const compareEndings = (
  step: TestStep,
  [old, latest]: readonly [StepOutcome, StepOutcome],
  of: string,
  hidden: Hidden,
): Ended => {
  const [was, is] = [failureOf(old.result), failureOf(latest.result)];
  if (was === undefined && is === undefined) return { changes: [], isOver: false };
  const says = (failed: typeof was): string =>
    failed === undefined ? 'succeeds' : hidden.text(`${failed.code}: ${failed.message}`);
  const over = (id: ChangeId): Ended => ({
    changes: [{ id, of, what: 'step', where: step.title, before: says(was), after: says(is) }],
    isOver: true,
  });
  if (was === undefined) return over('case.failed');
  if (is === undefined) return over('case.mended');
  if (was.code !== is.code) return over('case.other-error');
  const { expect, kill } = step.raw;
  if (expect?.error !== undefined || expect?.results !== undefined || kill !== undefined) return { changes: [], isOver: false };
  throw new UsageError('diff.fails', `The step fails with both versions, so that nothing can be compared: ${says(is)}`, {
    place: step.place,
    hint: `Mend the case, or write \`error: ${is.code}\` under its \`expect\` if that is meant.`,
  });
};

/** Two empty stores are the same whatever the definitions do. Throws UsageError where nobody has expected them. */
export const mustTell = (test: TestCase, outcomes: readonly StepOutcome[]): void => {
  const isMeant = test.steps.some(
    ({ raw: { expect, kill } }) => expect?.error !== undefined || expect?.objects === 'none' || kill !== undefined,
  );
  if (test.kind === 'action' || isMeant || outcomes.some(({ views }) => views.length > 0)) return;
  throw new UsageError('diff.nothing', 'The case leaves nothing in the store with either version, so that it tells nothing.', {
    place: test.placeOfKey('feed'),
    hint: 'Give it options or a mock under which objects come, or write `objects: none` under `expect` if that is meant.',
  });
};
