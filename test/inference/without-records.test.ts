/** Records that are sought in the body that they have been taken out of, which is never there at run time. */
import { expect, test } from 'vitest';
import { decodeBody } from '../../engine/components/decoders/chain/chain.ts';
import { CASES, demo, findingsOf, found } from './pack.ts';

const paged = (paginate: string): string => demo({ endpoint: `paginate: ${paginate}` });
const WITHOUT = 'path.without-records data';

test('the body around the records has their list empty', async () => {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(JSON.stringify(CASES));
  }
  const { batches, envelope } = await decodeBody(body(), [], {
    path: ['data'],
    entriesAs: undefined,
    item: [],
    as: undefined,
    columns: undefined,
    orEmpty: false,
    dropNulls: false,
    maxBytes: 1e6,
    maxRecord: 1e6,
    prefilter: undefined,
    contentType: undefined,
    signal: new AbortController().signal,
  });
  for await (const { records } of batches) expect(records).toHaveLength(2);
  expect(envelope()).toEqual({ ...CASES, data: [] });
});

test.each([
  ['that they are counted', paged('{ kind: page_number, stop_when: !expr $count(data) = 0 }').replace('token', 'number')],
  ['a chain', paged('{ kind: page_number, stop_when: !expr "data ~> $count = 0" }').replace('token', 'number')],
  ['that there are none', paged('{ kind: page_number, stop_when: !expr $not(data) }').replace('token', 'number')],
  ['an empty list', paged('{ kind: page_number, stop_when: !expr "data = []" }').replace('token', 'number')],
  ['the last one', paged('{ kind: cursor, token: !expr "data[-1].id" }')],
  ['a member of each', paged('{ kind: cursor, token: !expr $first(data.id) }')],
  ['beside another', paged('{ kind: cursor, token: !expr "$first(meta.next_cursor, data.id)" }')],
  [
    'where a window is halved',
    demo({ feed: 'window: { time: !expr updated_at, period: P1D, halve_when: !expr $count(data) > 5 }' }).replace(
      'cursor?: !expr $page.token',
      'since: !expr $window.since',
    ),
  ],
  ['an outcome', demo({ endpoint: "outcomes: [{ when: !expr '$count(data) = 0', do: no_records, because: none }]" })],
  ['over a record', demo({ attributes: 'Count: !expr $count($page.body.data)' })],
  [
    'a map',
    paged('{ kind: cursor, token: !expr "$keys(data.*)[0]" }').replace('records: data', 'records: { at: data, entries_as: key }'),
  ],
])('is an error: %s', async (_, definition) => {
  const samples = definition.includes('entries_as') ? { 'cases.json': { data: { a: { title: 'x' } } } } : { 'cases.json': CASES };
  const all = (await found(definition, samples)).filter((one) => !/not-sent|state/.test(one));
  expect(all).toEqual([WITHOUT]);
});

test.each([
  ['whether it was sent', paged('{ kind: page_number, stop_when: !expr $not($exists(data)) }')],
  ['whether it is null', paged('{ kind: page_number, stop_when: !expr data = null }')],
  ['what stands beside it', paged('{ kind: cursor, token: !expr meta.next_cursor }')],
  ['the last record', paged("{ kind: page_number, stop_at: !expr state = 'closed' }")],
  [
    'what another body may have there',
    demo({ endpoint: "outcomes: [{ when: !expr data.reason = 'none', do: no_records, because: none }]" }).replace(
      'records: data',
      'records: data\n    optional: [data.reason]',
    ),
  ],
  [
    'what another body may say there',
    demo({ endpoint: 'outcomes: [{ when: !expr "$string(data) = \'none\'", do: no_records, because: none }]' }),
  ],
  [
    'a body that is kept whole',
    paged('{ kind: cursor, token: !expr "data[-1].id" }').replace('records: data', 'records: !expr data'),
  ],
])('is none: %s', async (_, definition) => {
  expect((await found(definition)).filter((one) => !one.includes('not-sent'))).toEqual([]);
});

test('is none where the body is that of one record, nor where one of several endpoints has it', async () => {
  const one = { 'cases.json': { data: { id: '1', title: 'One' } } };
  expect(await found(demo({ endpoint: "success_when: !expr data.id != ''" }), one)).toEqual([]);
  const both = demo({ endpoint: 'use: paged', feed: 'user_fields: { fast: { label: Fast, type: boolean } }' })
    .replace('endpoints:', 'fragments: { paged: { paginate: { kind: cursor, token: !expr data.id } } }\nendpoints:')
    .replace(
      'feeds:\n',
      '  one: { use: paged, request: { path: /one, query: { cursor?: !expr $page.token } }, records: items, samples: [one.json] }\nfeeds:\n',
    )
    .replace('source: cases', 'source: [{ when: !expr $user.fast, call: cases }, { call: one }]');
  const samples = { 'cases.json': CASES, 'one.json': { items: [{ title: 'x' }], data: { id: 1 } } };
  expect(await found(both, samples)).toEqual([]);
});

test('says what to write instead', async () => {
  const definition = paged('{ kind: cursor, token: !expr "data[-1].id" }');
  const [finding] = await findingsOf({ 'definitions/demo.yaml': definition, 'fixtures/demo/cases.json': CASES });
  expect(finding).toMatchObject({ severity: 'error', hint: expect.stringContaining('`after` of `keyset`') });
});
