import { describe, expect, test } from 'vitest';
import { changesOf, diff, type Edit, type ShownChange, twoGardens } from './two-gardens.ts';

const HEIGHT = 'height: { label: Height, type: number, minimum: 0, maximum: 100, default: 1 }';
const KINDS = 'choices: [weed, herb], default: [weed, herb] }';
const TEXT = 'text: { label: Text, type: text, required: true }';

/** What the definitions say of themselves, with level, what was and what is. */
const told = (all: readonly ShownChange[]): readonly string[] =>
  all
    .filter(({ cases }) => cases.length === 0)
    .map(({ id, level, of, what, examples: [one] }) =>
      [level, id, of ?? 'pack', what, one?.before ?? '–', '→', one?.after ?? '–'].join(' '),
    );

describe('options, feeds and actions', () => {
  test.each<readonly [string, readonly Edit[], readonly string[]]>([
    [
      'an option that is gone, which a case sets',
      [
        [`    ${HEIGHT}\n`, ''],
        ['height >= $user.height', 'height >= 0'],
      ],
      ['error option.gone pack height number → –'],
    ],
    [
      'an option that is new',
      [['    kinds:', '    colour: { label: Colour, type: text }\n    kinds:']],
      ['info option.new pack colour – → text'],
    ],
    [
      'an option that is new and sometimes required',
      [['    kinds:', '    colour: { label: Colour, type: text, required_when: !expr $user.height > 50 }\n    kinds:']],
      ['warning option.required-when pack colour – → $user.height > 50', 'info option.new pack colour – → text'],
    ],
    [
      'an option that is no longer required',
      [[TEXT, TEXT.replace(', required: true', '')]],
      ['info option.optional remark text required → optional'],
    ],
    ['another default', [[HEIGHT, HEIGHT.replace('default: 1', 'default: 2')]], ['warning option.default pack height 1 → 2']],
    [
      'other limits',
      [[HEIGHT, HEIGHT.replace('maximum: 100', 'maximum: 50')]],
      ['warning option.limits pack height {"minimum":0,"maximum":100} → {"minimum":0,"maximum":50}'],
    ],
    [
      'another type',
      [
        [HEIGHT, 'height: { label: Height, type: text, default: "1" }'],
        ['height >= $user.height', 'height >= $number($user.height)'],
      ],
      ['error option.type pack height number → text'],
    ],
    [
      'choices',
      [[KINDS, 'choices: [weed, tree], default: [weed] }']],
      [
        'error option.choice-gone pack kinds herb → –',
        'warning option.default pack kinds ["weed","herb"] → ["weed"]',
        'info option.choice-new pack kinds – → tree',
      ],
    ],
    [
      'a feed of another name',
      [['feeds:\n  plants:\n', 'feeds:\n  flowers:\n']],
      ['error feed.gone pack plants Garden Plants → –', 'info feed.new pack flowers – → Garden Plants'],
    ],
    [
      'a feed of another title',
      [['title: Garden Plants', 'title: Plants']],
      ['warning feed.title plants plants Garden Plants → Plants'],
    ],
    [
      'an action of another name',
      [['actions:\n  remark:\n', 'actions:\n  note:\n']],
      ['error action.gone pack remark Remark → –', 'info action.new pack note – → Remark'],
    ],
    ['a pack of another name', [['name: garden\n', 'name: orchard\n']], ['error pack.renamed pack orchard garden → orchard']],
  ])('%s', async (_, edits, expected) => {
    expect(told(await changesOf(edits))).toEqual(expected);
  });

  test('an action that takes another type of object', async () => {
    const old: readonly Edit[] = [['accepts: [indicator]', 'accepts: [indicator, malware]']];
    expect(told(await changesOf([], { old }))).toEqual(['error action.accepts remark malware malware → –']);
    expect(told(await changesOf(old))).toEqual([]);
  });

  test('an option that has become required fails the case that does not give it', async () => {
    const all = await changesOf([['    kinds:', '    colour: { label: Colour, type: text, required: true }\n    kinds:']]);
    expect(told(all)).toEqual(['error option.required pack colour – → text, required']);
    expect(all.filter(({ id }) => id === 'case.failed').map(({ of, examples: [one] }) => [of, one])).toEqual([
      ['plants', { where: 'step 1 (first run)', before: 'succeeds', after: expect.stringMatching(/^option\.\S+: /) as string }],
      ['remark', { where: 'step 1 (one)', before: 'succeeds', after: expect.stringMatching(/^option\.\S+: /) as string }],
    ]);
  });

  test('an option of a case that the old version does not know is left out there', async () => {
    const shade = 'fixtures/garden/cases/shade.yaml';
    const files = { [shade]: 'case: 1\nfeed: garden/plants\noptions: { shade: 2 }\nsteps: [{ step: first run }]\n' };
    const edits: readonly Edit[] = [
      ['    kinds:', '    shade: { label: Shade, type: number, default: 0 }\n    kinds:'],
      ['height >= $user.height', 'height >= $user.height + $user.shade'],
    ];
    const all = await changesOf(edits, { files });
    expect(told(all)).toEqual(['info option.new pack shade – → number']);
    expect(all.filter(({ id }) => id === 'object.gone')).toMatchObject([{ count: 1, cases: [shade] }]);
  });

  test('packs of folders that have come and gone', async () => {
    const old = await diff(
      twoGardens([], { files: { 'old/x/other.yaml': OTHER, 'new/y/third.yaml': OTHER.replace('other', 'third') } }),
      'old',
      'new',
    );
    expect(old.stdout).toMatch(/^error {2}pack\.gone +other/m);
    expect(old.stdout).toMatch(/^info {3}pack\.new +third/m);
    expect(old.code).toBe(1);
    const twice = await diff(twoGardens([]), 'definitions', '.');
    expect(twice.stderr).toContain('Two packs of . are named "garden"');
    expect(twice.code).toBe(2);
  });
});

const OTHER = `language: 1
name: other
title: Other
version: 1.0.0
connection: { http: { base_url: https://other.example } }
endpoints:
  all: { request: { path: /all }, records: $ }
feeds:
  all: { title: All, source: all, report: { one: { type: malware, value: !expr name } } }
`;
