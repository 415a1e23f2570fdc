import { anyOf, described, list, literal, map, object, reference, text, value } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import { tableCell } from '../basics/common-shapes.ts';
import { suggest } from '../basics/nearest.ts';
import type { ReportValue, Table, TableLookup } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import { inlineTable } from '../pack/inline-table.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readLiteral, readValue } from '../reading/values.ts';
import { placeOf, placeOfValue } from '../yaml/positions.ts';
import type { Container } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';

export const lookup = () =>
  object(
    {
      of: described(value(), 'What is looked up; it is compared by its text.'),
      table: described(
        tableUse(),
        'The name of a table under `tables`, or the table itself: what is looked up → what comes of it.',
      ),
    },
    {
      else: described(
        literal(),
        'What is done where the table has no entry, or where there is nothing to look up: `skip` leaves the value out (a report entry that lacks its `type`, `subtype` or `value` for it is left out as a whole, and counted), `quarantine` sets the record aside, `keep` takes what was looked up as it is, anything else is taken instead. Where `else` is not said, a missing `of` leaves the value out; for a `type` or `subtype` it sets the record aside.',
        'quarantine',
      ),
    },
    { description: 'A value that comes from a table.' },
  );

export const tableUse = () => anyOf(text({ minLength: 1 }), map(tableCell()));
type RawTableUse = Infer<ReturnType<typeof tableUse>>;

/** A value of a report: a literal, an expression, a template, a list of literals, or a look-up in a table. */
export const reportValueShape = () => anyOf(value(), list(literal()), lookup());
export const reportValue = () => reference<Infer<ReturnType<typeof reportValueShape>>>('report-value');

/** The same without the list, where one text is meant. */
export const reportScalarShape = () => anyOf(value(), lookup());
export const reportScalar = () => reference<Infer<ReturnType<typeof reportScalarShape>>>('report-scalar');

/** A value, a list of literals, or a look-up. */
export const readReportValue = (container: Container, key: string | number, scope: Scope, context: Context): ReportValue => {
  const data = (container as Readonly<Record<string | number, unknown>>)[key];
  if (typeof data !== 'object' || data === null || isTagged(data)) return readValue(container, key, scope, context);
  if (Array.isArray(data)) return { kind: 'literal', value: readLiteral(container, key), place: placeOfValue(container, key) };
  return readLookup(data as RawMap, scope, context);
};

export const readOptionalReportValue = (raw: RawMap, key: string, scope: Scope, context: Context): ReportValue | undefined =>
  raw[key] === undefined ? undefined : readReportValue(raw, key, scope, context);

/** A value that an object cannot do without: where there is nothing to look up for it, `else` is asked in any case. */
export const withKey = <T extends ReportValue | undefined>(value: T): T =>
  value?.kind === 'lookup' ? { ...value, missing: value.otherwise } : value;

const noTable: Table = { name: '', entries: new Map() };

/** `{ of, table, else }`, also where other keys stand beside them. */
export const readLookup = (raw: RawMap, scope: Scope, context: Context): TableLookup => ({
  kind: 'lookup',
  of: readValue(raw, 'of', scope, context),
  table: tableOf(raw, context),
  otherwise: otherwise(raw),
  missing: raw['else'] === undefined ? undefined : otherwise(raw),
  place: placeOf(raw),
});

const tableOf = (raw: RawMap, context: Context): Table => {
  const use = raw['table'] as RawTableUse;
  if (typeof use !== 'string') return inlineTable('', use);
  const table = context.tables.get(use);
  if (table === undefined && !context.tableNames.has(use) && !context.findings.isLost(use)) {
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
  return { kind: 'literal', value: readLiteral(raw, 'else'), place: placeOfValue(raw, 'else') };
};
