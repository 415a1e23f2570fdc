/** What nothing uses, and what is kept and never sent: told once a definition has no error. */
import { describe, expect, test } from 'vitest';
import { unusedIn } from '../../../engine/language/usage/unused.ts';
import { demo, headOf, loadFiles, shortly } from '../load-text.ts';

const whole = `endpoints:
  items: { request: { path: /items }, records: $ }
  item: { args: { id: string }, request: { path: !tmpl "/items/{{@args.id}}" }, record: $ }
feeds:
  main:
    title: Main
    source: items
    user_fields: { lowest: { label: Lowest, type: number } }
    filters: [{ keep: !expr score > $user.lowest, because: low }]
    supplemental: { detail: { call: item, with: { id: !expr id } } }
    let: { owner: !expr $detail.owner }
    report: { a: { type: note, value: !expr $owner } }
`;

const unused = (text: string, mock = ''): readonly string[] => {
  const loaded = demo(text);
  expect(shortly(loaded).filter((one) => !/no-tag/.test(one))).toEqual([]);
  return unusedIn([loaded], () => [], [mock]).map(({ code, place }) => `${code} ${place.line - 4}:${place.column}`);
};

describe('what nothing uses is told where it is declared', () => {
  test.each([
    ['nothing at all', '', '', []],
    ['an option', '$user.lowest', '5', ['user-field.unused 8:20']],
    ['an endpoint', 'endpoints:\n', 'endpoints:\n  spare: { request: { path: / }, records: $ }\n', ['endpoint.unused 2:3']],
    ['an argument', '!tmpl "/items/{{@args.id}}"', '/item', ['endpoint.unused-argument 3:19']],
    ['a `let`', 'value: !expr $owner', 'value: !expr $detail.owner', ['let.unused 11:12']],
    ['an answer', '!expr $detail.owner', '!expr owner', ['supplemental.unused 10:21']],
    ['a table', 'endpoints:\n', 'tables: { kinds: { a: b } }\nendpoints:\n', ['table.unused 1:11']],
    [
      'an object type',
      'endpoints:\n',
      'custom_objects: [{ code: gadget, name: Gadget }]\nendpoints:\n',
      ['object-type.unused 1:20'],
    ],
  ])('%s', (_, from, to, found) => {
    expect(unused(whole.replace(from, to))).toEqual(found);
  });

  test.each([
    ['all options at once', '$user.lowest', '$count($values($user))'],
    [
      'what another option asks of it',
      '$user.lowest',
      '5',
      ', other: { label: O, type: text, required_when: !expr $user.lowest > 3 }',
    ],
    ['a text that lost its tag', 'value: !expr $owner', 'value: $owner()'],
  ])('%s counts as a use', (_, from, to, more = '') => {
    const text = whole.replace(from, to).replace('type: number }', `type: number }${more}`);
    expect(unused(text).filter((one) => one.startsWith('user-field.unused 8:20') || one.startsWith('let'))).toEqual([]);
  });

  test('an option that a mock reads is used', () => {
    const without = whole.replace('$user.lowest', '5');
    expect(unused(without, 'require: [{ that: !expr query.low = $user.lowest }]')).toEqual([]);
    expect(unused(without, 'require: [{ that: !expr query.low = $user.lowest_of_all }]')).toHaveLength(1);
  });
});

describe('what packs share', () => {
  const connection = `user_fields:
  host: { label: Host, type: url }
  region: { label: Region, type: text }
http: { base_url: !tmpl "{{@user.host}}" }
`;
  const pack = (name: string, query: string): string => `${headOf(name)}connection: ./connection.yaml
endpoints: { items: { request: { path: /items, query: { n: ${query} } }, records: $ } }
feeds: { main: { title: Main, source: items, report: { a: { type: note, value: !expr a } } } }
`;
  const load = (name: string, query: string) => loadFiles({ [`${name}.yaml`]: pack(name, query), 'connection.yaml': connection });
  const [reads, other, broken] = [load('one', '!expr $user.region'), load('two', '1'), load('three', '!expr $usr.region')];
  const places = (...given: Parameters<typeof unusedIn>): readonly string[] =>
    unusedIn(...given).map(({ code, place: { file, line, column } }) => `${code} ${file}:${line}:${column}`);

  test('is used where one of them uses it, be it checked or beside', () => {
    expect(places([reads, other], () => [])).toEqual([]);
    expect(places([other], () => [reads])).toEqual([]);
    expect(places([other], () => [])).toEqual(['user-field.unused connection.yaml:3:3']);
  });

  test('is not judged where one of them has an error', () => {
    expect(broken.pack).toBeUndefined();
    expect(places([other, broken], () => [])).toEqual([]);
  });
});
