import type { Scope } from '../check/scope.ts';
import { suggest } from '../basics/nearest.ts';
import type { ReportValue, Table, TableLookup } from '../basics/value.ts';
import type { RawTableUse } from '../basics/common-shapes.ts';
import { placeOf, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { inlineTable } from '../pack/tables.ts';
import { plain, value } from '../reading/values.ts';

/** A value, a list of literals, or a look-up. */
export const reportValue = (container: Container, key: string | number, scope: Scope, context: Context): ReportValue => {
  const data = (container as Readonly<Record<string | number, unknown>>)[key];
  if (typeof data !== 'object' || data === null || isTagged(data)) return value(container, key, scope, context);
  if (Array.isArray(data)) return { kind: 'literal', value: plain(container, key), place: placeOfValue(container, key) };
  return lookup(data as RawMap, scope, context);
};

export const optionalReportValue = (raw: RawMap, key: string, scope: Scope, context: Context): ReportValue | undefined =>
  raw[key] === undefined ? undefined : reportValue(raw, key, scope, context);

/** A value that an object cannot do without: where there is nothing to look up for it, `else` is asked in any case. */
export const withKey = <T extends ReportValue | undefined>(value: T): T =>
  value?.kind === 'lookup' ? { ...value, missing: value.otherwise } : value;

const noTable: Table = { name: '', entries: new Map() };

/** `{ of, table, else }`, also where other keys stand beside them. */
export const lookup = (raw: RawMap, scope: Scope, context: Context): TableLookup => ({
  kind: 'lookup',
  of: value(raw, 'of', scope, context),
  table: tableOf(raw, context),
  otherwise: otherwise(raw),
  missing: raw['else'] === undefined ? undefined : otherwise(raw),
  place: placeOf(raw),
});

const tableOf = (raw: RawMap, context: Context): Table => {
  const use = raw['table'] as RawTableUse;
  if (typeof use !== 'string') return inlineTable('', use);
  const table = context.tables.get(use);
  if (table === undefined && !context.tableNames.has(use)) {
    context.findings.error(
      'table.unknown',
      placeOfValue(raw, 'table'),
      `There is no table \`${use}\`.`,
      context.tableNames.size === 0
        ? 'Declare it under `tables:` of the pack, or write its entries here.'
        : suggest(use, context.tableNames),
    );
  }
  return table ?? noTable;
};

const otherwise = (raw: RawMap): TableLookup['otherwise'] => {
  const word = raw['else'] ?? 'quarantine';
  if (word === 'skip' || word === 'quarantine' || word === 'keep') return { kind: word };
  return { kind: 'literal', value: plain(raw, 'else'), place: placeOfValue(raw, 'else') };
};
