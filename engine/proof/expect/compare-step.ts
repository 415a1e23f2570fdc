import type { ObjectView } from '../../store/views/object-view.ts';
import { iso } from '../../language/basics/instant.ts';
import type { TestStep } from '../case/read-case.ts';
import type { LabResult } from '../lab/lab.ts';
import type { ShownObject } from '../lab/shown-object.ts';
import { compareObjects } from './compare-objects.ts';
import { compareRequests, type ShownRequest } from './compare-requests.ts';
import { differences, type Difference } from './difference.ts';

/** What a step came to, in the form that its expectations have. */
export interface StepOutcome {
  readonly result: LabResult;
  readonly requests: readonly ShownRequest[];
  readonly objects: readonly ShownObject[];
  /** Of all that the store says. */
  readonly digest: string;
  /** The same objects as the store has them. */
  readonly views: readonly ObjectView[];
  /** Does the store say the same as before the step? */
  readonly isSame: boolean;
  /** ms since epoch. */
  readonly checkpoint: number | undefined;
}

interface Failed {
  readonly code: string;
  readonly message: string;
  readonly place: string;
  readonly hint: string | undefined;
}

/** The error that the step ended with. */
export const failureOf = ({ row, acted, thrown }: LabResult): Failed | undefined => {
  if (thrown !== undefined) {
    const { place } = thrown;
    const at = place === undefined ? '' : `${place.file}:${place.line}:${place.column}`;
    return { code: thrown.code, message: thrown.message, place: at, hint: thrown.hint };
  }
  const error = acted.find((one) => one.error !== null)?.error;
  if (error !== undefined && error !== null) return { code: error.code, message: error.message, place: '', hint: error.hint };
  if (row?.error === undefined || row.error === null) return undefined;
  return { ...row.error, place: row.error.place ?? '', hint: row.error.hint };
};

/** Everything that is not as the step expects it. */
export const compareStep = (step: TestStep, outcome: StepOutcome, folder: string): readonly Difference[] => {
  const { expect = {}, kill } = step.raw;
  const { result } = outcome;
  const at = (name: string): Difference['place'] => step.placeOf(name);
  const found: Difference[] = [];
  if (kill !== undefined) {
    const steps = `${result.durable.length} (${result.durable.join(', ')})`;
    if (!result.killed) found.push({ what: 'kill', expected: `a durable step ${kill}`, actual: steps, place: step.place });
  } else found.push(...compareEnd(step, result));
  if (expect.requests !== undefined)
    found.push(...compareRequests(expect.requests, outcome.requests, expect.any_order === true, at('requests')));
  found.push(...compareObjects(expect.objects, outcome.objects, folder, at('objects')));
  if (expect.ledger !== undefined) found.push(...differences('ledger', expect.ledger, result.row?.records, at('ledger'), false));
  if (expect.notes !== undefined) found.push(...differences('notes', expect.notes, result.row?.notes, at('notes'), false));
  if (expect.checkpoint !== undefined)
    found.push(...differences('checkpoint', expect.checkpoint, shownTime(outcome.checkpoint), at('checkpoint'), true));
  found.push(...compareChanges(step, outcome));
  for (const [index, one] of (expect.results ?? []).entries())
    found.push(...differences(`results ${index + 1}`, one, result.acted[index], at('results'), false));
  return found;
};

const shownTime = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : iso(ms));

const compareEnd = (step: TestStep, result: LabResult): readonly Difference[] => {
  const wanted = step.raw.expect?.error;
  const failed = failureOf(result);
  if (wanted === undefined) {
    if (failed === undefined || step.raw.expect?.results !== undefined) return [];
    const { code, message, place, hint } = failed;
    const says = `${code}: ${message}${place === '' ? '' : ` at ${place}`}${hint === undefined ? '' : ` (${hint})`}`;
    return [{ what: 'error', expected: undefined, actual: says, place: step.place }];
  }
  const { code, message, place } = typeof wanted === 'string' ? { code: wanted } : (wanted as Partial<Failed>);
  const where = step.placeOf('error');
  if (failed === undefined) return [{ what: 'error', expected: code, actual: undefined, place: where }];
  return [
    ...differences('error', code, failed.code, where, true),
    ...(message === undefined || failed.message.includes(message)
      ? []
      : [{ what: 'error.message', expected: message, actual: failed.message, place: where }]),
    ...(place === undefined || failed.place.endsWith(place)
      ? []
      : [{ what: 'error.place', expected: place, actual: failed.place, place: where }]),
  ];
};

const compareChanges = (step: TestStep, { result, isSame }: StepOutcome): readonly Difference[] => {
  const expected = step.raw.expect?.changes;
  if (expected === undefined) return [];
  const place = step.placeOf('changes');
  if (expected !== 'none') return differences('changes', expected, result.row?.objects, place, false);
  if (isSame) return [];
  const { created, updated, withdrawn } = result.row?.objects ?? {};
  return [{ what: 'changes', expected: 'none', actual: JSON.stringify({ created, updated, withdrawn }), place }];
};
