import { type SecretOption, secretOptions } from '../../api/options/secret-options.ts';
import type { TestCase, TestStep } from '../case/read-case.ts';
import type { LabSetup, LabStep } from '../lab/lab.ts';
import { type CaseParts, type CaseTarget, labSetup, labStep, stepTime, type StepTime } from '../testing/play-case.ts';
import { targetOf } from '../testing/run-case.ts';

/** The clean steps that a case begins with, as what trouble is made for. */
export interface Scenario {
  readonly test: TestCase;
  readonly target: CaseTarget;
  readonly setup: LabSetup;
  readonly secrets: readonly SecretOption[];
  /** At least two: where the case has one, it is run again. */
  readonly steps: readonly ScenarioStep[];
}

export interface ScenarioStep {
  readonly title: string;
  /** What the step says, without its time. */
  readonly run: LabStep;
  readonly at: StepTime;
}

/** Steps that are played; a long history makes every cell slow and shows no more. */
const MAX_STEPS = 3;

/** The clean beginning of a case; undefined where it begins with trouble of its own. Throws as `targetOf` does. */
export const scenarioOf = (test: TestCase, parts: CaseParts): Scenario | undefined => {
  const { raw } = test;
  const clean: TestStep[] = [];
  for (const step of test.steps.slice(0, test.kind === 'action' ? 1 : MAX_STEPS)) {
    if (!isClean(step)) break;
    clean.push(step);
  }
  if (clean.length === 0 || raw.faults !== undefined) return undefined;
  const target = targetOf(test, parts);
  const steps = clean.map(stepOf);
  const again: ScenarioStep = { ...(steps[0] as ScenarioStep), title: 'again', at: { later: 0 } };
  return {
    test,
    target,
    secrets: secretOptions(target.of.userFields, { ...target.mock.user, ...raw.options }),
    steps: steps.length > 1 || test.kind === 'action' ? steps : [...steps, again],
    setup: labSetup(test, target, parts),
  };
};

const isClean = ({ raw }: TestStep): boolean =>
  raw.faults === undefined && raw.kill === undefined && raw.limit === undefined && raw.expect?.error === undefined;

const stepOf = ({ raw, title }: TestStep): ScenarioStep => ({
  title,
  run: labStep(raw),
  at: stepTime(raw.clock) ?? { later: 0 },
});
