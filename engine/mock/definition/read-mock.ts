import { dirname, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { Findings } from '../../language/basics/findings.ts';
import { parseInstant } from '../../language/basics/instant.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import { SourceFile } from '../../language/source-file.ts';
import { checkShape } from '../../language/validate/check-shape.ts';
import { rootPosition } from '../../language/validate/position.ts';
import { parseYaml } from '../../language/yaml/parse.ts';
import { insideFolder } from './inside-folder.ts';
import type { MockDefinition } from './mock-definition.ts';
import { mockShape, type RawMock } from './mock-shape.ts';

const LARGEST_YAML = 2 ** 20;
const LARGEST_DATA = 2 ** 28;

/** Reads and checks a `mock.yaml` and the JSON files that it names. Throws UsageError with every finding. */
export function readMock(file: string): MockDefinition {
  const source = new SourceFile(file, readBounded(file, LARGEST_YAML));
  const findings = new Findings();
  const raw = parseYaml(source, findings);
  if (findings.errors === 0 && (typeof raw !== 'object' || raw === null))
    findings.error('mock.empty', source.placeAt(0), 'The file holds no mock.');
  if (findings.errors === 0) {
    for (const { code, place, message, hint } of checkShape(mockShape.schema, rootPosition(raw), {}))
      findings.error(code, place, message, hint);
  }
  const diagnostics = findings.sorted();
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (first !== undefined) {
    throw new UsageError('mock.invalid', `The mock can't be used: ${first.message}`, {
      diagnostics,
      place: first.place,
      hint: first.hint,
    });
  }
  return definitionOf(file, raw as RawMock);
}

function definitionOf(file: string, raw: RawMock): MockDefinition {
  const folder = dirname(resolve(file));
  return Object.freeze({
    file,
    folder,
    title: raw.title,
    clock: raw.clock === undefined ? undefined : parseInstant(raw.clock),
    since: raw.since === undefined ? undefined : parseInstant(raw.since),
    user: Object.freeze({ ...raw.user }),
    variants: raw.variants ?? [],
    data: Object.fromEntries(Object.entries(raw.data ?? {}).map(([name, value]) => [name, loaded(value, folder)])),
    raw,
  });
}

function loaded(value: unknown, folder: string): unknown {
  if (typeof value !== 'string' || !value.startsWith('./')) return value;
  const path = insideFolder(folder, value);
  if (path === undefined) throw new UsageError('mock.file-outside', `The mock's file ${value} lies outside its folder.`);
  try {
    return JSON.parse(readBounded(path, LARGEST_DATA)) as unknown;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('mock.not-json', `The mock's file ${value} is not valid JSON.`, { cause: error });
  }
}

function readBounded(path: string, largest: number): string {
  try {
    const { text, fault } = readBytes(readPlain(path, largest));
    if (fault === undefined) return text;
    throw new UsageError('mock.no-file', `The mock's file ${path} ${fault}.`, { hint: 'Save it as UTF-8.' });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('mock.no-file', `The mock's file ${path} ${whyUnreadable(error, path)}.`, { cause: error });
  }
}
