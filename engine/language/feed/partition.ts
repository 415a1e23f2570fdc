import { anyOf, choice, described, expr, object, readPlain } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import type { Expr } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readSource } from '../reading/values.ts';
import { isExpr } from '../yaml/tagged.ts';

const ofShape = object(
  { of: described(expr(), 'Over `$user`: the values.') },
  {
    gone: described(
      choice('keep', 'withdraw'),
      "What becomes of the objects of a value that is no longer among them. `keep`: they stay, and each run says how many. `withdraw`: the next run lets those expire that nothing else lists, and forgets where the value's runs stood: it starts anew if it comes back.",
      'keep',
    ),
  },
);

export const partitionShape = () => anyOf(expr(), ofShape);

/** The values that a feed runs once for each. */
export interface Partition extends PlainOf<typeof ofShape> {
  readonly of: Expr;
}

/** `raw`: the feed. */
export const partitionOf = (raw: RawMap, setting: Scope, context: Context): Partition | undefined => {
  const partition = raw['partition'] as Infer<ReturnType<typeof partitionShape>> | undefined;
  if (partition === undefined) return undefined;
  const whole = isExpr(partition) ? { of: partition } : (partition as Infer<typeof ofShape>);
  return { ...readPlain(ofShape, whole), of: readSource(whole.of, setting, context) };
};
