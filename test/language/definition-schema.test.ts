import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { definitionSchema } from '../../engine/language/definition-schema.ts';
import type { JsonSchema } from '../../engine/language/basics/shape.ts';
import { vocabulary } from './vocabulary.ts';

const schema = definitionSchema(vocabulary);
const ajv = new Ajv({
  strict: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allErrors: true,
  validateFormats: false,
});
const validate = ajv.compile(schema);

/** A definition as an editor reads it: a tagged scalar is a text. */
const asEditor = (text: string): unknown =>
  parseDocument(text, {
    customTags: ['!expr', '!tmpl'].map((tag) => ({ tag, resolve: (value: string) => value })),
    merge: true,
  }).toJS() as unknown;

const problems = (text: string): readonly string[] =>
  validate(asEditor(text))
    ? []
    : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.keyword} ${JSON.stringify(one.params)}`);

const folder = join(import.meta.dirname, 'fixtures/definitions');

test.each([
  'acme/cases.yaml',
  'acme/operation.yaml',
  'acme/connection.yaml',
  'acme/objects/account.yaml',
  'beta/predictions.yaml',
  'gamma/words.yaml',
])('%s is right to an editor', (file) => {
  expect(problems(readFileSync(join(folder, file), 'utf8'))).toEqual([]);
});

describe('an editor sees', () => {
  const text = readFileSync(join(folder, 'acme/cases.yaml'), 'utf8');

  test.each([
    ['a misspelt key', 'source: case_sync', 'suorce: case_sync', '"suorce"'],
    ['a misspelt choice', 'on_failure: quarantine', 'on_failure: ignore', 'on_failure enum'],
    ['a duration that is none', 'step: P30D, oldest', 'step: 30 days, oldest', 'window/step pattern'],
    ['a decoder that is none', 'decode: [bytes]', 'decode: [byte]', 'decode/0 enum'],
  ])('%s', (_, right, wrong, found) => {
    expect(text).toContain(right);
    expect(problems(text.replace(right, wrong)).join('\n')).toContain(found);
  });

  test('a component that is none, and a misspelt option of one', () => {
    const connection = (auth: string): readonly string[] => problems(`http: { base_url: https://a.example, auth: ${auth} }\n`);
    expect(connection('{ kind: bearer, token: x }')).toEqual([]);
    expect(connection('{ kind: bearr, token: x }').join()).toContain('auth');
    expect(connection('{ kind: bearer, tokn: x }').join()).toContain('tokn');
  });
});

const every = (node: unknown, path: string, visit: (node: JsonSchema, path: string) => void): void => {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) return node.forEach((one, index) => every(one, `${path}/${index}`, visit));
  visit(node as JsonSchema, path);
  for (const [key, inner] of Object.entries(node)) every(inner, `${path}/${key}`, visit);
};

test('every key of the language is described', () => {
  const silent: string[] = [];
  every(schema, '', (node, path) => {
    if (!path.endsWith('/properties')) return;
    for (const [name, inner] of Object.entries(node as Readonly<Record<string, JsonSchema>>)) {
      if (typeof inner['description'] !== 'string' || inner['description'] === '') silent.push(`${path}/${name}`);
    }
  });
  // What the components of this test say of their options is their own affair.
  expect(silent.filter((path) => !/\$defs\/(auth|decode|paginate|state)\//.test(path))).toEqual([]);
});

test('no word of the loader is left in it', () => {
  expect(JSON.stringify(schema)).not.toMatch(/"feedwright|"discriminator"/);
});

test('every reference leads to a definition', () => {
  every(schema, '', (node) => {
    const reference = node['$ref'];
    if (typeof reference === 'string')
      expect(Object.keys(schema['$defs'] as object)).toContain(reference.replace('#/$defs/', ''));
  });
});
