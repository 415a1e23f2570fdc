import { boolean, choice, described, list, map, object, text } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import { identifier, names } from '../basics/common-shapes.ts';

const field = () =>
  object(
    { label: described(text({ minLength: 1 }), 'What people see.') },
    {
      required: described(boolean(), 'An object without it is refused.', false),
      type: described(choice('text', 'textarea', 'number', 'boolean', 'date', 'url'), 'What it holds.', 'text'),
    },
  );

export const objectType = () =>
  object(
    {
      code: described(text({ pattern: '^[a-z][a-z0-9_]*$', maxLength: 64 }), 'The name in `type:`.'),
      name: described(text({ minLength: 1 }), 'What people call one of them.'),
    },
    {
      plural: described(text({ minLength: 1 }), 'What people call several.'),
      description: described(text(), 'What it stands for.'),
      fields: described(map(field(), { ...names(identifier) }), 'Its fields; without this `value` (required) and `description`.'),
      subtypes: described(list(text({ minLength: 1 })), 'The subtypes that it may have; without this any.'),
    },
    { description: "An object type of one's own." },
  );

export type RawObjectType = Infer<ReturnType<typeof objectType>>;
