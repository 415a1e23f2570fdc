import { describe, expect, test } from 'vitest';
import { changesOf, type Edit, shortly, type ShownChange } from './two-gardens.ts';

const WITHOUT_ATTRIBUTES: Edit = [
  `        attributes:
          Kind: { value: !expr kind, rule: update }
          Note: { value: !expr note, sensitive: true }
`,
  '',
];

describe('a change of a definition is told by what it does', () => {
  test('nothing, where only its words are others', async () => {
    expect(await changesOf([['title: Garden\n', 'title: The Garden\n']])).toEqual([]);
    expect(await changesOf([['value: !expr kind,', 'value: !expr "kind & \'\'",']])).toEqual([]);
  });

  test.each<readonly [string, readonly Edit[], readonly string[]]>([
    ['a record that is dropped', [['height >= $user.height', 'height >= 1']], ['object.gone plants indicator ×1']],
    ['another value', [['value: !expr name\n', 'value: !expr $uppercase(name)\n']], ['object.identity plants indicator ×3']],
    ['another subtype', [['subtype: FQDN', 'subtype: URL Path']], ['object.identity plants indicator ×3']],
    [
      'another identity with the same value',
      [['value: !expr name\n', 'identity: [!expr id]\n        value: !expr name\n']],
      ['object.identity plants indicator ×3'],
    ],
    [
      'another type, and another value of an attribute beside it',
      [
        ['type: indicator\n        subtype: FQDN\n', 'type: malware\n'],
        ['Kind: { value: !expr kind,', 'Kind: { value: !expr $uppercase(kind),'],
      ],
      ['object.identity plants indicator ×3', 'attribute.changed plants Kind ×3', 'field.gone plants status ×3'],
    ],
    [
      'one object more a record',
      [['report:\n', 'report:\n      kind: { type: malware, value: !expr kind }\n']],
      ['object.new plants malware ×2'],
    ],
    ['an attribute less', [['          Kind: { value: !expr kind, rule: update }\n', '']], ['attribute.gone plants Kind ×3']],
    [
      'an attribute more',
      [['attributes:\n', 'attributes:\n          Height: !expr height\n']],
      ['attribute.new plants Height ×3'],
    ],
    [
      'fields',
      [
        [
          'published_at: !expr seen',
          'published_at: !expr "$first(null, seen)"\n        description: !expr kind\n        tags: !expr kind',
        ],
      ],
      ['field.new plants description ×3', 'field.new plants tags ×3'],
    ],
    [
      'a field of another value',
      [['published_at: !expr seen', 'published_at: !expr \'"2026-01-01"\'']],
      ['field.changed plants published_at ×3'],
    ],
    ['a field less', [['        published_at: !expr seen\n', '']], ['field.gone plants published_at ×3']],
    [
      'another request, of the same records',
      [['path: /plants', 'path: /plants\n      headers: { X-Part: leaves }']],
      ['request.changed plants GET ×5'],
    ],
    [
      'another host',
      [['https://garden.example', 'https://other.example']],
      ['option.default pack host ×1', 'request.changed plants GET ×5', 'request.changed remark POST ×1'],
    ],
    [
      'longer windows, and so fewer requests',
      [['step: P10D', 'step: P20D']],
      ['request.changed plants GET ×2', 'request.gone plants GET ×2'],
    ],
    [
      'another place where the next run goes on',
      [['step: P10D', 'step: P10D, delay: PT1H']],
      ['checkpoint.changed plants checkpoint ×2', 'request.changed plants GET ×2'],
    ],
  ])('%s', async (_, edits, expected) => {
    expect((await changesOf(edits)).map(shortly)).toEqual(expected);
  });

  test('examples say which object, what was and what is', async () => {
    const [found] = await changesOf([['Kind: { value: !expr kind,', 'Kind: { value: !expr $uppercase(kind),']]);
    expect(found).toMatchObject({
      id: 'attribute.changed',
      level: 'warning',
      of: 'plants',
      what: 'Kind',
      count: 3,
      cases: ['fixtures/garden/cases/plants.yaml'],
    });
    expect(found?.examples).toContainEqual({ where: 'indicator (FQDN): mint.example', before: 'herb', after: 'HERB' });
  });

  test('objects that share nothing but their record are pairs', async () => {
    const all = await changesOf(
      [WITHOUT_ATTRIBUTES, ['value: !expr name\n', 'value: !expr \'"p" & $string(id) & ".example"\'\n']],
      {
        files: {
          'fixtures/garden/mock.yaml': `mock: 1
clock: 2026-02-01T00:00:00Z
since: 2026-01-25T00:00:00Z
user: { api_key: garden-mock-key }
routes:
  - route: GET /plants
    json: { plants: [{ id: 1, name: b.example, kind: weed, height: 1, seen: 2026-01-26T00:00:00Z }, { id: 2, name: a.example, kind: weed, height: 1, seen: 2026-01-26T00:00:00Z }] }
  - { route: POST /remarks, json: {} }
`,
        },
      },
    );
    const [found] = all.filter(({ id }) => id === 'object.identity');
    expect(found?.examples.map(({ before, after }) => `${before} → ${after}`).toSorted()).toEqual([
      'indicator (FQDN): a.example → indicator (FQDN): p2.example',
      'indicator (FQDN): b.example → indicator (FQDN): p1.example',
    ]);
  });

  test('several objects that become one are each told, as are one that becomes several', async () => {
    const merged: Edit = ['value: !expr name\n', 'value: !expr kind & ".example"\n'];
    const texts = (all: readonly ShownChange[]): readonly string[] =>
      all.flatMap(({ id, examples }) =>
        id === 'object.identity' ? examples.map(({ before, after }) => `${before} → ${after}`) : [],
      );
    expect(texts(await changesOf([merged])).toSorted()).toEqual([
      'indicator (FQDN): mint.example → indicator (FQDN): herb.example',
      'indicator (FQDN): moss.example → indicator (FQDN): weed.example',
      'indicator (FQDN): nettle.example → indicator (FQDN): weed.example',
    ]);
  });

  test('relations that come and go are told, and those of an object that is another one now are kept', async () => {
    const related: Edit = [
      'report:\n      plant:\n',
      'report:\n      kind: { type: malware, value: !expr kind }\n      plant:\n        related: [{ to: kind, as: is }]\n',
    ];
    expect((await changesOf([related])).map(shortly)).toEqual(['object.new plants malware ×2']);
    const gone = await changesOf([related, [', as: is', ', as: was']], { old: [related] });
    expect(gone.map(shortly)).toEqual(['relation.gone plants malware ×3', 'relation.new plants malware ×3']);
    expect(gone[0]?.examples[0]).toEqual({ where: 'indicator (FQDN): mint.example', before: '(is) malware: herb', after: null });
    const renamed = await changesOf([related, ['value: !expr name\n', 'value: !expr $uppercase(name)\n']], { old: [related] });
    expect(renamed.map(shortly)).toEqual(['object.identity plants indicator ×3']);
  });

  test('what an action sends and gives back', async () => {
    const all = await changesOf([
      ['plant: !expr $object.value', 'plant: !expr $uppercase($object.value)'],
      ['text: !expr $options.text }\n', 'text: !expr $options.text }\n    result: !expr taken\n'],
    ]);
    expect(all.map(shortly)).toEqual(['action.result remark result ×1', 'request.changed remark POST ×1']);
    expect(all[1]?.examples[0]).toMatchObject({
      before: 'POST garden.example/remarks {"plant":"nettle.example","text":"It stings."}',
      after: 'POST garden.example/remarks {"plant":"NETTLE.EXAMPLE","text":"It stings."}',
    });
  });
});
