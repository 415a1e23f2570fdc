import { anyOf, choice, described, expr, list, map, object, text, value, withExamples } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import { suggest } from '../basics/nearest.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, Value } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readSource, readValue } from '../reading/values.ts';
import { declaredKeys, entriesOf, itemsOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';

export const filterShape = object(
  {},
  {
    keep: described(expr(), 'Records for which this is not true are dropped.'),
    drop: described(expr(), 'Records for which this is true are dropped.'),
    because: described(text({ minLength: 1 }), 'The reason that the ledger counts them under.'),
    otherwise: withExamples(
      described(
        anyOf(
          choice('withdraw'),
          object(
            { withdraw: described(list(text({ minLength: 1 }), { minItems: 1 }), 'The report entries whose objects expire.') },
            {},
          ),
        ),
        'What becomes of the objects of a record that a `keep` or `drop` leaves out: with `withdraw` those that this source has listed expire, as with `withdraw` of an entry; no object is made. The filters behind it set and expand the record as they would, and it counts as dropped. Name the entries where others, such as an actor that many records share, are to stay.',
      ),
      'withdraw',
      { withdraw: ['indicator'] },
    ),
    set: described(map(value(), { minProperties: 1 }), 'Members that are set on the record, for all that follows.'),
    expand: described(expr(), 'One record becomes the records of the list that this gives.'),
  },
  { minProperties: 1 },
);

type RawFilter = Infer<typeof filterShape>;

export type Filter =
  | {
      readonly kind: 'keep' | 'drop';
      readonly test: Expr;
      readonly because: string;
      readonly otherwise: Otherwise | undefined;
      readonly place: Place;
    }
  | { readonly kind: 'set'; readonly members: readonly { readonly name: string; readonly value: Value }[]; readonly place: Place }
  | { readonly kind: 'expand'; readonly expr: Expr; readonly place: Place };

/** What is left out is withdrawn: the objects of these entries; undefined: of all. */
export interface Otherwise {
  readonly withdraw: readonly string[] | undefined;
}

const kinds = ['keep', 'drop', 'set', 'expand'] as const;

/** `entries`: names of the feed's report entries. */
export const filtersOf = (
  raw: readonly RawFilter[] | undefined,
  entries: ReadonlySet<string>,
  scope: Scope,
  context: Context,
): readonly Filter[] =>
  raw === undefined
    ? []
    : itemsOf(raw)
        .map(([, one]) => readFilter(one, entries, scope, context))
        .filter((one) => one !== undefined);

const readFilter = (raw: RawFilter, entries: ReadonlySet<string>, scope: Scope, context: Context): Filter | undefined => {
  const place = placeOf(raw as unknown as RawMap);
  const present = kinds.filter((kind) => raw[kind] !== undefined);
  const kind = present[0];
  // One that is misspelt or can't be used was reported.
  const declared = declaredKeys(raw as unknown as RawMap);
  const isTold = [...declared].some((key) => !['because', 'otherwise'].includes(key));
  if (kind === undefined && isTold) return undefined;
  if (kind === undefined || present.length > 1) {
    context.findings.error(
      'filter.kind',
      place,
      kind === undefined ? 'This filter does nothing.' : 'A filter does one thing.',
      'Write one of `keep`, `drop`, `set` and `expand` in each item of the list.',
    );
    return undefined;
  }
  if (raw.otherwise !== undefined && (kind === 'set' || kind === 'expand'))
    context.findings.error(
      'filter.otherwise',
      placeOfKey(raw as unknown as RawMap, 'otherwise'),
      `\`${kind}\` leaves nothing out, so \`otherwise\` says nothing.`,
      'Write it beside a `keep` or a `drop`.',
    );
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
      return {
        kind,
        test: readSource(raw[kind] as Expr, scope, context),
        because: raw.because ?? '',
        otherwise: otherwiseOf(raw, entries, context),
        place,
      };
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

const otherwiseOf = ({ otherwise }: RawFilter, entries: ReadonlySet<string>, { findings }: Context): Otherwise | undefined => {
  if (otherwise === undefined) return undefined;
  if (typeof otherwise === 'string') return { withdraw: undefined };
  const { withdraw } = otherwise;
  for (const [index, name] of itemsOf(withdraw))
    if (!entries.has(name) && !findings.isLost(name))
      findings.error(
        'report.unknown-entry',
        placeOfValue(withdraw, index),
        `There is no report entry \`${name.slice(0, 64)}\`.`,
        suggest(name, entries),
      );
  return { withdraw };
};
