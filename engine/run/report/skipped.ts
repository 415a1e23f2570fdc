import { SkipEntry, type Bound, type Evaluator } from '../../expression/definition/evaluator.ts';
import type { ReportValue } from '../../language/basics/value.ts';

/** Did a table with `else: skip` have no entry? */
export const isSkipped = (error: unknown): boolean => error instanceof SkipEntry;

/** A value that may be left out: what a table skips is missing. */
export function bindOptional(value: ReportValue, evaluator: Evaluator): Bound {
  const bound = evaluator.value(value);
  if (value.kind !== 'lookup') return bound;
  return {
    reads: bound.reads,
    evaluate: (context, scope) => {
      try {
        return bound.evaluate(context, scope);
      } catch (error) {
        if (isSkipped(error)) return undefined;
        throw error;
      }
    },
  };
}
