/**
 * The foreign feeds over samples that show less: one member left out, null, empty or with one element, wherever it stands. A vendor leaves out any of
 * them, and the definition is right all the same: nothing but `path.not-in-samples` may be said. What is null throughout is sent as
 * nothing, which is worth a word, as is a sample without records.
 */
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openEngine } from '../../../engine/index.ts';
import { Random } from '../../../scripts/fuzz/random.ts';

const SEED = Number(process.env['SEED'] ?? 20_260_501);
/** So many changes of so many are tried: `SHARE=1` tries all. */
const SHARE = Number(process.env['SHARE'] ?? 0.1);

const cwd = mkdtempSync(join(tmpdir(), 'thinner-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

type Path = readonly string[];
type Change = (value: unknown) => unknown;

/** `undefined` leaves the member out. */
const CHANGES: Readonly<Record<string, Change>> = {
  gone: () => undefined,
  null: () => null,
  empty: (value) => (Array.isArray(value) ? [] : typeof value === 'object' && value !== null ? {} : value),
  blank: (value) => (typeof value === 'string' ? '' : value),
  'but its first': (value) => (Array.isArray(value) ? value.slice(0, 1) : value),
  'but its last': (value) => (Array.isArray(value) ? value.slice(-1) : value),
};

/** Every member of every object, by its names; lists are not counted. */
const membersOf = (value: unknown, path: Path = []): readonly Path[] => {
  if (Array.isArray(value)) return value.flatMap((one) => membersOf(one, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [[...path, name], ...membersOf(one, [...path, name])]);
};

const changed = (value: unknown, [name, ...rest]: Path, change: Change): unknown => {
  if (Array.isArray(value)) return value.map((one) => changed(one, [name ?? '', ...rest], change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([own, one]) => {
      if (own !== name) return [[own, one]];
      const made = rest.length > 0 ? changed(one, rest, change) : change(one);
      return made === undefined ? [] : [[own, made]];
    }),
  );
};

interface Sample {
  readonly pack: string;
  readonly file: string;
  readonly records: readonly unknown[];
  readonly write: (records: readonly unknown[]) => string;
}

const samples = globSync('fixtures/*/*.{json,ndjson}', { cwd: import.meta.dirname })
  .toSorted()
  .map((file): Sample => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    const lines = file.endsWith('.ndjson') ? text.trim().split('\n') : [text];
    return {
      pack: basename(join(file, '..')),
      file: basename(file),
      records: lines.map((line) => JSON.parse(line) as unknown),
      write: (records) => records.map((one) => JSON.stringify(one)).join('\n'),
    };
  });

const definitionOf = (pack: string): string =>
  readFileSync(join(import.meta.dirname, globSync(`definitions/*/${pack}.yaml`, { cwd: import.meta.dirname })[0] ?? ''), 'utf8');

/** Where the records stand: without them it is no sample. */
const waysOf = (definition: string): ReadonlySet<string> =>
  new Set(
    [...definition.matchAll(/^ {4}records?: (?:\{ at: )?([\w.]+)(?:, (?:item|columns): ([\w.]+))?/gm)].flatMap(
      ([, at = '', item]) =>
        [at, item?.includes('.') === true ? item : `${at}.${item}`].flatMap((path) =>
          path.split('.').map((_, index, names) => names.slice(0, index + 1).join('.')),
        ),
    ),
  );

const findingsOf = async (): Promise<readonly string[]> => {
  const engine = openEngine({ cwd });
  const { findings } = await engine.validate();
  await engine.close();
  return findings
    .filter(({ code }) => !/^(?:path\.not-in-samples|request\.may-be-missing|sample\..*)$/.test(code))
    .map(({ code, place, message }) => `${basename(place.file)}:${place.line}:${place.column} ${code} ${message}`);
};

test.each([...new Set(samples.map(({ pack }) => pack))])('%s', { timeout: 600_000 }, async (pack) => {
  const random = new Random(SEED);
  const definition = definitionOf(pack);
  const ways = waysOf(definition);
  rmSync(join(cwd, 'definitions'), { recursive: true, force: true });
  rmSync(join(cwd, 'fixtures'), { recursive: true, force: true });
  mkdirSync(join(cwd, 'definitions'));
  writeFileSync(join(cwd, 'definitions', `${pack}.yaml`), definition);
  cpSync(join(import.meta.dirname, 'fixtures', pack), join(cwd, 'fixtures', pack), { recursive: true });
  const before = new Set(await findingsOf());
  const alarms: Record<string, readonly string[]> = {};
  for (const { file, records, write } of samples.filter((one) => one.pack === pack)) {
    const place = join(cwd, 'fixtures', pack, file);
    const paths = [...new Set(membersOf(records).map((path) => path.join('\0')))].map((text) => text.split('\0'));
    for (const path of paths)
      for (const [name, change] of Object.entries(CHANGES)) {
        if ((ways.has(path.join('.')) && !name.startsWith('but')) || !random.chance(SHARE)) continue;
        writeFileSync(place, write(records.map((one) => changed(one, path, change))));
        const found = (await findingsOf()).filter((one) => !before.has(one));
        if (found.length > 0) alarms[`${file}: ${path.join('.')} ${name}`] = found;
      }
    writeFileSync(place, write(records));
  }
  expect(alarms).toEqual({});
});
