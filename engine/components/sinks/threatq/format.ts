import { boolean, choice, described, type Infer, object, text } from '../../../language/basics/shape.ts';
import type { FormatInfo } from '../../../language/basics/vocabulary.ts';

const objectColumns = {
  collection: described(
    text({ pattern: '^[a-z][a-z0-9_-]*$' }),
    "The collection that it belongs to, as addresses of the API name it; a type without a row has the type's own code.",
  ),
  key: described(choice('value', 'name', 'title'), 'The member of its body that has the value.', 'value'),
  type_name: described(
    text({ minLength: 1 }),
    'Its type there where it has no subtype, or where the row names subtypes; else the subtype is.',
  ),
  class: described(choice('network', 'host'), 'Of an indicator.'),
  has_status: described(boolean(), 'Whether it has a status; all others get the attribute `Status` once they are gone.', false),
  locked: described(boolean(), 'Of a file: kept as malware, in an encrypted archive.', false),
};

const attributeColumns = {
  attribute: described(text({ minLength: 1 }), 'The name that the attribute gets.'),
};

const objectShape = object({}, objectColumns);
const attributeShape = object({}, attributeColumns);

export type ThreatqObjectColumns = Infer<typeof objectShape>;
export type ThreatqAttributeColumns = Infer<typeof attributeShape>;

export const threatqFormat: FormatInfo = {
  name: 'threatq',
  summary: 'ThreatQ: collections, types and names that objects and attributes get there.',
  objects: objectColumns,
  attributes: attributeColumns,
  relations: {},
  target: 'collection',
  vocabularies: {},
  example: `objects:
  - { type: account, collection: compromised_account }
attributes:
  - { name: Case ID, attribute: Ticket }`,
};
