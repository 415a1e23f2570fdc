import { described, expr, map, object, text, value } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, Value } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readSource, readValue } from '../reading/values.ts';
import { entriesOf, itemsOf, placeOf } from '../yaml/positions.ts';

export const filterShape = object(
  {},
  {
    keep: described(expr(), 'Records for which this is not true are dropped.'),
    drop: described(expr(), 'Records for which this is true are dropped.'),
    because: described(text({ minLength: 1 }), 'The reason that the ledger counts them under.'),
    set: described(map(value(), { minProperties: 1 }), 'Members that are set on the record, for all that follows.'),
    expand: described(expr(), 'One record becomes the records of the list that this gives.'),
  },
  { minProperties: 1 },
);

type RawFilter = Infer<typeof filterShape>;

export type Filter =
  | { readonly kind: 'keep' | 'drop'; readonly test: Expr; readonly because: string; readonly place: Place }
  | { readonly kind: 'set'; readonly members: readonly { readonly name: string; readonly value: Value }[]; readonly place: Place }
  | { readonly kind: 'expand'; readonly expr: Expr; readonly place: Place };

const kinds = ['keep', 'drop', 'set', 'expand'] as const;

export const filtersOf = (raw: readonly RawFilter[] | undefined, scope: Scope, context: Context): readonly Filter[] =>
  raw === undefined
    ? []
    : itemsOf(raw)
        .map(([, one]) => readFilter(one, scope, context))
        .filter((one) => one !== undefined);

const readFilter = (raw: RawFilter, scope: Scope, context: Context): Filter | undefined => {
  const place = placeOf(raw as unknown as RawMap);
  const present = kinds.filter((kind) => raw[kind] !== undefined);
  const kind = present[0];
  const misspelt = Object.keys(raw).some((key) => key !== 'because' && !kinds.some((one) => one === key));
  if (kind === undefined && misspelt) return undefined;
  if (kind === undefined || present.length > 1) {
    context.findings.error(
      'filter.kind',
      place,
      kind === undefined ? 'This filter does nothing.' : 'A filter does one thing.',
      'Write one of `keep`, `drop`, `set` and `expand` in each item of the list.',
    );
    return undefined;
  }
  switch (kind) {
    case 'keep':
    case 'drop':
      if (raw.because === undefined)
        context.findings.error(
          'filter.no-reason',
          place,
          `This \`${kind}\` has no \`because\`.`,
          'Say in a few words why: the ledger counts what it drops under that reason.',
        );
      return { kind, test: readSource(raw[kind] as Expr, scope, context), because: raw.because ?? '', place };
    case 'set': {
      const members = raw.set as RawMap;
      return {
        kind,
        members: entriesOf(members).map(([name]) => ({ name, value: readValue(members, name, scope, context) })),
        place,
      };
    }
    case 'expand':
      return { kind, expr: readSource(raw.expand as Expr, scope, context), place };
    default:
      return kind satisfies never;
  }
};
