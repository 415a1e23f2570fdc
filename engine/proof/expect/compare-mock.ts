import type { TestCase, TestStep } from '../case/read-case.ts';
import type { StepOutcome } from './compare-step.ts';
import type { Difference } from './difference.ts';

/** What the requests of a step met that the mock has no answer to, whatever the step expects: each is said once. */
export const mockDifferences = ({ place }: TestStep, { result }: Pick<StepOutcome, 'result'>): readonly Difference[] =>
  [...new Map(result.problems.map((one) => [one.message, one])).values()].map(({ code, message, place: ofMock }) => {
    const isAsked = WITHOUT_ROUTE.includes(code);
    const remedy = isAsked ? 'mend the definition, or add the route to the mock' : 'mend the mock';
    return {
      what: 'mock',
      expected: `${isAsked ? 'a route for each request' : 'an answer'}: ${remedy}`,
      actual: message,
      says: `${message} ${remedy.replace('m', 'M')}.`,
      place: isAsked ? place : (ofMock ?? place),
    };
  });

const WITHOUT_ROUTE: readonly string[] = ['mock.no-route', 'mock.no-match'];

/** Faults of the case that no request has met by its end. */
export const faultDifferences = ({ steps }: TestCase, outcomes: readonly StepOutcome[]): readonly Difference[] =>
  steps.flatMap(({ faults }, step) =>
    faults
      .filter((_, index) => outcomes[step]?.result.faults[index]?.hits === 0)
      .map(({ text, place }) => ({
        what: 'faults',
        expected: text,
        actual: `no request met it: ${UNMET}`,
        says: `No request met the fault "${text}": ${UNMET}.`,
        place,
      })),
  );

const UNMET = 'mend its route, or leave it out';
