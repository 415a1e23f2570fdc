/* oxlint-disable unicorn/no-thenable -- `then` is a word of JSON Schema */
import { byteSizePattern } from './basics/byte-size.ts';
import { durationPattern } from './basics/duration.ts';
import type { JsonSchema } from './basics/shape.ts';
import { tableShape } from './format-table/table-shape.ts';
import { schemaSet } from './validate/schema-set.ts';
import type { Vocabulary } from './basics/vocabulary.ts';

const scalar = { type: ['string', 'number', 'boolean'] } as const;

/** What an editor sees where a tag decides: to it a tagged scalar is a text. */
const positions: Readonly<Record<string, JsonSchema>> = {
  expr: { type: 'string', title: '!expr', examples: ['!expr $user.option'] },
  tmpl: { type: 'string', title: '!tmpl', examples: ['!tmpl "{{field}}"'] },
  'template-or-expr': { type: 'string', title: '!expr or !tmpl' },
  value: { ...scalar, title: 'a value, !expr or !tmpl' },
  literal: {},
  tree: {},
  'tree-map': { type: 'object' },
};

const formats: Readonly<Record<string, JsonSchema>> = {
  'feedwright-duration': { pattern: durationPattern },
  'feedwright-bytes': { pattern: byteSizePattern },
  'feedwright-instant': {},
  'feedwright-pattern': { format: 'regex' },
};

/** The schema that editors complete and check a definition with: JSON Schema draft-07, which they support best. */
export const definitionSchema = (vocabulary: Vocabulary): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'definition.schema.json',
  title: 'Feedwright definition',
  description: 'A pack of feeds and actions, a connection, or an object type.',
  if: { required: ['language'] },
  then: { $ref: '#/$defs/pack' },
  else: {
    if: { required: ['http'] },
    then: { $ref: '#/$defs/connection' },
    else: { if: { required: ['code'] }, then: { $ref: '#/$defs/object-type' }, else: { $ref: '#/$defs/pack' } },
  },
  $defs: Object.fromEntries(Object.entries(schemaSet(vocabulary)).map(([name, schema]) => [name, editorSchema(schema)])),
});

/** The schema of another kind of file, for editors likewise. */
export const fileSchema = (shape: JsonSchema, id: string, title: string): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: id,
  title,
  ...editorSchema(shape),
});

/** The schema of the tables of formats: by the one that a file names. */
export const formatSchema = ({ formats }: Vocabulary): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'format.schema.json',
  title: 'Feedwright table of a format',
  type: 'object',
  properties: { format: { enum: Object.keys(formats) } },
  required: ['format'],
  allOf: Object.values(formats).map((format) => ({
    if: { properties: { format: { const: format.name } } },
    then: editorSchema(tableShape(format).schema),
  })),
});

const isSchema = (node: unknown): node is JsonSchema => typeof node === 'object' && node !== null && !Array.isArray(node);
const maps = new Set(['properties', '$defs']);
const data = new Set(['enum', 'const', 'default', 'examples', 'required', 'discriminator']);

/** A schema without the words of ours that only the loader understands. */
const editorSchema = (schema: JsonSchema): JsonSchema => {
  const {
    feedwright,
    discriminator: _,
    format,
    ...rest
  } = Object.fromEntries(Object.entries(schema).map(([keyword, inner]) => [keyword, innerOf(keyword, inner)])) as Record<
    string,
    unknown
  >;
  const position = typeof feedwright === 'string' ? positions[feedwright] : undefined;
  const rule = typeof format === 'string' ? (formats[format] ?? { format }) : {};
  // A number where a text is meant keeps its spelling, so an editor must not call it wrong.
  const type = rest['type'] === 'string' && position === undefined ? { type: ['string', 'number'] } : {};
  return { ...position, ...rule, ...orUsed(rest), ...type };
};

/** What a fragment may give as well need not stand in the place itself. */
const orUsed = ({ required, ...rest }: JsonSchema): JsonSchema => {
  if (required === undefined) return rest;
  const properties = rest['properties'] as JsonSchema | undefined;
  return properties?.['use'] === undefined ? { ...rest, required } : { ...rest, anyOf: [{ required }, { required: ['use'] }] };
};

const innerOf = (keyword: string, inner: unknown): unknown => {
  if (data.has(keyword)) return inner;
  if (Array.isArray(inner)) return inner.map((one: unknown) => (isSchema(one) ? editorSchema(one) : one));
  if (!isSchema(inner)) return inner;
  return maps.has(keyword)
    ? Object.fromEntries(Object.entries(inner).map(([name, one]) => [name, editorSchema(one as JsonSchema)]))
    : editorSchema(inner);
};
