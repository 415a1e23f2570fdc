import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveAll, resolveReferences } from '../../../engine/api/config/references.ts';

const folder = mkdtempSync(join(tmpdir(), 'feedwright-references-'));
writeFileSync(join(folder, 'token'), 'from ${env:NAME}\r\n');
const source = {
  env: { NAME: 'value' },
  folder,
  place: { file: 'feedwright.yaml', line: 3, column: 7 },
  vault: async ({ path, key }: { readonly path: string; readonly key: string }) => `<${path}|${key}>`,
};

test.each([
  ['plain $ text {}', 'plain $ text {}'],
  ['${env:NAME}', 'value'],
  ['a-${env:NAME}-b-${env:NAME}', 'a-value-b-value'],
  ['${file:token}', 'from ${env:NAME}'],
  [`\${file:${folder}/token}`, 'from ${env:NAME}'],
  ['$${env:NAME}', '${env:NAME}'],
  ['$${vault:a#b}', '${vault:a#b}'],
  ['${vault:feeds/acme#token}', '<feeds/acme|token>'],
  ['${env:NAME} ${vault:a#b#c d}!', 'value <a|b#c d>!'],
])('%s', async (text, expected) => {
  expect(await resolveReferences(text, source)).toBe(expected);
});

test('texts are replaced however deep they stand', async () => {
  expect(await resolveAll({ a: ['${env:NAME}', 1], b: { c: '${vault:p#k}' }, d: null }, source)).toEqual({
    a: ['value', 1],
    b: { c: '<p|k>' },
    d: null,
  });
});

test.each([
  ['${env:OTHER}', 'config.no-variable', 'The environment has no variable OTHER.'],
  ['${file:nothing}', 'usage.value-file', `The value is to come from ${folder}/nothing, but there is no such file.`],
  ['${file:.}', 'usage.value-file', `The value is to come from ${folder}, but it is a folder.`],
  ['${vault:x}', 'config.reference', '"${vault:x}" names no key of the vault.'],
  ['${vault:x#}', 'config.reference', '"${vault:x#}" names no key of the vault.'],
  ['${vault:#x}', 'config.reference', '"${vault:#x}" has no path of the vault.'],
  ['${vault:/a/b#x}', 'config.reference', '"${vault:/a/b#x}" has no path of the vault.'],
  ['${vault:a/../b#x}', 'config.reference', '"${vault:a/../b#x}" has no path of the vault.'],
  ['${vault:a?b#x}', 'config.reference', '"${vault:a?b#x}" has no path of the vault.'],
  ['${vault:a#b', 'config.reference', 'A reference has no end.'],
  ['${NAME}', 'config.reference', '"${…}" is no reference.'],
])('%s is an error at its place', async (text, code, message) => {
  await expect(resolveReferences(text, source)).rejects.toThrow(expect.objectContaining({ code, message, place: source.place }));
});
