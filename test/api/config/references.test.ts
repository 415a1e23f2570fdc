import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveReferences } from '../../../engine/api/config/references.ts';

const folder = mkdtempSync(join(tmpdir(), 'feedwright-references-'));
writeFileSync(join(folder, 'token'), 'from ${env:NAME}\r\n');
const source = { env: { NAME: 'value' }, folder, place: { file: 'feedwright.yaml', line: 3, column: 7 } };

test.each([
  ['plain $ text {}', 'plain $ text {}'],
  ['${env:NAME}', 'value'],
  ['a-${env:NAME}-b-${env:NAME}', 'a-value-b-value'],
  ['${file:token}', 'from ${env:NAME}'],
  [`\${file:${folder}/token}`, 'from ${env:NAME}'],
  ['$${env:NAME}', '${env:NAME}'],
])('%s', (text, expected) => {
  expect(resolveReferences(text, source)).toBe(expected);
});

test.each([
  ['${env:OTHER}', 'config.no-variable', 'The environment has no variable OTHER.'],
  ['${file:nothing}', 'usage.value-file', `The value is to come from ${folder}/nothing, but there is no such file.`],
  ['${file:.}', 'usage.value-file', `The value is to come from ${folder}, but it is a folder.`],
  ['${vault:x}', 'config.reference', '"${vault:x}" is no reference.'],
  ['${NAME}', 'config.reference', '"${NAME}" is no reference.'],
])('%s is an error at its place', (text, code, message) => {
  expect(() => resolveReferences(text, source)).toThrow(expect.objectContaining({ code, message, place: source.place }));
});
