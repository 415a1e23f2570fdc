import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Findings } from '../../../engine/language/basics/findings.ts';
import { merge } from '../../../engine/language/reuse/merge.ts';
import { SourceFile } from '../../../engine/language/source-file.ts';
import { parseYaml } from '../../../engine/language/yaml/parse.ts';
import { unusedIn } from '../../../engine/language/usage/unused.ts';
import { demo, headLines, shortly } from '../load-text.ts';

const body = `fragments:
  listed: { records: items, request: { query: { limit: 10, order: up } } }
  newest: { request: { query: { order: down } } }
  both: { use: [listed, newest] }
  host: { type: indicator, subtype: FQDN, attributes: { Source: demo } }
  seen: { First Seen: !expr first, Note: old }
defaults:
  endpoint: { nulls: keep, request: { headers: { x-client: demo } } }
  entry: { required: true }
endpoints:
  plain: { request: { path: /plain }, records: $ }
  own: { use: [listed, newest], request: { path: /own, query: { 'limit?': 5 } }, nulls: drop }
  nested: { use: both, request: { path: /nested } }
feeds:
  main:
    title: Main
    source: own
    report:
      a: { use: [host], value: !expr name, attributes: { use: [seen], Note: new } }
`;

const pack = demo(body).pack;
const queryOf = (name: string): unknown =>
  pack?.endpoints
    .get(name)
    ?.request.query?.members.map(({ name: member, optional, value }) => [
      optional ? `${member}?` : member,
      value.kind === 'literal' ? value.value : value.kind,
    ]);

describe('fragments and defaults', () => {
  test('are correct, and nothing is left to say', () => {
    expect(shortly(demo(body))).toEqual([]);
  });

  test('what stands in the place wins over later fragments, these over earlier ones, these over the defaults', () => {
    expect(queryOf('own')).toEqual([
      ['order', 'down'],
      ['limit?', 5],
    ]);
    expect(queryOf('nested')).toEqual([
      ['limit', 10],
      ['order', 'down'],
    ]);
    expect([pack?.endpoints.get('plain')?.nulls, pack?.endpoints.get('own')?.nulls]).toEqual(['keep', 'drop']);
    expect(pack?.endpoints.get('own')?.request.headers?.members.map(({ name }) => name)).toEqual(['x-client']);
    const [entry] = pack?.feeds.get('main')?.report ?? [];
    expect(entry).toMatchObject({ required: true, type: { value: 'indicator' }, subtype: { value: 'FQDN' } });
    expect(entry?.attributes.map((one) => [one.name, one.value])).toEqual([
      ['First Seen', expect.objectContaining({ kind: 'expr', source: 'first' })],
      ['Note', expect.objectContaining({ value: 'new' })],
      ['Source', expect.objectContaining({ value: 'demo' })],
    ]);
  });

  test('a mistake in a fragment is shown once, at its own line, however often it is used', () => {
    const wrong = demo(body.replace('query: { order: down }', 'qurey: { order: down }'));
    expect(shortly(wrong)).toEqual([`definition.unknown-key ${headLines + 3}:24`]);
    const unknown = demo(body.replace('First Seen: !expr first', 'First Seen: !expr $frist'));
    expect(shortly(unknown)).toEqual([`expression.unknown-variable ${headLines + 6}:29`]);
  });

  test.each([
    ['a name that is none, with the nearest one', 'use: [host]', 'use: [hots]', 'fragment.unknown', 'Did you mean `host`?'],
    ['a circle', 'newest: { request:', 'newest: { use: both, request:', 'fragment.cycle', '`both` → `newest` → `both`'],
    ['a `use` of another kind', 'use: [host]', 'use: { a: host }', 'definition.wrong-type', 'a text or a list'],
  ])('%s is found', (_, right, other, code, says) => {
    const found = demo(body.replace(right, other)).diagnostics.filter((one) => one.code === code);
    expect(found.map(({ message, hint }) => `${message} ${hint}`).join('\n')).toContain(says);
  });

  test('a fragment that nothing uses is told', () => {
    const loaded = demo(body.replace('use: [seen], ', ''));
    expect(unusedIn([loaded], () => []).map(({ code, message }) => `${code} ${message}`)).toContainEqual(
      expect.stringMatching(/^fragment\.unused .*`seen`/),
    );
  });

  test('what comes to more than a definition needs is refused', () => {
    const headers = Array.from({ length: 2000 }, (_, index) => `a${index}: 1`).join(', ');
    const uses = Array.from({ length: 50 }, (_, index) => `  e${index}: { use: large }`).join('\n');
    const codes = demo(
      `fragments: { large: { request: { path: /, headers: { ${headers} } }, records: $ } }\nendpoints:\n${uses}\n`,
    ).diagnostics.map(({ code }) => code);
    expect(codes.filter((code) => code === 'fragment.too-much')).toHaveLength(1);
  });

  test('a component of another kind takes nothing of the one before', () => {
    const parse = (text: string): unknown => parseYaml(new SourceFile('a.yaml', text), new Findings());
    expect(merge(parse('p: { kind: page, param: page }'), parse('p: { kind: token, of: next }'))).toEqual({
      p: { kind: 'token', of: 'next' },
    });
  });

  test('merging keeps every member of both, own values, and changes neither', () => {
    const tree = fc.letrec((tie) => ({
      map: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), { maxKeys: 4 }),
      value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.array(fc.integer(), { maxLength: 2 }), tie('map')),
    })).map;
    const parse = (value: unknown): Record<string, unknown> =>
      parseYaml(new SourceFile('a.yaml', JSON.stringify(value)), new Findings()) as Record<string, unknown>;
    fc.assert(
      fc.property(tree, tree, (one, other) => {
        const [base, own] = [parse(one), parse(other)];
        const merged = merge(base, own) as Record<string, unknown>;
        expect(new Set(Object.keys(merged))).toEqual(new Set([...Object.keys(base), ...Object.keys(own)]));
        for (const [key, value] of Object.entries(own)) if (typeof value !== 'object') expect(merged[key]).toBe(value);
        expect(merge(merged, own)).toEqual(merged);
        expect([base, own]).toEqual([parse(one), parse(other)]);
      }),
    );
  });
});
