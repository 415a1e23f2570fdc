import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changesOf, diff, type Edit, twoGardens } from './two-gardens.ts';

const FILES = ['definitions/garden.yaml', 'new.yaml'] as const;
const KIND: Edit = ['value: !expr kind,', 'value: !expr $uppercase(kind),'];
const NOTE: Edit = ['value: !expr note,', 'value: !expr $uppercase(note),'];
const NAME: Edit = ['value: !expr name\n', 'value: !expr $uppercase(name)\n'];
const MORE: Edit = ['attributes:\n', 'attributes:\n          Height: !expr height\n'];

describe('feedwright diff', () => {
  test('a table with counts and a few examples, and one line in all', async () => {
    const { stdout, stderr, code } = await diff(twoGardens([NAME, KIND]), ...FILES);
    expect(stdout).toBe(`garden, 2 cases over fixtures/garden
LEVEL    CHANGE             OF      WHAT       COUNT  CASES  EXAMPLES
error    object.identity    plants  indicator      3      1  indicator (FQDN): mint.example → indicator (FQDN): MINT.EXAMPLE
                                                             indicator (FQDN): moss.example → indicator (FQDN): MOSS.EXAMPLE
                                                             indicator (FQDN): nettle.example → indicator (FQDN): NETTLE.EXAMPLE
warning  attribute.changed  plants  Kind           3      1  indicator (FQDN): MINT.EXAMPLE: herb → HERB
                                                             indicator (FQDN): MOSS.EXAMPLE: weed → WEED
                                                             indicator (FQDN): NETTLE.EXAMPLE: weed → WEED

3 errors, 3 warnings; 2 cases of 1 pack compared
`);
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  test('versions of the same text need no case', async () => {
    const cwd = twoGardens([]);
    rmSync(join(cwd, 'fixtures'), { recursive: true });
    const { stdout, code } = await diff(cwd, 'definitions', 'definitions');
    expect(stdout).toBe('no change; 1 pack of the same text\n');
    expect(code).toBe(0);
  });

  test('versions that do the same are played', async () => {
    const { stdout, code } = await diff(twoGardens([['language: 1\n', '# a remark\nlanguage: 1\n']]), ...FILES);
    expect(stdout).toBe('no change; 2 cases of 1 pack compared\n');
    expect(code).toBe(0);
  });

  test.each([
    ['error', [0, 0, 1]],
    ['warning', [0, 1, 1]],
    ['info', [1, 1, 1]],
    ['none', [0, 0, 0]],
  ])('--fail-on %s', async (level, expected) => {
    const codes: (number | null)[] = [];
    for (const edit of [MORE, KIND, NAME]) codes.push((await diff(twoGardens([edit]), ...FILES, '--fail-on', level)).code);
    expect(codes).toEqual(expected);
  });

  test('--markdown prints tables for a review', async () => {
    const { stdout, code } = await diff(
      twoGardens([KIND, ['title: Garden Plants', 'title: Plants | `more`']]),
      ...FILES,
      '--markdown',
    );
    expect(stdout).toBe(`### What changes from \`definitions/garden.yaml\` to \`new.yaml\`

**4 warnings**; 2 cases of 1 pack compared.

#### garden

| level | change | of | what | count | cases | examples |
| --- | --- | --- | --- | --: | --: | --- |
| warning | \`attribute.changed\` | \`plants\` | \`Kind\` | 3 | 1 | \`indicator (FQDN): mint.example: herb → HERB\`<br>\`indicator (FQDN): moss.example: weed → WEED\`<br>\`indicator (FQDN): nettle.example: weed → WEED\` |
| warning | \`feed.title\` | \`plants\` | \`plants\` | 1 |  | \`\` Garden Plants → Plants \\| \`more\` \`\` |
`);
    expect(code).toBe(0);
  });

  test('--json says where the cases came from', async () => {
    const { stdout } = await diff(twoGardens([KIND]), ...FILES, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      old: 'definitions/garden.yaml',
      new: 'new.yaml',
      packs: [{ pack: 'garden', compared_by: 'cases', cases: 2, fixtures: 'fixtures/garden' }],
      failures: [],
    });
  });

  test('--fixtures names where they lie', async () => {
    const other = { 'vendors/garden/cases/plants.yaml': 'case: 1\nfeed: garden/plants\nsteps: [{ step: x }]\n' };
    const cwd = twoGardens([KIND], { files: other });
    const { stderr, code } = await diff(cwd, ...FILES, '--fixtures', 'vendors');
    expect(stderr).toContain('there is no file');
    expect(stderr).toContain('There is no case of the action garden/remark');
    expect(code).toBe(2);
  });
});

describe('what must not be shown', () => {
  const FORMS = [[], ['--json'], ['--markdown']] as const;
  const all = async (edits: readonly Edit[], old: readonly Edit[] = []): Promise<string> => {
    const cwd = twoGardens(edits, { old });
    const texts: string[] = [];
    for (const form of FORMS) {
      const { stdout, stderr } = await diff(cwd, ...FILES, ...form);
      texts.push(stdout, stderr);
    }
    return texts.join('\n');
  };
  const PLAIN: Edit = ['Note: { value: !expr note, sensitive: true }', 'Note: !expr note'];

  test('values of sensitive attributes that change', async () => {
    const text = await all([NOTE]);
    expect(text).toContain('(sensitive) → (sensitive)');
    expect(text).not.toMatch(/under the hedge/i);
  });

  test('of those that are sensitive in one version only', async () => {
    for (const [edits, old] of [
      [[PLAIN], []],
      [[NOTE], [PLAIN]],
    ] as const) {
      const text = await all(edits, old);
      expect(text).toMatch(/attribute\.(sensitive|changed)/);
      expect(text).not.toMatch(/under the hedge/i);
    }
  });

  test('of those that have come under another name, or into another field', async () => {
    for (const to of ['Remark: !expr note', 'Remark: !expr "note & \'!\'"'])
      expect(await all([['Note: { value: !expr note, sensitive: true }', to]])).not.toMatch(/under the hedge/i);
    const text = await all([['published_at: !expr seen\n', 'published_at: !expr seen\n        description: !expr note\n']]);
    expect(text).toContain('field.new');
    expect(text).not.toMatch(/under the hedge/i);
  });

  test('secrets in requests', async () => {
    const text = await all([['path: /plants', 'path: /plants\n      headers: { X-Again: !expr $user.api_key }']]);
    expect(text).toContain('x-again: <api_key>');
    expect(text).not.toContain('garden-mock-key');
  });

  test('what would steer a terminal', async () => {
    const cwd = twoGardens([['value: !expr kind,', `value: !expr '"\\u001b[2J" & kind',`]]);
    for (const form of FORMS) expect((await diff(cwd, ...FILES, ...form)).stdout).not.toContain('\u001b');
  });

  test('an attribute that is no longer sensitive is told', async () => {
    expect((await changesOf([PLAIN])).map(({ id, what, examples }) => [id, what, examples[0]?.after])).toEqual([
      ['attribute.sensitive', 'Note', 'not sensitive'],
    ]);
  });
});
