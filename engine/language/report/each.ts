import { anyOf, described, expr, object } from '../basics/shape.ts';
import { parts } from '../basics/common-shapes.ts';
import type { Expr } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readExpressions, readOptionalSource } from '../reading/values.ts';
import { isMap } from '../validate/accepts.ts';

export const each = () =>
  anyOf(
    parts(),
    object(
      { in: described(parts(), 'The list, or one expression for each level.') },
      { where: described(expr(), 'Only the elements for which this holds.') },
    ),
  );

/** What an entry goes through. */
export interface Each {
  readonly levels: readonly Expr[];
  readonly where: Expr | undefined;
}

export const eachOf = ({ each: raw }: RawMap, scope: Scope, context: Context): Each | undefined => {
  if (raw === undefined) return undefined;
  if (!isMap(raw)) return { levels: readExpressions(raw as Expr | readonly Expr[], scope, context), where: undefined };
  const filtered = raw as unknown as { readonly in: Expr | readonly Expr[]; readonly where?: Expr };
  return { levels: readExpressions(filtered.in, scope, context), where: readOptionalSource(filtered.where, scope, context) };
};
