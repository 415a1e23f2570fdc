import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changesOf, diff, type Edit, twoGardens } from './two-gardens.ts';

const OTHER: Edit = ['title: Garden\n', 'title: Other Garden\n'];
const PLANTS = 'fixtures/garden/cases/plants.yaml';

describe('what can not be compared is told with its reason, and never taken for "no change"', () => {
  test.each<readonly [string, (cwd: string) => void, string, string]>([
    [
      'no cases at all',
      (cwd) => rmSync(join(cwd, 'fixtures/garden/cases'), { recursive: true }),
      'diff.no-case',
      'There is no case of the feed garden/plants',
    ],
    ['a feed without a case', (cwd) => rmSync(join(cwd, PLANTS)), 'diff.no-case', 'There is no case of the feed garden/plants'],
    ['no mock', (cwd) => rmSync(join(cwd, 'fixtures/garden/mock.yaml')), 'diff.no-mock', 'has no mock'],
    [
      'a case that is wrong',
      (cwd) => writeFileSync(join(cwd, PLANTS), 'case: 1\nfeed: garden/plants\n'),
      'case.invalid',
      `${PLANTS}:`,
    ],
    [
      'a case of nothing that there is',
      (cwd) => writeFileSync(join(cwd, 'fixtures/garden/cases/more.yaml'), 'case: 1\nfeed: garden/plnts\nsteps: [{ step: x }]\n'),
      'diff.no-target',
      'fixtures/garden/cases/more.yaml:2:7',
    ],
    [
      'a case that fails with both versions',
      (cwd) =>
        writeFileSync(join(cwd, PLANTS), 'case: 1\nfeed: garden/plants\nfaults: ["GET /plants: 400"]\nsteps: [{ step: x }]\n'),
      'diff.fails',
      `${PLANTS}:4:9`,
    ],
    [
      'a case that leaves nothing',
      (cwd) => writeFileSync(join(cwd, PLANTS), 'case: 1\nfeed: garden/plants\noptions: { height: 100 }\nsteps: [{ step: x }]\n'),
      'diff.nothing',
      `${PLANTS}:2:7`,
    ],
    [
      'an option that neither version has',
      (cwd) => writeFileSync(join(cwd, PLANTS), 'case: 1\nfeed: garden/plants\noptions: { hight: 1 }\nsteps: [{ step: x }]\n'),
      'diff.fails',
      'usage.unknown-option',
    ],
    [
      'an old version that is invalid',
      (cwd) => writeFileSync(join(cwd, 'definitions/garden.yaml'), 'language: 1\nname: garden\n'),
      'diff.invalid',
      'definitions/garden.yaml:1:1: error',
    ],
    [
      'a new version that is invalid',
      (cwd) => writeFileSync(join(cwd, 'new.yaml'), 'language: 1\nname: [\n'),
      'diff.invalid',
      'new.yaml:',
    ],
  ])('%s', async (_, change, code, says) => {
    const cwd = twoGardens([OTHER]);
    change(cwd);
    const { stdout, stderr, code: exit } = await diff(cwd, 'definitions/garden.yaml', 'new.yaml', '--fail-on', 'none');
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/\n {2}hint: /);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toMatch(/\d comparisons? could not be made; /);
    expect(stdout).not.toContain('no change');
    expect(exit).toBe(2);
    const { failures } = JSON.parse((await diff(cwd, 'definitions/garden.yaml', 'new.yaml', '--json')).stdout) as {
      readonly failures: readonly { readonly code: string }[];
    };
    expect(failures.map((one) => one.code)).toContain(code);
  });

  test('what can be compared is compared all the same', async () => {
    const cwd = twoGardens([['value: !expr name\n', 'value: !expr $uppercase(name)\n']]);
    rmSync(join(cwd, 'fixtures/garden/cases/remark.yaml'));
    const { stdout, stderr, code } = await diff(cwd, 'definitions/garden.yaml', 'new.yaml');
    expect(stdout).toContain('object.identity');
    expect(stderr).toContain('There is no case of the action garden/remark');
    expect(code).toBe(2);
  });

  test.each([
    ['a pack that there is not', ['definitions', 'definitions', '--pack', 'gardn'], 'Did you mean `garden`?'],
    [
      'a folder without definitions',
      ['fixtures/garden/cases', 'definitions'],
      'There is no definition under fixtures/garden/cases.',
    ],
    ['a file that the other folder lacks', ['other.yaml', 'definitions'], 'There is no pack "other" in definitions.'],
    [
      'a level that there is not',
      ['definitions', 'definitions', '--fail-on', 'all'],
      '--fail-on takes error, warning, info or none, not "all".',
    ],
    ['two forms at once', ['definitions', 'definitions', '--json', '--markdown'], "can't be asked for together"],
  ])('%s', async (_, words, says) => {
    const cwd = twoGardens([['name: garden\n', 'name: other\n']]);
    writeFileSync(join(cwd, 'other.yaml'), 'language: 1\nname: other\n');
    const { code, stdout, stderr } = await diff(cwd, ...words);
    expect(stderr).toContain(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('a case that ends otherwise', () => {
  const refused: Edit = ['value: !expr $user.api_key', 'value: !expr $user.api_key & "?"'];

  test('fails with the new version: that is told, and not the objects that are missing', async () => {
    const all = await changesOf([refused]);
    expect(all.map(({ id, of, what }) => [id, of, what])).toEqual([
      ['case.failed', 'plants', 'step'],
      ['case.failed', 'remark', 'step'],
    ]);
    expect(all[0]?.examples).toEqual([
      { where: 'step 1 (first run)', before: 'succeeds', after: expect.stringMatching(/^vendor\.refused: /) as string },
    ]);
  });

  test('is mended by it', async () => {
    expect((await changesOf([], { old: [refused] })).map(({ id, level }) => [id, level])).toEqual([
      ['case.mended', 'info'],
      ['case.mended', 'info'],
    ]);
  });

  test('fails with another error', async () => {
    const all = await changesOf([['records: plants', 'records: plants.list']], { old: [refused] });
    expect(all.filter(({ of }) => of === 'plants').map(({ id }) => id)).toEqual(['case.other-error']);
  });

  test('fails as it is meant to: nothing has changed', async () => {
    const files = {
      [PLANTS]:
        'case: 1\nfeed: garden/plants\nfaults: ["GET /plants: 400"]\nsteps: [{ step: x, expect: { error: http.status } }]\n',
    };
    expect(await changesOf([OTHER], { files })).toEqual([]);
  });
});
