import type { Scope } from '../check/scope.ts';
import type { Filter } from '../model.ts';
import type { RawFilter } from './feed-shape.ts';
import type { Expr } from '../basics/value.ts';
import { entriesOf, itemsOf, placeOf } from '../yaml/positions.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { source, value } from '../reading/values.ts';

const kinds = ['keep', 'drop', 'set', 'expand'] as const;

export const filtersOf = (raw: readonly RawFilter[] | undefined, scope: Scope, context: Context): readonly Filter[] =>
  raw === undefined
    ? []
    : itemsOf(raw)
        .map(([, one]) => filter(one, scope, context))
        .filter((one) => one !== undefined);

const filter = (raw: RawFilter, scope: Scope, context: Context): Filter | undefined => {
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
      return { kind, test: source(raw[kind] as Expr, scope, context), because: raw.because ?? '', place };
    case 'set': {
      const members = raw.set as RawMap;
      return {
        kind,
        members: entriesOf(members).map(([name]) => ({ name, value: value(members, name, scope, context) })),
        place,
      };
    }
    case 'expand':
      return { kind, expr: source(raw.expand as Expr, scope, context), place };
    default:
      return kind satisfies never;
  }
};
