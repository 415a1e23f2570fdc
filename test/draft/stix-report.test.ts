import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { stixReport } from '../../engine/scaffold/guess/stix-report.ts';

test('the report of a STIX sample knows the kinds of indicator and of object that the definition of a collection knows', () => {
  const file = join(import.meta.dirname, '../../definitions/taxii/collection.yaml');
  const customTags = ['!expr', '!tmpl'].map((tag) => ({ tag, resolve: (value: string) => value }));
  const parsed = parseDocument(readFileSync(file, 'utf8'), { customTags });
  const report = parseDocument(stixReport().join('\n'), { customTags });
  const kinds = (document: typeof parsed, path: readonly string[]): unknown =>
    (document.getIn(path) as { toJSON(): unknown }).toJSON();
  expect(kinds(report, ['report', 'indicator', 'subtype', 'table'])).toEqual(kinds(parsed, ['tables', 'subtypes']));
  expect(kinds(report, ['report', 'object', 'type', 'table'])).toEqual(kinds(parsed, ['tables', 'types']));
});
