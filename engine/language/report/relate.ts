import { described, expr, object, value } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, Value } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource, readOptionalValue, readSource } from '../reading/values.ts';
import { placeOf, placeOfKey } from '../yaml/positions.ts';
import { eachOf } from './each.ts';
import type { Each } from './each.ts';

export const relationName = () =>
  described(
    value(),
    'What the relation is called; an expression is over the record or element of the entry that says it, and without a value the relation has no name.',
  );

export const relateShape = object(
  {
    from: described(expr(), 'The `ref` of the object that the relation starts at.'),
    to: described(expr(), 'The `ref` of the object that it leads to.'),
  },
  { as: relationName() },
);

export interface Relate {
  readonly name: string;
  readonly when: Expr | undefined;
  readonly each: Each | undefined;
  readonly from: Expr;
  readonly to: Expr;
  readonly as: Value | undefined;
  readonly place: Place;
}

export const relateOf = (all: RawMap, name: string, scope: Scope, context: Context): Relate => {
  const raw = all[name] as RawMap;
  for (const key of Object.keys(raw)) {
    if (['relate', 'when', 'each'].includes(key)) continue;
    context.findings.error(
      'report.relate-alone',
      placeOfKey(raw, key),
      `The entry \`${name}\` relates objects, makes none, and has no \`${key}\`.`,
      'Keep only `when`, `each` and `relate`, and make objects in an entry of their own.',
    );
  }
  const relate = raw['relate'] as Infer<typeof relateShape>;
  return {
    name,
    when: readOptionalSource(raw['when'] as Expr | undefined, scope, context),
    each: eachOf(raw, scope, context),
    from: readSource(relate.from, scope, context),
    to: readSource(relate.to, scope, context),
    as: readOptionalValue(relate as unknown as RawMap, 'as', scope, context),
    place: placeOf(relate as unknown as RawMap),
  };
};
