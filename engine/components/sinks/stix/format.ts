import { boolean, choice, described, type Infer, list, object, text } from '../../../language/basics/shape.ts';
import type { FormatInfo } from '../../../language/basics/vocabulary.ts';
import { vocabulary } from '../../../language/format-table/table-shape.ts';
import { observablePaths } from './pattern/observables.ts';
import { domainTypes, propertyNames } from './words/properties.ts';
import { openVocabulary, type VocabularyName, vocabularyNames } from './words/vocabularies.ts';

const word = (name: VocabularyName) => choice(...(openVocabulary(name) ?? []));
const words = (name: VocabularyName) => list(word(name), { minItems: 1 });

const constants = object(
  {},
  {
    account_type: described(word('account_type'), 'Of a user account.'),
    identity_class: described(word('identity_class'), 'Of an identity.'),
    indicator_types: described(words('indicator_types'), 'Of an indicator.'),
    infrastructure_types: described(words('infrastructure_types'), 'Of infrastructure.'),
    is_family: described(boolean(), 'Of malware: a family, or else one sample.'),
    malware_types: described(words('malware_types'), 'Of malware.'),
    report_types: described(words('report_types'), 'Of a report.'),
    threat_actor_types: described(words('threat_actor_types'), 'Of a threat actor.'),
    tool_types: described(words('tool_types'), 'Of a tool.'),
  },
);

const objectColumns = {
  as: described(
    choice(...domainTypes, 'observable'),
    'The STIX object that it becomes; `observable`: the one that `observable` names.',
  ),
  observable: described(
    choice(...observablePaths),
    'The property that has the value: an indicator gets a pattern of it, an observable is it.',
  ),
  pattern_type: described(
    choice('pcre', 'sigma', 'snort', 'suricata', 'yara'),
    'Of an indicator whose description is a rule in this language.',
  ),
  name: described(choice('value', 'title'), 'What is its name; a title that is missing is the value.', 'value'),
  reference: described(
    choice('cve', 'capec', 'technique'),
    'The kind of id in the value that is an external reference: `CVE-2024-1234`, `CAPEC-66`, `T1059.001`.',
  ),
  source: described(text({ minLength: 1 }), 'Whose ids those of `reference` are; without this `cve` or `capec`.'),
  set: described(constants, 'Properties that all of them have.'),
};

const attributeColumns = {
  property: described(
    choice(...propertyNames, 'external_reference', 'score'),
    'The property that it becomes, of objects that have one; `external_reference`: an address or an id elsewhere; `score`: how bad it is, from 0 to 100, which OpenCTI alone has.',
  ),
  source: described(text({ minLength: 1 }), "Of an external reference: whose it is; without this the attribute's name."),
};

const relationColumns = {
  relationship: described(
    text({ pattern: '^[a-z0-9][a-z0-9-]{1,248}[a-z0-9]$' }),
    'The relationship type. One of the standard is taken only between types that the standard gives it; all other relations are `related-to`.',
  ),
  reverse: described(boolean(), 'True: it leads the other way.', false),
};

const objectShape = object({}, objectColumns);
const attributeShape = object({}, attributeColumns);
const relationShape = object({}, relationColumns);

/** What a row of the table says of an object type, an attribute, a relation. */
export type StixObjectColumns = Infer<typeof objectShape>;
export type StixAttributeColumns = Infer<typeof attributeShape>;
export type StixRelationColumns = Infer<typeof relationShape>;

export const stixFormat: FormatInfo = {
  name: 'stix',
  summary: 'STIX 2.1: what objects, attributes and relations become.',
  objects: objectColumns,
  attributes: attributeColumns,
  relations: relationColumns,
  target: 'as',
  lacks: ({ as, observable, pattern_type: rule }) =>
    observable === undefined && (as === 'observable' || (as === 'indicator' && rule === undefined)) ? 'observable' : undefined,
  vocabularies: Object.fromEntries(
    [...vocabularyNames.filter((name) => name !== 'pattern_type'), 'confidence'].map((name) => [
      name,
      vocabulary(name === 'confidence' ? 'Numbers from 0 to 100 for words.' : `Words for \`${name}\`.`),
    ]),
  ),
  example: `objects:
  - { type: asset, as: infrastructure, set: { infrastructure_types: [workstation] } }
attributes:
  - { name: Certainty, property: confidence }
relations:
  - { as: hosted at, from: indicator, to: indicator, relationship: hosted-at }`,
};
