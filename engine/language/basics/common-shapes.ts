import { anyOf, described, expr, list, map, object, reference, literal, text, value, withExamples } from './shape.ts';
import type { Infer, Shape } from './shape.ts';

/** A name that stands in paths, state and the command line. */
export const slug = '^[a-z][a-z0-9]*([-_][a-z0-9]+)*$';
/** A name that an expression may use as `$name`. */
export const identifier = '^[A-Za-z][A-Za-z0-9_]*$';

export const names = (pattern: string) => ({ propertyNames: { pattern, maxLength: 64 } }) as const;

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

/** What a table gives: a literal scalar. */
export const tableCell = (): Shape<string | number | boolean> => ({ schema: { type: ['string', 'number', 'boolean'] } });

export const tableUse = () => anyOf(text({ minLength: 1 }), map(tableCell()));
export type RawTableUse = Infer<ReturnType<typeof tableUse>>;

/** A value of a report: a literal, an expression, a template, a list of literals, or a look-up in a table. */
export const reportValueShape = () => anyOf(value(), list(literal()), lookup());
export const reportValue = () => reference<Infer<ReturnType<typeof reportValueShape>>>('report-value');

/** The same without the list, where one text is meant. */
export const reportScalarShape = () => anyOf(value(), lookup());
export const reportScalar = () => reference<Infer<ReturnType<typeof reportScalarShape>>>('report-scalar');

/** Fragments that stand below a map's own members. */
export const use = () =>
  withExamples(
    described(
      anyOf(text({ minLength: 1 }), list(text({ minLength: 1 }))),
      'Names under `fragments`: their members are taken where this map has none of its own; a later fragment wins over an earlier one.',
    ),
    ['paged'],
  );

/** One expression or several that count part by part. */
export const parts = () => anyOf(expr(), list(expr(), { minItems: 1 }));
