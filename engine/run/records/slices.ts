import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Supplemental } from '../../language/model.ts';
import { timeOf } from '../report/scalars.ts';

/** `$slice`: ISO 8601 UTC. */
export interface Slice {
  readonly since: string;
  readonly until: string;
}

const MOST_SLICES = 10_000;

/** `over`: a stretch of time cut into slices; with `align` the stretch grows to whole boundaries first. */
export function bindSlices(
  over: NonNullable<Supplemental['over']>,
  evaluator: Evaluator,
): (context: unknown, scope: Scope) => readonly Slice[] {
  const since = evaluator.value(over.since);
  const until = evaluator.value(over.until);
  return (context, scope) => {
    const from = timeOf(since.evaluate(context, scope), over.since.place);
    const to = timeOf(until.evaluate(context, scope), over.until.place);
    if (from === undefined || to === undefined)
      throw new EngineError('call.slice', 'A slice needs a time at both ends.', { place: over.since.place });
    return cut(from, to, over.step, over.align).map((slice) => ({
      since: new Date(slice.since).toISOString(),
      until: new Date(slice.until).toISOString(),
    }));
  };
}

/** Ms since epoch. */
export function cut(
  since: number,
  until: number,
  step: number,
  align: number | undefined,
): { readonly since: number; readonly until: number }[] {
  const start = align === undefined ? since : Math.floor(since / align) * align;
  const end = align === undefined ? until : Math.ceil(until / align) * align;
  if ((end - start) / step > MOST_SLICES)
    throw new EngineError('call.slice', `A call would be cut into more than ${MOST_SLICES} slices.`);
  const slices = [];
  for (let from = start; from < end; from += step) slices.push({ since: from, until: Math.min(from + step, end) });
  return slices;
}
