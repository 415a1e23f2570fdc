import {
  anyOf,
  boolean,
  choice,
  described,
  duration,
  expr,
  list,
  literal,
  object,
  text,
  value,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, Shape } from '../basics/shape.ts';
import { parts, reportScalar, reportValue, tableUse, use } from '../basics/common-shapes.ts';

const rule = () =>
  described(choice('add', 'update'), '`add` keeps every value that came, `update` holds the latest value of each source.', 'add');

const attribute = () =>
  object(
    {},
    {
      value: described(reportValue(), 'The value; a list gives one attribute each, a blank gives none.'),
      of: described(value(), 'What is looked up in `table`.'),
      table: described(tableUse(), 'The name of a table under `tables`, or the table itself.'),
      else: described(
        literal(),
        'What is done where the table has no entry, or where there is nothing to look up: `skip` makes no attribute, `quarantine` sets the record aside, `keep` takes what was looked up as it is, anything else is taken instead. Where `else` is not said, a missing `of` makes no attribute.',
        'quarantine',
      ),
      rule: rule(),
      when: described(expr(), 'The attribute is made only where this holds.'),
      note: described(text(), 'A remark for whoever reads the definition.'),
      sensitive: described(boolean(), 'Masked in logs, errors and displays.', false),
    },
  );

const attributesFrom = () =>
  object(
    {
      each: described(expr(), 'The list of names and values.'),
      name: described(value(), 'The name, over one element.'),
      value: described(value(), 'The value, over one element.'),
    },
    { only: described(list(text({ minLength: 1 })), 'The names that are taken; without it all.'), rule: rule() },
  );

const attributes = (): Shape<RawAttributes> => ({
  schema: {
    type: 'object',
    properties: {
      use: use().schema,
      select: described(expr(), 'Over `$user`, decided once a run: the names of the attributes that come in.').schema,
      from: described(anyOf(attributesFrom(), list(attributesFrom())), 'Attributes whose names come as data.').schema,
    },
    additionalProperties: {
      anyOf: [value().schema, { type: 'array', items: { feedwright: 'literal' } }, attribute().schema],
      description: 'An attribute by its name: its value, a list with a value each, or a map that says more of it.',
    },
    propertyNames: { minLength: 1, maxLength: 255 },
  },
});

export type RawAttribute = Infer<ReturnType<typeof attribute>>;
export type RawAttributesFrom = Infer<ReturnType<typeof attributesFrom>>;
export type RawAttributes = Readonly<Record<string, unknown>>;

const each = () =>
  anyOf(
    parts(),
    object(
      { in: described(parts(), 'The list, or one expression for each level.') },
      { where: described(expr(), 'Only the elements for which this holds.') },
    ),
  );

const relate = () =>
  object(
    {
      from: described(expr(), 'The `ref` of the object that the relation starts at.'),
      to: described(expr(), 'The `ref` of the object that it leads to.'),
    },
    { as: described(value(), 'What the relation is called.') },
  );

const related = () =>
  anyOf(
    text({ minLength: 1 }),
    object(
      { to: described(text({ minLength: 1 }), 'A report entry.') },
      { as: described(text({ minLength: 1 }), 'What the relation is called.') },
    ),
  );

export const reportEntry = () =>
  object(
    {},
    {
      use: use(),
      when: described(expr(), 'The entry is made only where this holds; tested once, on the record, with `each` as well.'),
      each: described(
        each(),
        "One object for each element of a list, whose bare paths are then the entry's; a missing list makes none. Several expressions go down level by level, each over an element of the one before.",
      ),
      type: withExamples(described(reportScalar(), 'The object type: one of `feedwright objects --types`.'), 'indicator'),
      subtype: withExamples(described(reportScalar(), 'The subtype; an `indicator` has one.'), 'IP Address'),
      identity: described(parts(), 'What makes two objects the same one, instead of the value.'),
      value: described(reportScalar(), "The object's value, name or title; without a value the entry is skipped and counted."),
      required: described(boolean(), 'Where the value is missing, the record is set aside.', false),
      title: described(reportScalar(), 'A title, where the value is none that a person would read.'),
      description: described(reportScalar(), 'A longer text about it.'),
      status: described(reportScalar(), 'The status; an `indicator` is `Active` unless this says otherwise.'),
      tags: described(reportValue(), 'Tags: a list, or one.'),
      tlp: withExamples(
        described(
          reportScalar(),
          'The traffic light: `red`, `amber`, `amber+strict`, `green` or `white`. Spellings of TLP 1 and 2 are read in any case (`TLP:AMBER`, `clear`, which is `white`); a record with anything else is set aside.',
        ),
        'amber',
      ),
      published_at: described(
        reportScalar(),
        'When the vendor published it: the earliest that came is kept. Any form that `$iso` reads.',
      ),
      happened_at: described(reportScalar(), 'When it happened, such as an event.'),
      expires_at: described(
        reportScalar(),
        'When it ends: it is `Expired` from then on, unless another feed lists it still (one that gives no end, or a later one). A later end that comes makes it what it was.',
      ),
      valid_for: described(
        duration(),
        'How long after `published_at` it ends (after the run, where it has none), if `expires_at` says nothing.',
      ),
      withdraw: described(expr(), 'Where this holds, a known object expires and none is made.'),
      ref: described(expr(), "The vendor's id by which `relate` finds the object."),
      attributes: described(attributes(), 'Attributes by name; `use`, `select` and `from` are words of the language.'),
      related: described(list(related()), 'Report entries whose objects, made from the same record, are related to this one.'),
      relate: described(relate(), 'A relation between objects that other records made; such an entry makes no object.'),
    },
    { description: 'What one record, or each of its elements, becomes.' },
  );

export type RawReportEntry = Infer<ReturnType<typeof reportEntry>>;
