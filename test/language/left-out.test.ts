/** What is wrong with `after_applied`, `otherwise` and `$page`, and where. */
import { describe, expect, test } from 'vitest';
import { demo } from './load-text.ts';

interface Parts {
  readonly source?: string;
  readonly more?: string;
  readonly filter?: string;
  readonly value?: string;
}

const AFTER = 'after_applied: { call: tell, with: { ids: !expr $gathered }, gather: !expr id }';

const found = ({ source = `{ call: one, ${AFTER} }`, more = '', filter = '', value = 'a' }: Parts): readonly string[] =>
  demo(`endpoints:
  one: { request: { path: /a }, records: items }
  two: { request: { path: /b }, records: $, key: !expr id }
  tell: { args: { ids: list }, request: { method: POST, path: /t, json: { ids: !expr $args.ids } }, decode: [bytes] }
feeds:
  first:
    title: F
    source: ${source}
    report: { a: { type: report, value: !expr ${value} } }
${more === '' ? '' : `    ${more}\n`}${filter === '' ? '' : `    filters: [{ ${filter} }]\n`}`).diagnostics.map(
    ({ code, message, place, hint }) => `${place.line}:${place.column} ${code} ${message} ${hint}`,
  );

describe('a request after the records were applied', () => {
  test('is right as it is meant', () => expect(found({})).toEqual([]));

  test.each([
    ['a window', 'window: { period: P1D }', 'window'],
    ['a state', 'state: { kind: token, of: !expr next }', 'state'],
    ['a snapshot', 'snapshot: true', 'snapshot'],
  ])('does not go with %s', (_, more, word) => {
    expect(found({ more })).toEqual([
      `14:5 source.after-applied A vendor that is told what was applied knows itself what comes next: \`${word}\` would go on past what it was not told of. Remove \`${word}\`, or \`after_applied\` of the source.`,
    ]);
  });

  test.each([
    ['an endpoint that there is not', '{ call: one, after_applied: { call: tel } }', 'endpoint.unknown', 'Did you mean `tell`?'],
    ['an argument that is not given', '{ call: one, after_applied: { call: tell } }', 'endpoint.missing-argument', 'ids'],
    [
      'what nothing has gathered',
      '{ call: one, after_applied: { call: tell, with: { ids: !expr $gathered } } }',
      'expression.unknown-variable',
      '$gathered',
    ],
    ['a word that there is not', `{ call: one, after_applied: { call: tell, gathers: !expr id } }`, 'gather', 'gather'],
    ['documents of an index', `{ each: two, call: one, ${AFTER} }`, 'source.after-applied', 'without `each`'],
  ])('can not be made with %s', (_, source, code, says) => {
    const all = found({ source });
    expect(all.join('\n')).toContain(code);
    expect(all.join('\n')).toContain(says);
  });
});

describe('a filter that withdraws', () => {
  test('is right as it is meant', () => {
    expect(found({ source: 'one', filter: 'keep: !expr score > 1, because: low, otherwise: withdraw' })).toEqual([]);
    expect(found({ source: 'one', filter: 'drop: !expr old, because: old, otherwise: { withdraw: [a] }' })).toEqual([]);
  });

  test.each([
    ['an entry that there is not', 'keep: !expr b, because: b, otherwise: { withdraw: [b] }', 'report.unknown-entry'],
    ['nothing that is left out', 'set: { b: 1 }, otherwise: withdraw', 'filter.otherwise'],
    ['another word', 'keep: !expr b, because: b, otherwise: expire', 'withdraw'],
  ])('can not have %s', (_, filter, says) => {
    expect(found({ source: 'one', filter }).join('\n')).toContain(says);
  });
});

describe('the document around a record', () => {
  test('is `$page.body`, and the page has no other member there', () => {
    expect(found({ source: 'one', value: '$page.body.id' })).toEqual([]);
    expect(found({ source: 'one', value: '$page.number' }).join('\n')).toContain('There is no member `number` for `$page`');
  });

  test('is not there before the documents of an index are', () => {
    expect(found({ source: '{ each: two, call: one, where: !expr $page.body.id = 1 }' }).join('\n')).toContain('$page');
  });
});
