import { choice, described, type Infer, object } from '../../../language/basics/shape.ts';
import type { FormatInfo } from '../../../language/basics/vocabulary.ts';
import { vocabulary } from '../../../language/format-table/table-shape.ts';
import { attributeFields, valueFields } from './fields.ts';

/** ECS, threat.indicator.type: the expected values. */
const TYPES = [
  'autonomous-system',
  'artifact',
  'directory',
  'domain-name',
  'email-addr',
  'file',
  'ipv4-addr',
  'ipv6-addr',
  'mac-addr',
  'mutex',
  'port',
  'process',
  'software',
  'url',
  'user-account',
  'windows-registry-key',
  'x509-certificate',
] as const;

const constants = object(
  {},
  { 'threat.software.type': described(choice('Malware', 'Tool'), 'What kind of software it is.') },
  { description: 'Fields that all of them have.' },
);

const objectColumns = {
  as: described(
    choice(...TYPES, 'document'),
    'The type of indicator that it becomes; `document`: it is no indicator, and goes out as a document about it.',
  ),
  field: described(
    choice(...Object.keys(valueFields)),
    'The field that has the value, which is taken apart where the field has others beside it; the name has it in any case.',
  ),
  set: described(constants, 'Fields that all of them have.'),
};

const attributeColumns = {
  field: described(
    choice(...Object.keys(attributeFields)),
    'The field that it becomes, where its text fits; it stands among `feedwright.attributes` as well.',
  ),
};

const objectShape = object({}, objectColumns);
const attributeShape = object({}, attributeColumns);

export type EcsObjectColumns = Infer<typeof objectShape>;
export type EcsAttributeColumns = Infer<typeof attributeShape>;

export const ecsFormat: FormatInfo = {
  name: 'ecs',
  summary: 'Elastic Common Schema: what objects and attributes become in Elasticsearch and OpenSearch.',
  objects: objectColumns,
  attributes: attributeColumns,
  relations: {},
  target: 'as',
  vocabularies: {
    confidence: vocabulary('Not Specified, None, Low, Medium or High, or a number from 0 to 100, for words.'),
  },
  example: `objects:
  - { type: account, as: user-account, field: related.user }
attributes:
  - { name: Certainty, field: threat.indicator.confidence }`,
};
