/** A JSON Schema of the answer: what it makes known, beside samples and without them. */
import { describe, expect, test } from 'vitest';
import { schemaType } from '../../engine/inference/samples/schema-type.ts';
import { readType, writeType } from '../../engine/inference/types/type-json.ts';
import { demo, findingsOf, found, HEAD } from './pack.ts';

const ORIGIN = { owner: undefined, files: ['x.schema.json'], path: [] };
const typed = (schema: unknown) => writeType(schemaType(schema, ORIGIN));

describe('the type of', () => {
  test.each<readonly [string, unknown, unknown]>([
    ['a format', { type: 'string', format: 'date-time' }, { text: { format: 'date', examples: [] } }],
    ['several types', { type: ['integer', 'null'] }, { null: true, number: { examples: [] } }],
    ['OpenAPI 3.0', { type: 'boolean', nullable: true }, { null: true, boolean: true }],
    ['a closed set', { enum: ['a', 'b', null] }, { null: true, text: { examples: ['a', 'b'], closed: ['a', 'b'] } }],
    ['a constant', { const: 5 }, { number: { examples: ['5'], closed: ['5'] } }],
    ['a set of a type', { type: 'string', allOf: [{ enum: ['a'] }] }, { text: { examples: ['a'], closed: ['a'] } }],
    ['a list', { type: 'array', items: { type: 'string' } }, { list: { text: { examples: [] } } }],
    ['a list of anything', { type: 'array' }, { list: { unknown: true } }],
    [
      'an object, without its type',
      { properties: { a: { type: 'string' }, b: {} }, required: ['a'] },
      { object: { a: { text: { examples: [] } }, b: { optional: true, unknown: true } } },
    ],
    [
      'one of several objects',
      {
        oneOf: [
          { properties: { a: {} }, required: ['a'] },
          { properties: { b: {} }, required: ['b'] },
        ],
      },
      { object: { a: { optional: true, unknown: true }, b: { optional: true, unknown: true } } },
    ],
    [
      'all of several objects',
      { properties: { a: {} }, allOf: [{ properties: { b: {} }, required: ['b'] }] },
      { object: { a: { optional: true, unknown: true }, b: { unknown: true } } },
    ],
    ['a map of names that come as data', { additionalProperties: { type: 'string' } }, { unknown: true, object: {} }],
    ['anything', true, { unknown: true }],
    [
      'a reference, with signs in its name',
      { $ref: '#/$defs/a~1b%20c', $defs: { 'a/b c': { type: 'string' } } },
      { text: { examples: [] } },
    ],
  ])('%s', (_, schema, expected) => {
    expect(typed(schema)).toEqual(expected);
    expect(writeType(readType(JSON.parse(JSON.stringify(expected))))).toEqual(expected);
  });

  test('a schema within itself ends', () => {
    const tree = { $ref: '#/$defs/node', $defs: { node: { properties: { name: {}, of: { items: { $ref: '#/$defs/node' } } } } } };
    expect(typed(tree).object?.['of']?.list?.object?.['of']?.list).toEqual({ unknown: true });
    const wide = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`p${index}`, { $ref: `#/$defs/d${index % 8}` }]));
    const defs = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`d${index}`, { properties: wide }]));
    expect(typed({ properties: wide, $defs: defs }).object).toBeDefined();
  });
});

const SCHEMA = {
  type: 'object',
  required: ['data'],
  properties: {
    meta: { properties: { next: { type: 'string' } } },
    data: {
      type: 'array',
      items: { properties: { id: { type: 'string' }, title: { type: 'string' }, kind: { enum: ['a', 'b'] } } },
    },
  },
};

const withSchema = (value: string, samples: string): string =>
  demo({
    endpoint: 'schema: cases.schema.json\npaginate: { kind: cursor, token: !expr meta.nxt }',
    attributes: `A: !expr ${value}`,
  }).replace('    samples: [cases.json]\n', samples);

describe('at an endpoint', () => {
  test('it stands for samples', async () => {
    const files = { 'cases.schema.json': SCHEMA };
    expect(await found(withSchema('kidn', ''), files)).toEqual(['path.misspelt nxt', 'path.misspelt kidn']);
    expect(await found(withSchema('severity', ''), files)).toEqual(['path.misspelt nxt', 'path.not-in-samples severity']);
  });

  test('what either knows is known', async () => {
    const files = { 'cases.schema.json': SCHEMA, 'cases.json': { data: [{ id: 'x', title: 'x', severity: 'high' }] } };
    const samples = '    samples: [cases.json]\n';
    expect(await found(withSchema('severity & kind', samples), files)).toEqual(['path.misspelt nxt']);
    expect(await found(withSchema('severty', samples), files)).toEqual(['path.misspelt nxt', 'path.misspelt severty']);
  });

  test.each<readonly [string, string | object, RegExp]>([
    ['no JSON', '{ "type": ', /^sample.unreadable: The schema `cases.schema.json` is no JSON/],
    ['no schema', '[1]', /^sample.unreadable: .* is no JSON Schema: at its root stands no map/],
    [
      'of another file',
      { $ref: 'other.json#/a' },
      /^sample.unreadable: .* refers to `other.json#\/a`: only places in the same file/,
    ],
    ['of nothing', { $ref: '#/$defs/a' }, /^sample.unreadable: .* refers to `#\/\$defs\/a`, which it lacks/],
    ['of the record alone', { properties: { id: {} } }, /^sample.not-as-records: The schema `cases.schema.json` knows nothing/],
  ])('%s', async (_, schema, says) => {
    const findings = await findingsOf({
      'definitions/demo.yaml': withSchema('title', '').replace('meta.nxt', 'meta.next'),
      'fixtures/demo/cases.schema.json': schema,
    });
    const own = findings.filter(({ code }) => code !== 'path.not-in-samples');
    expect(own.map(({ code, message }) => `${code}: ${message}`)).toEqual([expect.stringMatching(says)]);
  });

  test('one that is not there is an error', async () => {
    expect(await found(withSchema('title', ''), { 'other.json': {} })).toEqual(['file.unknown-sample cases']);
  });
});

test('at an action', async () => {
  const definition = `${HEAD}actions:
  close: { title: Close, accepts: [], request: { method: POST, path: /c }, result: !expr mesage, schema: close.json }
`;
  expect(await found(definition, { 'close.json': { properties: { message: { type: 'string' } } } })).toEqual([
    'path.misspelt mesage',
  ]);
});
