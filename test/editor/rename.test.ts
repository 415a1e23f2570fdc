/** Names are renamed in all files of the packs that share them. */
import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { renameAt } from '../../engine/editor/edit/rename.ts';
import { uriOf } from '../../engine/editor/text/span.ts';
import { DEMO, lineOf, openDemo } from './demo.ts';

const CONNECTION = 'definitions/connection.yaml';
const FRAGMENTS = 'definitions/fragments.yaml';
const OTHER = 'definitions/other.yaml';
const MOCK = 'fixtures/demo/mock.yaml';
const CASE = 'fixtures/demo/cases/first.yaml';
const CONFIG = 'feedwright.yaml';

/** A second pack that shares the connection and the fragments; invented as well. */
const other = `language: 1
name: other
title: Other
version: 1.0.0
connection: ./connection.yaml
fragments: ./fragments.yaml
endpoints:
  list:
    use: [paged]
    request: { path: !tmpl "/{{@user.host}}/list", query: { page: !expr $page.number } }
    records: data
    key: !expr id
feeds:
  all:
    title: All
    source: list
    let: { mine: !expr id }
    report:
      note: { type: note, value: !expr "$mine & $user.host & $map([1], function($mine) { $mine })" }
`;

const demo = openDemo({ [OTHER]: other });

/** Each file that changes, with its lines that do. */
const renamed = (file: string, part: string, to: string, at = demo): Readonly<Record<string, readonly string[]>> => {
  const text = at.workspace.text(at.path(file)) ?? '';
  const { changes = {} } = renameAt(at.workspace, at.path(file), text.indexOf(part) + part.length, to);
  return Object.fromEntries(
    [DEMO, CONNECTION, FRAGMENTS, OTHER, MOCK, CASE, CONFIG].flatMap((one) => {
      const before = at.workspace.text(at.path(one)) ?? '';
      const edits = changes[uriOf(at.path(one))] ?? [];
      const after = TextDocument.applyEdits(TextDocument.create('', '', 0, before), edits).split('\n');
      const lines = after.filter((line, index) => line !== before.split('\n')[index]).map((line) => line.trim());
      return lines.length === 0 ? [] : [[one, lines]];
    }),
  );
};

describe('renamed is', () => {
  test('an option of a shared connection, in every pack that shares it, and in mocks', () => {
    expect(renamed(CONNECTION, '  ho', 'server')).toEqual({
      [CONNECTION]: [
        'server: { label: Host, type: url, default: https://api.example.com }',
        'base_url: !tmpl "{{@user.server}}"',
      ],
      [OTHER]: [
        'request: { path: !tmpl "/{{@user.server}}/list", query: { page: !expr $page.number } }',
        'note: { type: note, value: !expr "$mine & $user.server & $map([1], function($mine) { $mine })" }',
      ],
    });
    expect(Object.keys(renamed(CONNECTION, '  tok', 'key'))).toEqual([CONNECTION, MOCK]);
  });

  test('an option of a feed, in cases and the configuration', () => {
    expect(renamed(CASE, 'options: { min', 'least')).toEqual({
      [DEMO]: [
        'least: { label: Minimum, type: number, default: 5 }',
        '- { keep: !expr score >= $user.least, because: below the minimum }',
      ],
      [CASE]: ['options: { least: 7 }'],
      [CONFIG]: ['demo: { set: { least: 7 } }'],
    });
  });

  test('an endpoint where it is called', () => {
    expect(renamed(DEMO, 'call: o', 'detail-of')).toEqual({
      [DEMO]: ['detail-of:', 'detail: { call: detail-of, with: { id: !expr id } }'],
    });
  });

  test('an argument at its endpoint alone, and where that is called', () => {
    expect(renamed(DEMO, '@args.i', 'which')).toEqual({
      [DEMO]: [
        'args: { which: string }',
        'request: { path: !tmpl "/list/{{@args.which}}" }',
        'detail: { call: one, with: { which: !expr id } }',
      ],
    });
  });

  test('what a feed binds, but no variable of an expression that has the same name', () => {
    expect(renamed(OTHER, 'let: { mi', 'own')).toEqual({
      [OTHER]: [
        'let: { own: !expr id }',
        'note: { type: note, value: !expr "$own & $user.host & $map([1], function($mine) { $mine })" }',
      ],
    });
    expect(renamed(DEMO, '!expr $deta', 'more')).toEqual({
      [DEMO]: ['more: { call: one, with: { id: !expr id } }', 'owner: !expr $more.owner'],
    });
  });

  test('a table in look-ups and in expressions', () => {
    expect(renamed(DEMO, "$table('kin", 'sorts')).toEqual({
      [DEMO]: ['sorts: { m: malware, p: phishing }', "kind: !expr $table('sorts', kind)"],
    });
  });

  test('a fragment of a shared file, in every pack that uses it', () => {
    expect(Object.keys(renamed(FRAGMENTS, 'pag', 'numbered'))).toEqual([DEMO, FRAGMENTS, OTHER]);
  });
});

describe('refused is', () => {
  test.each([
    ['what the vendor sends', 'value: !expr dom', 'other', 'Only names of the definition'],
    ['a feed', 'feeds:\n  ca', 'other', 'its state'],
    ['a name that another has', 'endpoints:\n  li', 'search', 'There is a `search` already.'],
    ['a name of a function', 'let:\n      ki', 'lowercase', 'the name of a function'],
    ['what is no name', 'score >= $user.mini', 'not a name', 'is no name'],
  ])('%s', (_, part, to, reason) => {
    expect(() => renamed(DEMO, part, to)).toThrow(reason);
  });

  test('anything while an expression can not be read, which is named', () => {
    const broken = openDemo();
    broken.type('value: !expr domain', 'value: !expr $f(¦');
    expect(() => renamed(DEMO, 'score >= $user.mini', 'least', broken)).toThrow(
      `${DEMO}:${lineOf('value: !expr domain')} can't be read`,
    );
  });

  test('what a fragment reads of several feeds', () => {
    const shared = openDemo({
      [FRAGMENTS]: 'paged: { paginate: { kind: page_number } }\nnamed: { value: !expr $label }\n',
      [OTHER]: other
        .replace('    let: { mine: !expr id }', '    let: { mine: !expr id, label: !expr id }')
        .replace('note: { type', 'note: { use: [named], type')
        .replace(
          '\n  all:',
          '\n  more:\n    title: More\n    source: list\n    let: { label: !expr id }\n    report: { note: { use: [named], type: note } }\n  all:',
        ),
    });
    expect(() => renamed(OTHER, 'let: { lab', 'name', shared)).toThrow('a fragment reads it in all of them');
  });
});
