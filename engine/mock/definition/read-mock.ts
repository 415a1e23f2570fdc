import { dirname, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { Findings } from '../../language/basics/findings.ts';
import { parseInstant } from '../../language/basics/instant.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { readBytes } from '../../language/yaml/text-bytes.ts';
import { SourceFile } from '../../language/source-file.ts';
import { rootMap } from '../../language/validate/root-map.ts';
import { validateAs } from '../../language/validate/validate.ts';
import { placeOfValue } from '../../language/yaml/positions.ts';
import { insideFolder } from './inside-folder.ts';
import type { MockDefinition } from './mock-definition.ts';
import { mockShape, type RawMock } from './mock-shape.ts';

const LARGEST_YAML = 2 ** 20;
const LARGEST_DATA = 2 ** 28;

/** Reads and checks a `mock.yaml` and the JSON files that it names. Throws UsageError with every finding. */
export function readMock(file: string): MockDefinition {
  const findings = new Findings();
  const raw = parseMock(file, findings);
  const diagnostics = findings.sorted();
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (first === undefined) return definitionOf(file, raw as RawMock);
  throw new UsageError('mock.invalid', `The mock can't be used: ${first.message}`, {
    diagnostics,
    place: first.place,
    hint: first.hint,
  });
}

/**
 * What is left of the file once all that its shape refuses has been said and cut out: required keys may lack, and lists may have
 * holes. Undefined where nothing is. Throws UsageError where the file can't be read.
 */
export function parseMock(file: string, findings: Findings): Partial<RawMock> | undefined {
  const source = new SourceFile(file, readBounded(file, LARGEST_YAML));
  const hint = 'Start it with `mock: 1` and `routes:`.';
  const raw = rootMap(source, findings, { holds: 'mock', hint, code: 'mock.empty' });
  if (raw === undefined || findings.errors > 0) return undefined;
  return validateAs(raw, mockShape.schema, findings) ? (raw as Partial<RawMock>) : undefined;
}

function definitionOf(file: string, raw: RawMock): MockDefinition {
  const folder = dirname(resolve(file));
  const { data = {} } = raw;
  return Object.freeze({
    file,
    folder,
    title: raw.title,
    clock: raw.clock === undefined ? undefined : parseInstant(raw.clock),
    since: raw.since === undefined ? undefined : parseInstant(raw.since),
    user: Object.freeze({ ...raw.user }),
    variants: raw.variants ?? [],
    data: Object.fromEntries(Object.keys(data).map((name) => [name, loadData(data, name, folder)])),
    raw,
  });
}

/** A value of `data`, read from its file where it names one. Throws UsageError with the place. */
export function loadData(data: Readonly<Record<string, unknown>>, name: string, folder: string): unknown {
  const value = data[name];
  if (typeof value !== 'string' || !value.startsWith('./')) return value;
  const place = placeOfValue(data, name);
  const path = insideFolder(folder, value);
  if (path === undefined)
    throw new UsageError('mock.file-outside', `The mock's file ${value} lies outside its folder.`, {
      place,
      hint: 'Only files beside the mock, and in folders there, are served.',
    });
  try {
    return JSON.parse(readBounded(path, LARGEST_DATA, value)) as unknown;
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(error.code, error.message, { place, hint: error.hint, cause: error });
    const at = error instanceof Error ? /\(line \d+ column \d+\)/.exec(error.message)?.[0] : undefined;
    throw new UsageError('mock.not-json', `The mock's file ${value} is not valid JSON${at === undefined ? '' : ` ${at}`}.`, {
      place,
      hint: 'A file of another kind is served by `file:` of a route.',
      cause: error,
    });
  }
}

function readBounded(path: string, largest: number, shown = path): string {
  try {
    const { text, fault } = readBytes(readPlain(path, largest));
    if (fault === undefined) return text;
    throw new UsageError('mock.no-file', `The mock's file ${shown} ${fault}.`, { hint: 'Save it as UTF-8.' });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('mock.no-file', `The mock's file ${shown} ${whyUnreadable(error, path)}.`, {
      hint: 'Check the name, or add the file.',
      cause: error,
    });
  }
}
