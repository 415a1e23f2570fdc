/** Samples and schemas of any content: read, or a finding; nothing is thrown, and nothing takes long. */
import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decoders } from '../../engine/components/decoders/registry.ts';
import { readSchema } from '../../engine/inference/samples/read-schema.ts';
import { sampleTypes } from '../../engine/inference/samples/sample-types.ts';
import { Findings } from '../../engine/language/basics/findings.ts';
import type { ComponentUse, RecordSelector } from '../../engine/language/model.ts';

const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = { file: 'x.yaml', line: 1, column: 1 };
const sample = { file: 'sample', folder, status: undefined, place };

const OPTIONS: Readonly<Record<string, object>> = { csv: { header: true }, tsv: { header: true }, lines: { name: 'line' } };
const kinds = Object.keys(decoders).filter((kind) => kind !== 'bytes');

const selector: fc.Arbitrary<RecordSelector> = fc
  .record({
    path: fc.array(fc.constantFrom('data', 'a', '0', '__proto__'), { maxLength: 2 }),
    count: fc.constantFrom('one' as const, 'many' as const),
    orEmpty: fc.boolean(),
  })
  .map((one) => ({ kind: 'path', ...one, place }));

const body = fc.oneof(
  fc.json().map((text) => Buffer.from(text)),
  fc.json().map((text) => Buffer.from(`{"data":[${text}]}`)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string().map((text) => Buffer.from(`a,b\n"${text}",<a><b>${text}</a>`)),
  fc.constant(Buffer.from('['.repeat(100_000))),
);

test('samples', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...kinds), body, selector, async (kind, bytes, records) => {
      writeFileSync(join(folder, 'sample'), bytes);
      const findings = new Findings();
      const decode: readonly ComponentUse[] = [{ kind, options: { ...OPTIONS[kind] }, sniff: false, place }];
      const types = await sampleTypes({ owner: 'x', decode, records, samples: [sample], optional: ['a.b'] }, findings);
      expect(types.document).toBeDefined();
      for (const { code, message } of findings.sorted()) {
        expect(code).toMatch(/^sample\./);
        expect(message).toMatch(/\.$/);
      }
    }),
    { numRuns: 150 },
  );
});

const word = fc.constantFrom(
  'type',
  'items',
  'properties',
  'allOf',
  'anyOf',
  '$ref',
  '$defs',
  'required',
  'enum',
  'const',
  'additionalProperties',
  'then',
);
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>('string', 'object', 'array', '#', '#/$defs/a', '#/$defs/%zz', null, true, 7),
    fc.dictionary(word, tie('schema'), { maxKeys: 4 }),
    fc.dictionary(fc.constantFrom('a', 'data', '__proto__'), tie('schema'), { maxKeys: 3 }),
    fc.array(tie('schema'), { maxLength: 3 }),
  ),
}));

test('schemas', () => {
  fc.assert(
    fc.property(schema, selector, (value, records) => {
      writeFileSync(join(folder, 'sample'), JSON.stringify(value));
      const findings = new Findings();
      const types = readSchema(sample, 'x', records, findings);
      expect(types !== undefined || findings.sorted().length === 1).toBe(true);
    }),
    { numRuns: 400 },
  );
});
