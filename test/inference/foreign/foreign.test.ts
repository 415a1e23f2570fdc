/**
 * Feeds of other styles of API, written by hand, with the samples that a first author has: one answer with at most three records.
 * What they read besides is documented by their vendors. Nothing in them is a slip, so that whatever `validate` says is a false alarm.
 */
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../engine/index.ts';
import type { Diagnostic } from '../../../engine/language/basics/place.ts';

const folder = import.meta.dirname;
const files = globSync('definitions/*/*.yaml', { cwd: folder }).toSorted();
/** `optional:` of an endpoint or action, over one line or several. */
const OPTIONAL = /^ +optional: \[[^\]]*\]\n/gm;

/** The feeds as they stand, and as they were before anything was said to be optional. */
const finished = join(folder, 'definitions');
const first = mkdtempSync(join(tmpdir(), 'foreign-'));
cpSync(folder, first, { recursive: true });
for (const file of files) writeFileSync(join(first, file), textOf(file).replace(OPTIONAL, ''));
afterAll(() => rmSync(first, { recursive: true, force: true }));

function textOf(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

const findingsIn = async (definitions: string): Promise<readonly Diagnostic[]> => {
  const engine = openEngine({ cwd: folder, definitions });
  const { findings } = await engine.validate();
  await engine.close();
  return findings;
};

const said = ({ code, message, place }: Diagnostic): string => `${basename(place.file)}:${place.line} ${code} ${message}`;

test('there are twenty feeds', () => {
  const feeds = files.flatMap((file) => /^feeds:\n(?: .*\n|\n)*/m.exec(textOf(file))?.[0].match(/^ {2}[a-z].*:$/gm) ?? []);
  expect(feeds.length).toBeGreaterThanOrEqual(20);
});

test('no sample has more than three records', async () => {
  // The cases count what each answer brought.
  const cases = globSync('fixtures/*/cases/*.yaml', { cwd: folder }).map(textOf);
  expect(cases.length).toBeGreaterThanOrEqual(20);
  for (const [, fetched] of cases.flatMap((one) => [...one.matchAll(/fetched: (\d+)/g)]))
    expect(Number(fetched)).toBeLessThanOrEqual(3);
});

describe('what the vendors document and the samples lack', async () => {
  const found = await findingsIn(join(first, 'definitions'));

  test.each(files)('%s', (file) => {
    const own = found.filter(({ place }) => place.file.endsWith(file));
    expect(own.filter(({ code }) => code !== 'path.not-in-samples').map(said)).toEqual([]);
    expect(own.length > 0).toBe(textOf(file).match(OPTIONAL) !== null);
  });
});

describe('said to be optional', async () => {
  const found = await findingsIn(finished);

  test.each(files)('%s', (file) => {
    const own = found.filter(({ place }) => place.file.endsWith(file));
    expect(own.map(said)).toEqual([]);
    const lines = textOf(file).match(OPTIONAL)?.join('').split('\n').length ?? 1;
    expect(lines - 1).toBeLessThanOrEqual(3);
  });
});

test('nothing else is found, such as in the mocks', async () => {
  expect((await findingsIn(finished)).map(said)).toEqual([]);
});
