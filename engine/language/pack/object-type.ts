import { boolean, choice, described, list, map, object, readPlain, text } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { identifier, names } from '../basics/common-shapes.ts';
import type { Place } from '../basics/place.ts';
import { entriesOf } from '../yaml/positions.ts';

const fieldShape = object(
  { label: described(text({ minLength: 1 }), 'What people see.') },
  {
    required: described(boolean(), 'An object without it is refused.', false),
    type: described(choice('text', 'textarea', 'number', 'boolean', 'date', 'url'), 'What it holds.', 'text'),
  },
);

export const objectCode = '^[a-z][a-z0-9_]*$';

export const objectTypeShape = object(
  {
    code: described(text({ pattern: objectCode, maxLength: 64 }), 'The name in `type:`.'),
    name: described(text({ minLength: 1 }), 'What people call one of them.'),
  },
  {
    plural: described(text({ minLength: 1 }), 'What people call several.'),
    description: described(text(), 'What it stands for.'),
    fields: described(
      map(fieldShape, { ...names(identifier) }),
      'Its fields; without this `value` (required) and `description`.',
    ),
    subtypes: described(list(text({ minLength: 1 })), 'The subtypes that it may have; without this any.'),
    statuses: described(list(text({ minLength: 1 })), 'The statuses that it may have; without this any.'),
  },
  { description: "An object type of one's own." },
);

export type RawObjectType = Infer<typeof objectTypeShape>;

export interface ObjectType extends Omit<PlainOf<typeof objectTypeShape>, 'plural'> {
  readonly plural: string;
  readonly fields: readonly (PlainOf<typeof fieldShape> & { readonly name: string })[];
  readonly subtypes: readonly string[];
  readonly statuses: readonly string[];
  readonly custom: boolean;
  readonly file: string;
  /** Where a pack takes it in; undefined: it is built in. */
  readonly place: Place | undefined;
}

type Field = ObjectType['fields'][number];

/** A field of a type that is built in. */
export const textField = (name: string, label: string, required: boolean, type: Field['type'] = 'text'): Field => ({
  name,
  label,
  required,
  type,
});

/** What every object type has where it says nothing else. */
export const usualFields: ObjectType['fields'] = [
  textField('value', 'Name', true),
  textField('description', 'Description', false, 'textarea'),
];

export const objectTypeOf = (raw: RawObjectType, file: string, place: Place): ObjectType => ({
  ...readPlain(objectTypeShape, raw),
  plural: raw.plural ?? `${raw.name}s`,
  fields:
    raw.fields === undefined
      ? usualFields
      : entriesOf(raw.fields).map(([name, field]) => ({ name, ...readPlain(fieldShape, field) })),
  subtypes: raw.subtypes?.filter((one) => one !== undefined) ?? [],
  statuses: raw.statuses?.filter((one) => one !== undefined) ?? [],
  custom: true,
  file,
  place,
});
