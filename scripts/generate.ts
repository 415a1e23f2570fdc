/** Writes the files that follow from the sources; with `--check` it only says which of them are out of date. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createVocabulary } from '../engine/components/vocabulary.ts';
import { definitionSchema, fileSchema, formatSchema } from '../engine/language/definition-schema.ts';
import { mockShape } from '../engine/mock/definition/mock-shape.ts';
import { reference } from './reference/reference.ts';
import { caseShape } from '../engine/proof/case/case-shape.ts';
import { proofShape } from '../engine/proof/proof-file/proof-shape.ts';
import { cassetteShape } from '../engine/mock/cassette/cassette-shape.ts';

export interface Generated {
  /** From the project's root. */
  readonly file: string;
  readonly content: () => string;
}

const root = join(import.meta.dirname, '..');

const schemaText = (...parts: Parameters<typeof fileSchema>): string => `${JSON.stringify(fileSchema(...parts), null, 2)}\n`;

/** One line an output. */
const generated: readonly Generated[] = [
  { file: 'schemas/reference.md', content: reference },
  { file: 'schemas/definition.schema.json', content: () => `${JSON.stringify(definitionSchema(createVocabulary()), null, 2)}\n` },
  { file: 'schemas/format.schema.json', content: () => `${JSON.stringify(formatSchema(createVocabulary()), null, 2)}\n` },
  { file: 'schemas/case.schema.json', content: () => schemaText(caseShape.schema, 'case.schema.json', 'Feedwright case') },
  {
    file: 'schemas/cassette.schema.json',
    content: () => schemaText(cassetteShape.schema, 'cassette.schema.json', 'Feedwright cassette'),
  },
  { file: 'schemas/proof.schema.json', content: () => schemaText(proofShape.schema, 'proof.schema.json', 'Feedwright proof') },
  { file: 'schemas/mock.schema.json', content: () => schemaText(mockShape.schema, 'mock.schema.json', 'Feedwright mock') },
];

const current = (file: string): string => {
  try {
    return readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return '';
  }
};

/** The outputs whose file differs from what the sources give. */
export const outdated = (): readonly Generated[] => generated.filter(({ file, content }) => current(file) !== content());

if (import.meta.main) {
  const stale = outdated();
  if (process.argv.includes('--check')) {
    for (const { file } of stale) process.stderr.write(`${file} is out of date: run npm run generate.\n`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const { file, content } of stale) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), content());
      process.stdout.write(`${file}\n`);
    }
  }
}
