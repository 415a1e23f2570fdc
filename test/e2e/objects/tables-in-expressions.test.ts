import { afterEach, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { smallWorld, type SmallWorld } from './small-world.ts';

let opened: SmallWorld | undefined;
afterEach(() => opened?.vendor.close());
const open = async (feeds: string): Promise<SmallWorld> => (opened = await smallWorld(feeds));

const vocabulary = createVocabulary();
/** Findings of a definition with one `let`. */
const findings = (let_: string) => {
  const text = `language: 1
name: demo
title: Demo
version: 1.0.0
tables: { kinds: { 1: Phishing } }
endpoints: { e: { request: { path: / }, records: $ } }
feeds:
  f:
    title: F
    source: e
    let: { a: ${let_} }
    report: { a: { type: note, value: !expr $a } }
`;
  return loadPack('demo.yaml', vocabulary, { root: '.', read: () => text }).diagnostics.map(
    ({ code, place: { line, column }, hint }) => [`${code} ${line}:${column}`, hint] as const,
  );
};

test('tables of the pack are looked up in filters, let, values and requests alike', async () => {
  const world = await open(`  f:
    title: F
    source: list
    filters:
      - { keep: !expr "$table('scores', kind) >= 50", because: of little weight }
    let: { name: !expr "$table('kinds', kind) ?? 'unknown'" }
    report:
      o:
        type: malware
        value: !expr id
        attributes:
          Kind: !expr $name
          Kinds: !expr more.$table('kinds', $, 'Other')
          Flag: !expr $table('flags', flag, 'not said')
actions:
  send:
    title: Send
    accepts: []
    options: { kind: { label: Kind, type: number } }
    request: { method: POST, path: /send, json: { kind: !expr "$table('kinds', $options.kind)" } }
tables:
  scores: { 1: 80, 2: 20, 3: 50 }
  kinds: { 1: Phishing, 2: Malware, 1.0: odd }
  flags: { true: raised }
`);
  const row = await world.run('f', [
    { id: 'a', kind: 1, more: ['2', 9, 1], flag: true },
    { id: 'b', kind: '2' },
    { id: 'c', kind: '3', flag: false },
    { id: 'd' },
  ]);
  expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 2, dropped: { 'of little weight': 2 } } });
  const found = await world.objects();
  const shown = found.map(({ value, attributes }) => [value, ...attributes.map((one) => `${one.name}=${one.value}`).toSorted()]);
  expect(shown).toEqual([
    ['a', 'Flag=raised', 'Kind=Phishing', 'Kinds=Malware', 'Kinds=Other', 'Kinds=Phishing'],
    ['c', 'Flag=not said', 'Kind=unknown'],
  ]);

  const { stdout } = await world.command('act', { dryRun: true, set: [`host=${world.vendor.origin}`, 'kind=2'] }, ['small/send']);
  expect(stdout).toContain('{"kind":"Malware"}');
});

test('a list or an object is no key: the record is set aside, and the hint says what to write', async () => {
  const world = await open(`  f:
    title: F
    source: list
    quarantine_limit: { records: 5, share: 1 }
    report: { o: { type: malware, value: !expr id, tags: !expr "$table('kinds', kind)" } }
tables: { kinds: { 1: Phishing } }
`);
  await world.run('f', [
    { id: 'a', kind: [1, 2] },
    { id: 'b', kind: { id: 1 } },
    { id: 'c', kind: [1] },
    { id: 'd', kind: 1 },
  ]);
  expect((await world.objects()).map(({ value, tags }) => [value, tags])).toEqual([['d', ['Phishing']]]);
  const { stdout } = await world.command('quarantine', { json: true });
  expect(stdout.match(/expression\.wrong-argument/g)).toHaveLength(3);
});

test.each([
  ["$table('kind', kind)", 'table.unknown 11:22', 'Did you mean `kinds`?'],
  ["a ? b : $table('levels', kind) & 'x'", 'table.unknown 11:30', 'Use one of `kinds`.'],
  ['$table(name, kind)', 'table.no-name 11:22', "Write `$table('name', key)`"],
  ["kind ~> $table('kinds')", 'table.no-name 11:30', "Write `$table('name', key)`"],
  ['$map(kinds, $table)', 'table.no-name 11:34', "Write `$table('name', key)`"],
])('the name of a table is known before anything runs: %s', (expression, found, hint) => {
  expect(findings(`!expr "${expression}"`)).toEqual([[found, expect.stringContaining(hint)]]);
});

test.each([
  "$table('kinds', kind)",
  "more.$table('kinds', $)",
  "$map(more, $table('kinds', ?))",
  '($table := function($x) { $x }; $table(kind))',
])('no finding: %s', (expression) => {
  expect(findings(`!expr "${expression}"`)).toEqual([]);
});
