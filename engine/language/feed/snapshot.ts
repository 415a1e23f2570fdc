import { anyOf, boolean, choice, described, expr, integer, number, object, readPlain } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { defaults } from '../basics/defaults.ts';
import type { Place } from '../basics/place.ts';
import type { Expr } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource, readSource } from '../reading/values.ts';
import { placeOfValue } from '../yaml/positions.ts';
import { isExpr } from '../yaml/tagged.ts';

const limitsShape = object(
  {},
  {
    when: described(expr(), 'A setting over `$user`: only then the listing counts as complete.'),
    of: described(
      choice('source', 'document'),
      '`source`: the records of a run are all that there is. `document`: of an index and its documents, each document lists all of its own, and the index all documents: what a document that is fetched no longer lists, and what those listed whose entry is gone from the index, is withdrawn, unless another document lists it. `floor` counts the entries of the index, `max_share` what vanishes without a new `version` of its document.',
      'source',
    ),
    floor: described(
      integer({ minimum: 0 }),
      'A listing of fewer rows than this fails the run, as does, unless it is 0, one of which not one object came while others are known.',
      defaults.snapshot.floor,
    ),
    max_share: described(
      number({ minimum: 0, maximum: 1 }),
      'The largest share of the known objects that may vanish at once.',
      defaults.snapshot.max_share,
    ),
  },
);

export const snapshotShape = () => anyOf(boolean(), expr(), limitsShape);

/** What is complete: all records of a run, or each document of an index together with the index. */
export interface Snapshot extends PlainOf<typeof limitsShape> {
  readonly when: Expr | undefined;
  readonly place: Place;
}

/** `raw`: the feed. */
export const snapshotOf = (raw: RawMap, setting: Scope, context: Context): Snapshot | undefined => {
  const snapshot = raw['snapshot'] as Infer<ReturnType<typeof snapshotShape>> | undefined;
  if (snapshot === undefined || snapshot === false) return undefined;
  const place = placeOfValue(raw, 'snapshot');
  if (snapshot === true) return { ...readPlain(limitsShape, {}), when: undefined, place };
  if (isExpr(snapshot)) return { ...readPlain(limitsShape, {}), when: readSource(snapshot, setting, context), place };
  const limits = snapshot as Infer<typeof limitsShape>;
  return { ...readPlain(limitsShape, limits), when: readOptionalSource(limits.when, setting, context), place };
};
