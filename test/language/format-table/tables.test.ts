/** Tables of formats: what is read of them, what is wrong with them, and what packs add. */
import { describe, expect, test } from 'vitest';
import { TableLookup, withRows } from '../../../engine/language/format-table/format-table.ts';
import { loadTable } from '../../../engine/language/format-table/load-table.ts';
import { builtInObjectTypes } from '../../../engine/language/pack/object-types.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { vocabulary } from '../vocabulary.ts';

const TABLE = `format: shapes
version: 1
objects:
  - { type: indicator, subtype: [FQDN, URL], shape: round }
  - { type: [malware, tool], shape: square, colour: 7 }
  - { type: indicator, leave_out: no shape for it }
attributes:
  - { name: [Side, Edge], type: malware, part: edge }
relations:
  - { as: [Next to], from: malware, line: dotted }
  - { to: indicator, line: straight }
vocabularies:
  colours: { Crimson: red, 5: blue }
`;

const load = (text: string) => loadTable('formats/shapes.yaml', vocabulary, builtInObjectTypes, () => text);
const found = (text: string) =>
  load(text).diagnostics.map(({ code, place, hint }) => `${place.line}:${place.column} ${code} ${hint ?? ''}`);

const table = (() => {
  const { table: read } = load(TABLE);
  if (read === undefined) throw new Error('The table has errors.');
  return read;
})();

const own = new TableLookup(table);
const nobody = (): boolean => false;

describe('a table', () => {
  test('is read without findings', () => {
    expect(load(TABLE)).toMatchObject({ format: 'shapes', diagnostics: [] });
  });

  test('gives the first row that fits', () => {
    expect(own.object('indicator', 'URL')?.columns).toEqual({ shape: 'round' });
    expect(own.object('indicator', 'MD5')?.leaveOut).toBe('no shape for it');
    expect(own.object('tool', '')?.columns).toEqual({ shape: 'square', colour: '7' });
    expect(own.object('note', '')).toBeUndefined();
    expect(own.attribute('EDGE', 'malware', nobody)?.columns).toEqual({ part: 'edge' });
    expect(own.attribute('edge', 'tool', nobody)).toBeUndefined();
    expect(own.relation('next to', 'malware', 'tool')?.columns).toEqual({ line: 'dotted' });
    expect(own.relation('next to', 'tool', 'indicator')).toBeUndefined();
    expect(own.relation(undefined, 'tool', 'indicator')?.columns).toEqual({ line: 'straight' });
    expect(Object.fromEntries(table.vocabularies.get('colours') ?? [])).toEqual({ crimson: 'red', 5: 'blue' });
  });

  test.each([
    ['format: shape\nversion: 1', '1:9 format.unknown Did you mean `shapes`?'],
    ['objects: []', '1:1 format.unknown Use one of `shapes`.'],
    ['- a', '1:1 definition.not-a-map Start it with `format:` and `version: 1`.'],
    [TABLE.replace('version: 1', 'version: 2'), '2:10 definition.wrong-value Use one of `1`.'],
    [TABLE.replace('shape: round', 'shape: rund'), '4:53 definition.wrong-value Did you mean `round`?'],
    [TABLE.replace('shape: round', 'shapes: round'), '4:46 definition.unknown-key Did you mean `shape`?'],
    [TABLE.replace('shape: round', 'colour: red'), '4:5 format.no-target Add `shape:`, or `leave_out:` with the reason.'],
    [TABLE.replace('[malware, tool]', '[malware, tol]'), /^5:23 format\.unknown-type Did you mean `tool`\? A type of your own/],
    [TABLE.replace('from: malware', 'from: malwares'), /^10:28 format\.unknown-type Did you mean `malware`\?/],
    [TABLE.replace('URL]', 'URI]'), '4:40 format.unknown-subtype Did you mean `URL`?'],
    [TABLE.replace('type: [malware, tool]', 'type: indicator'), '6:5 format.shadowed Put it before them, or remove it.'],
    [TABLE.replace('colours:', 'colors:'), '13:3 definition.unknown-key Did you mean `colours`?'],
    [TABLE.replace('part: edge', 'part: !expr edge'), /^8:54 definition\.wrong-type /],
  ] as const)('with a mistake says where and what to write: %#', (text, expected) => {
    const [first = ''] = found(text);
    if (typeof expected === 'string') expect(first).toBe(expected);
    else expect(first).toMatch(expected);
  });
});

const PACK = `language: 1
name: demo
title: Demo
version: 1.0.0
custom_objects: [{ code: gadget, name: Gadget }]
formats:
  shapes: ./shapes.yaml
`;
const ROWS = `format: shapes
version: 1
objects:
  - { type: gadget, shape: round }
  - { type: malware, shape: round }
attributes:
  - { name: Edge, part: corner }
vocabularies:
  colours: { crimson: pink }
`;
const loadDemo = (pack: string, rows = ROWS) =>
  loadPack('demo.yaml', vocabulary, { root: '.', read: (path) => (path === 'demo.yaml' ? pack : rows) });

describe('a pack', () => {
  const { pack, diagnostics } = loadDemo(PACK);
  const both = withRows(table, [pack?.formats.get('shapes') ?? table]);
  const lookup = new TableLookup(both);

  test('adds rows from a file, or inline, that are asked first', () => {
    expect(diagnostics).toEqual([]);
    expect(lookup.object('gadget', '')?.columns).toEqual({ shape: 'round' });
    expect(lookup.object('malware', '')?.columns).toEqual({ shape: 'round' });
    expect(lookup.object('tool', '')?.columns).toEqual({ shape: 'square', colour: '7' });
    expect(both.vocabularies.get('colours')?.get('crimson')).toBe('pink');
    expect(both.vocabularies.get('colours')?.get('5')).toBe('blue');
    const inline = loadDemo(PACK.replace('./shapes.yaml', '{ objects: [{ type: gadget, shape: square }] }'));
    expect(inline.diagnostics).toEqual([]);
    expect(inline.pack?.formats.get('shapes')?.objects[0]).toMatchObject({ pack: 'demo', columns: { shape: 'square' } });
  });

  test('has rows for attributes of what it lists alone', () => {
    expect(lookup.attribute('edge', 'malware', (name) => name === 'demo')?.columns).toEqual({ part: 'corner' });
    expect(lookup.attribute('edge', 'malware', (name) => name === 'other')?.columns).toEqual({ part: 'edge' });
  });

  test('is told what is wrong where it stands', () => {
    const codes = (text: string, rows?: string) =>
      loadDemo(text, rows).diagnostics.map(({ code, place }) => `${place.file}:${place.line} ${code}`);
    expect(codes(PACK, ROWS.replace('gadget', 'gadgets'))).toEqual(['shapes.yaml:4 format.unknown-type']);
    expect(codes(PACK.replace('shapes: .', 'shaped: .'))).toEqual(['demo.yaml:7 definition.unknown-key']);
    expect(codes(PACK, ROWS.replace('format: shapes', 'format: other'))).toEqual(['shapes.yaml:1 definition.wrong-value']);
    expect(codes(PACK.replace('./shapes', '../shapes'))).toEqual(['demo.yaml:7 file.outside']);
  });
});
