/** Paths in templates over the vendor's data, and what JSON within a text holds. */
import { describe, expect, test } from 'vitest';
import { CASES, demo, findingsOf, foundBut } from './pack.ts';

const found = foundBut(/\.unused$/);

const attribute = (template: string): string => demo({ attributes: `A: !tmpl "${template}"` });

describe('a path in a template', () => {
  test.each([
    ['that the samples have', '{{title}} of {{owner.name}}: {{hosts.0.name}}', []],
    ['as an argument of a helper', "{{upper title}} {{join (values countri ',') ' '}}", ['path.misspelt countri']],
    ['the first of two', '{{titel}} {{score}}', ['path.misspelt titel']],
    ['a later name of a path', 'by {{owner.nam}}', ['path.misspelt nam']],
    ['in brackets', '{{owner.[e-mal]}}', ['path.misspelt [e-mal']],
    ['behind `this`', '{{this.countri}}', ['path.misspelt countri']],
    ['of a list', '{{hosts.0.nme}}', ['path.misspelt nme']],
    ['of a variable', '{{@record.titel}} {{@user.day}}', ['path.misspelt titel']],
    ['no name that is near', '{{severity}}', ['path.not-in-samples severity']],
    ['within what is unknown', '{{closed.by.whom}}', []],
  ])('%s', async (_, template, expected) => {
    const definition = attribute(template).replace(
      'source: cases',
      'source: cases\n    user_fields: { day: { label: Day, type: text, default: "1" } }',
    );
    const lines = definition.split('\n');
    const findings = await findingsOf({ 'definitions/demo.yaml': definition, 'fixtures/demo/cases.json': CASES });
    expect(
      findings
        .filter(({ code }) => code !== 'user-field.unused')
        .map(({ code, place }) => `${code} ${/^\[?[\w-]+/.exec(lines[place.line - 1]?.slice(place.column - 1) ?? '')?.[0]}`),
    ).toEqual(expected);
  });

  test('in a let, a subtype, the arguments of a call, a message', async () => {
    const definition = demo({
      endpoint: 'outcomes: [{ when: !expr meta.total = 0, do: fail, message: !tmpl "{{meta.totl}}" }]',
      feed: 'let: { one: !tmpl "{{countri}}" }\nsupplemental: { more: { call: one, with: { id: !tmpl "{{idd}}" } } }',
      attributes: 'A: !tmpl "{{@more.labl}}"',
    }).replace(
      'feeds:',
      '  one: { args: { id: string }, request: { path: !tmpl "/{{@args.id}}" }, record: $, samples: [one.json] }\nfeeds:',
    );
    expect(await found(definition, { 'cases.json': CASES, 'one.json': { label: 'x' } })).toEqual([
      'path.misspelt totl',
      'path.misspelt countri',
      'path.misspelt idd',
      'path.misspelt labl',
    ]);
  });
});

describe('$json of a text', () => {
  const over = (source: string, ...cells: readonly (string | null)[]) =>
    found(demo({ attributes: `A: !expr |-\n  ${source}` }), {
      'cases.json': { data: cells.map((cell) => ({ id: '1', title: 't', cell })) },
    });

  test('is what the texts of all samples hold', async () => {
    const cells = ['{"who": "Ada", "hosts": [{"name": "a"}]}', ' {"when": 5}', '', null];
    expect(await over('$json(cell).who & $json(cell).hosts.name & $json(cell).when', ...cells)).toEqual([]);
    expect(await over('$json(cell).whoo', ...cells)).toEqual(['path.misspelt whoo']);
    expect(await over('cell.$json($).hosts.nmae', ...cells)).toEqual(['path.misspelt nmae']);
    expect(await over("$json('[1]').who", ...cells)).toEqual([]);
  });

  test('is unknown where a text is none', async () => {
    expect(await over('$json(cell).whoo', '{"who": "Ada"}', 'plain')).toEqual([]);
  });
});
