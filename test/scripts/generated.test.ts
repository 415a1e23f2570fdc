import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { outdated } from '../../scripts/generate.ts';

const root = join(import.meta.dirname, '../..');

test('every generated file is what the sources give', () => {
  expect(outdated().map((one) => one.file)).toEqual([]);
});

test('every definition keeps to the schema that editors use', () => {
  const [definition, table] = ['definition', 'format'].map((name) => {
    const schema = JSON.parse(readFileSync(join(root, `schemas/${name}.schema.json`), 'utf8')) as object;
    return new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
  });
  const customTags = ['!expr', '!tmpl'].map((tag) => ({ tag, resolve: (value: string) => value }));
  const files = readdirSync(join(root, 'definitions'), { recursive: true, encoding: 'utf8' }).filter((one) =>
    /\.ya?ml$/.test(one),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = readFileSync(join(root, 'definitions', file), 'utf8');
    const validate = /^format:/m.test(text) ? table : definition;
    validate?.(parseDocument(text, { customTags, merge: true }).toJS());
    expect([file, validate?.errors]).toEqual([file, null]);
  }
});
