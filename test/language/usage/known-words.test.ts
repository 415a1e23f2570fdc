/** Subtypes and statuses that are known, and those that a pack adds. */
import { describe, expect, test } from 'vitest';
import { knownValues } from '../../../engine/language/pack/known-values.ts';
import type { Pack } from '../../../engine/language/model.ts';
import { demo, headLines, shortly } from '../load-text.ts';

const pack = (entry: string, own = '', tables = ''): string => `endpoints: { items: { request: { path: /items }, records: $ } }
${own === '' ? '#' : own}
${tables === '' ? '#' : tables}
feeds:
  main:
    title: Main
    source: items
    report:
      a: { value: !expr a, ${entry} }
`;
const found = (...parts: Parameters<typeof pack>): readonly string[] =>
  shortly(demo(pack(...parts))).map((one) => one.replace(/\d+(?=:)/, (line) => String(Number(line) - headLines)));

describe('a word that is not known is found where it is written', () => {
  test.each<readonly [Parameters<typeof pack>, readonly string[]]>([
    [['type: indicator, subtype: IP Adress'], ['report.unknown-subtype 9:54']],
    [['type: indicator, status: active'], ['report.unknown-status 9:53']],
    [['type: indicator, subtype: { of: !expr k, table: { ip: IP Address, host: Host } }'], ['report.unknown-subtype 9:100']],
    [['type: indicator, subtype: { of: !expr k, table: { ip: IP Address }, else: Other }'], ['report.unknown-subtype 9:102']],
    [
      [
        'type: indicator, subtype: { of: !expr k, table: kinds, else: skip }',
        '',
        'tables: { kinds: { ip: IP Adress, cidr: CIDR } }',
      ],
      ['report.unknown-subtype 3:24', 'report.unknown-subtype 3:41'],
    ],
    [['type: incident, status: Opne', 'custom_statuses: { incident: [Open, Closed] }'], ['report.unknown-status 9:52']],
    [
      ['type: gadget, subtype: Phone', 'custom_objects: [{ code: gadget, name: Gadget, subtypes: [Router], statuses: [Lost] }]'],
      ['report.unknown-subtype 9:51'],
    ],
    [['type: note', 'custom_subtypes: { indicatr: [Handle] }'], ['object-type.unknown 2:20']],
  ])('%j', (parts, codes) => {
    expect(found(...parts)).toEqual(codes);
  });
});

describe('nothing is said', () => {
  test.each<readonly [string, Parameters<typeof pack>]>([
    ['of a word that the pack adds', ['type: indicator, subtype: Handle', 'custom_subtypes: { indicator: [Handle] }']],
    ['of a type that may have any', ['type: incident, subtype: Phishing, status: Open']],
    [
      'where one of several types may have any',
      ['type: { of: !expr t, table: { a: incident, b: indicator } }, subtype: Phishing'],
    ],
    ['where the type is not known beforehand', ['type: !expr t, subtype: Phishing']],
    ['of what comes out of an expression', ['type: indicator, subtype: !expr kind']],
  ])('%s', (_, parts) => {
    expect(found(...parts)).toEqual([]);
  });
});

test('what is known of a type is asked in one place', () => {
  const { pack: loaded } = demo(pack('type: note', 'custom_statuses: { incident: [Open] }'));
  const of = (type: string, field: 'subtype' | 'status' | 'tlp') => knownValues(loaded as Pack, type, field);
  expect(of('indicator', 'subtype')).toContain('IP Address');
  expect(of('incident', 'status')).toEqual(['Open']);
  expect(of('incident', 'subtype')).toBeUndefined();
  expect(of('note', 'tlp')).toContain('amber');
});
