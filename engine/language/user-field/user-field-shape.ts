import {
  anyOf,
  boolean,
  choice,
  described,
  expr,
  integer,
  list,
  map,
  number,
  object,
  reference,
  text,
  withExamples,
} from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import { identifier, names, tableCell } from '../basics/common-shapes.ts';

const choiceItem = () =>
  anyOf(
    tableCell(),
    object(
      { value: described(tableCell(), 'What expressions see; a number stays a number.') },
      { label: described(text(), 'What people see; without it the value itself.') },
    ),
  );

/** One option that a person or a configuration file fills in; `$user.name` in expressions. */
export const userField = () =>
  object(
    {},
    {
      label: described(
        text({ minLength: 1 }),
        'What a form shows beside the field. It and `type` are needed where the field is declared first, not where it is only changed.',
      ),
      type: described(
        choice('text', 'textarea', 'url', 'secret', 'boolean', 'number', 'select', 'multiselect', 'lines', 'date'),
        'What is entered. `secret` is masked everywhere; `url` takes a host with or without its scheme; `lines` is a list, one entry a line.',
      ),
      help: described(text(), 'One or two sentences under the field.'),
      required: described(boolean(), 'A run without a value is refused.', false),
      required_when: withExamples(
        described(
          expr(),
          'A run without a value is refused where this holds: over `$user`, decided when the options are read; of an action over `$options` as well.',
        ),
        "!expr $user.auth = 'token'",
      ),
      advanced: described(boolean(), 'Shown apart, for those who need it.', false),
      default: described(anyOf(tableCell(), list(tableCell())), 'The value where none is given; a secret has none.'),
      choices: described(
        anyOf(list(choiceItem(), { minItems: 1 }), map(text(), { minProperties: 1 })),
        'What a `select` or `multiselect` offers: values, `value: label` pairs, or a list of `{ value, label }`.',
      ),
      minimum: described(number(), 'The lowest number that is accepted.'),
      maximum: described(number(), 'The highest number that is accepted.'),
      integer: described(boolean(), 'Only whole numbers are accepted.', false),
      max_length: described(integer({ minimum: 1 }), 'The longest text that is accepted, in UTF-16 units.'),
      pattern: described(text({ format: 'feedwright-pattern' }), 'A regular expression that the whole text must match.'),
    },
    { description: 'An option that a person fills in; expressions see it as `$user.<name>`.' },
  );

export type RawUserField = Infer<ReturnType<typeof userField>>;

export const userFields = () => map(reference<RawUserField>('user-field'), { ...names(identifier) });
