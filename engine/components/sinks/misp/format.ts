import { boolean, choice, described, type Infer, object, text } from '../../../language/basics/shape.ts';
import type { FormatInfo } from '../../../language/basics/vocabulary.ts';
import { mispCategories, mispTypes } from './types.ts';

const objectColumns = {
  misp_type: described(choice(...mispTypes), 'The type of the attribute that it becomes.'),
  otherwise: described(
    choice(...mispTypes),
    'The type in the place of that one where the value is none of it; without this such an object is refused.',
  ),
  category: described(choice(...mispCategories), 'Its category, which must be one that takes the type.', 'Other'),
  to_ids: described(boolean(), 'Whether it is for detection.', false),
  value: described(
    choice('value', 'title', 'description', 'whole'),
    'What is the value of the attribute, which an event has once; a title that is missing is the value of the object, and `whole` is the title with the description below it. What is left of the three is its comment.',
    'value',
  ),
};

const attributeColumns = {
  as: described(
    choice('comment', 'tag', 'first_seen', 'last_seen', 'nothing'),
    'What it becomes: a line of the comment, a tag, the time when it was seen first or last; `nothing`: it is left out.',
    'comment',
  ),
  prefix: described(text({ minLength: 1, maxLength: 100 }), 'Of a tag: what stands before the value, such as `severity:`.'),
};

const relationColumns = {
  tag: described(
    text({ minLength: 1, maxLength: 200, pattern: '^[^*]*\\*[^*]*$' }),
    'A tag for what the relation begins at, with the other end in the place of `*`, such as `misp-galaxy:threat-actor="*"`.',
  ),
};

const objectShape = object({}, objectColumns);
const attributeShape = object({}, attributeColumns);
const relationShape = object({}, relationColumns);

export type MispObjectColumns = Infer<typeof objectShape>;
export type MispAttributeColumns = Infer<typeof attributeShape>;
export type MispRelationColumns = Infer<typeof relationShape>;

export const mispFormat: FormatInfo = {
  name: 'misp',
  summary: 'MISP: what attributes objects become, and what their own attributes and relations become there.',
  objects: objectColumns,
  attributes: attributeColumns,
  relations: relationColumns,
  target: 'misp_type',
  vocabularies: {},
  example: `objects:
  - { type: account, misp_type: target-user, category: Targeting data }
attributes:
  - { name: Certainty, as: tag, prefix: 'certainty:' }
relations:
  - { from: indicator, to: account, tag: 'account:*' }`,
};
