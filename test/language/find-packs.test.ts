import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPack, findPacks, locate } from '../../engine/language/find-packs.ts';
import { openLibrary } from '../../engine/language/library.ts';
import { resolveAction, resolveFeed } from '../../engine/language/resolve.ts';
import { vocabulary } from './vocabulary.ts';

const fixtures = join(import.meta.dirname, 'fixtures/definitions');
const library = openLibrary(vocabulary);
const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

test('packs are the YAML files that name themselves, wherever they lie', () => {
  const { packs, diagnostics } = findPacks(fixtures);
  expect(packs.map((one) => one.name)).toEqual(['acme-cases', 'acme-operation', 'beta', 'gamma-words']);
  expect(diagnostics).toEqual([]);
});

test('a feed is found by pack and name, or by file and name', () => {
  expect(resolveFeed('beta/predictions', fixtures, library).feed.title).toBe('Beta Predictions');
  const file = join(fixtures, 'acme/cases.yaml');
  expect(resolveFeed(`${file}#incident-case-sync`, fixtures, library).pack.name).toBe('acme-cases');
  expect(resolveFeed(`${file}#incident-case-sync`, '/elsewhere', library).pack.name).toBe('acme-cases');
  expect(resolveAction('acme-operation/send-case-message', fixtures, library).action.title).toBe('Send Case Message');
});

test.each([
  ['btea/predictions', 'pack.unknown', 'Did you mean `beta`?'],
  ['beta/prediction', 'feed.unknown', 'Did you mean `beta/predictions`?'],
  ['beta', 'usage.reference', expect.stringContaining('write `beta/`')],
  ['omega', 'usage.reference', expect.stringContaining('pack/name')],
  ['a/b/c', 'usage.reference', expect.any(String)],
])('%s names nothing', (reference, code, hint) => {
  expect(thrown(() => resolveFeed(reference, fixtures, library))).toMatchObject({ code, hint });
});

describe('in a folder of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-'));
  beforeAll(() => {
    mkdirSync(join(folder, 'a', '.hidden'), { recursive: true });
    writeFileSync(join(folder, 'a', 'one.yaml'), 'language: 1\nname: "same"\n');
    writeFileSync(join(folder, 'a', 'two.yml'), '# two\nname: same # twice\nlanguage: 1\n');
    writeFileSync(join(folder, 'a', 'three.yaml'), 'name: no-language\n');
    writeFileSync(join(folder, 'a', '.hidden', 'four.yaml'), 'language: 1\nname: hidden\n');
    symlinkSync(folder, join(folder, 'a', 'loop'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('two packs of one name are an error at the second, and neither is taken', () => {
    const { packs, diagnostics } = findPacks(folder);
    expect(packs).toHaveLength(2);
    expect(diagnostics).toMatchObject([{ code: 'pack.duplicate-name', place: { file: join(folder, 'a', 'two.yml'), line: 2 } }]);
    expect(thrown(() => findPack('same', folder))).toMatchObject({ code: 'pack.duplicate-name' });
  });

  test('a wrong definition is refused with all of its mistakes', () => {
    const error = thrown(() => resolveFeed(`${join(folder, 'a', 'one.yaml')}#x`, folder, library));
    expect(error).toMatchObject({
      code: 'definition.invalid',
      place: { line: 1 },
      diagnostics: [{ code: 'definition.missing-key' }, { code: 'definition.missing-key' }],
    });
  });

  test('a folder that is not there is said', () => {
    expect(thrown(() => locate('a/b', join(folder, 'nowhere')))).toMatchObject({ code: 'definitions.unreadable' });
  });
});
