import { boolean, described, list, map, object, text, type Infer } from '../../language/basics/shape.ts';
import { stixOptions } from '../../components/sinks/stix.ts';
import { heldBackOptions } from '../outputs/destination/destination-shape.ts';

const secret = (description: string) => described(text({ minLength: 1, writeOnly: true }), description);

const collection = object(
  {},
  {
    title: described(
      text({ minLength: 1, pattern: '^[^.]*$' }),
      'Some clients find a collection by its title, in which no full stop may be.',
    ),
    description: described(text(), 'For people.'),
    ...heldBackOptions,
    ...stixOptions,
  },
);

/** `taxii_server:` of feedwright.yaml. */
export const taxiiShape = object(
  {},
  {
    title: described(text({ minLength: 1 }), 'Of the server.', 'Feedwright'),
    users: described(map(secret('The password.')), 'Who may read, by name.'),
    tokens: described(list(secret('A token.')), 'What lets a client in as a bearer token.'),
    collections: described(
      map(collection, { propertyNames: { pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*$', maxLength: 64 } }),
      'What is served, by names from which the ids follow; without any there is one of all objects.',
    ),
    empty_objects: described(
      boolean(),
      'Whether an answer without objects has an empty list, which the standard forbids and some clients want.',
      false,
    ),
  },
);

export type RawTaxii = Infer<typeof taxiiShape>;
export type RawCollection = Infer<typeof collection>;
