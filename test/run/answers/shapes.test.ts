import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';
import { demo } from '../../language/load-text.ts';

const file = join(import.meta.dirname, '../fixtures/shapes.yaml');
const vendor = await ownVendor();

/** A run over one answer: its row, and each object's value with its attributes. */
const run = async (feed: string, text: string) => {
  vendor.answer = () => ({ text });
  const folder = emptyFolder();
  const { row } = await runLive({ file, feed, vendor, folder });
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  try {
    const objects = [...store.objects({})].map(
      ({ value, attributes }) => [value, Object.fromEntries(attributes.map((one) => [one.name, one.value]))] as const,
    );
    return { row, objects };
  } finally {
    await store.close();
  }
};

test('a map whose ids have lists gives every element its id', async () => {
  const text = '{"1502":[{"ioc":"a.example"},{"ioc":"b.example"}],"1501":[{"ioc":"c.example"}],"1500":[]}';
  const { row, objects } = await run('keyed', text);
  expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 3, mapped: 3 } });
  expect(objects).toEqual([
    ['a.example', { Number: '1502' }],
    ['b.example', { Number: '1502' }],
    ['c.example', { Number: '1501' }],
  ]);
});

test('an element of such a list that is no object is named with its place', async () => {
  const { row } = await run('keyed', '{"1502":[{"ioc":"a.example"},"b.example"]}');
  expect(row).toMatchObject({
    status: 'failed',
    error: { message: expect.stringContaining('$["1502"][1] is text, not an object') },
  });
});

describe('rows of plain values', () => {
  const two = [
    ['a.example', { Score: '5' }],
    ['b.example', {}],
  ];

  test.each([
    ['named', '{"data":{"rows":[["a.example","left out",5],["b.example",7,null]]}}'],
    ['told', '{"meta":{"fields":["domain","score"]},"rows":[["a.example",5],["b.example",null]]}'],
    ['told', '{"rows":[["a.example",5],["b.example",null]],"meta":{"fields":[{"name":"domain"},{"name":"score","type":"int"}]}}'],
    ['headed', '[["domain","score"],["a.example",5],["b.example",null]]'],
    ['lines', '["a.example",5]\n\n["b.example",null]\n'],
    ['keyed-rows', '{"a.example":[5,"x"],"b.example":[[null,"y"]]}'],
  ])('%s: become records under the names of their columns', async (feed, text) => {
    const { row, objects } = await run(feed, text);
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 2 } });
    expect(objects).toEqual(two);
  });

  const rows = (count: number): string =>
    `[${Array.from({ length: count }, (_, at) => `["h${at}.example",${at},"${'x'.repeat(100)}"]`).join(',')}]`;
  test('stream where their names stand before them, as beside what has a bracket in its text', async () => {
    const { row } = await run('told', `{"note":"a ] \\" [","meta":{"fields":["domain","score",""]},"rows":${rows(20_000)}}`);
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 20_000, mapped: 20_000 } });
  });

  test('of a long response whose names come too late say what to write', async () => {
    const { row } = await run('told', `{"rows":${rows(20_000)},"meta":{"fields":["domain","score",""]}}`);
    expect(row).toMatchObject({
      status: 'failed',
      error: {
        code: 'decode.columns',
        message: expect.stringContaining('no list at meta.fields before its rows'),
        hint: expect.stringContaining('columns: [ip, score]'),
      },
    });
  });

  test.each([
    ['told', '{"rows":[["a.example",5]]}', 'decode.columns', 'no list at meta.fields,'],
    ['told', '{"meta":{"fields":["a","a"]},"rows":[["a.example",5]]}', 'decode.columns', 'Two columns are called "a"'],
    [
      'told',
      '{"meta":{"fields":[["a"],"b"]},"rows":[["a.example",5]]}',
      'decode.columns',
      'an element of meta.fields, is a list',
    ],
    [
      'told',
      '{"meta":{"fields":["domain"]},"rows":[["a.example"],["b.example",5]]}',
      'decode.ragged-row',
      'rows[1] has 2 values instead of 1',
    ],
    ['headed', '[["domain","score"],["a.example",5],["b.example"]]', 'decode.ragged-row', '$[2] has 1 values instead of 2'],
    ['headed', '[["domain","score"],{"domain":"a.example"}]', 'decode.not-a-record', '$[1] is an object, not a row'],
    ['keyed', '{"1":[["a.example",5]]}', 'decode.not-a-record', '$["1"][0] is a list'],
  ])('%s: what is wrong with %s is named', async (feed, text, code, message) => {
    const { row } = await run(feed, text);
    expect(row).toMatchObject({ status: 'failed', error: { code, message: expect.stringContaining(message) } });
  });
});

test('plain values become records with one member', async () => {
  const { row, objects } = await run('plain', '{"data":{"names":["a.example","b.example"]}}');
  expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 2, mapped: 2 } });
  expect(objects.map(([value]) => value)).toEqual(['a.example', 'b.example']);
});

test('names that can not be used are findings', () => {
  const found = (records: string) =>
    demo(`endpoints: { one: { request: { path: /a }, records: ${records} } }
feeds: { f: { title: F, source: one, report: { a: { type: report, value: !expr a } } } }`).diagnostics.map(({ code }) => code);
  expect(found('{ at: rows, columns: [a, "", b, ""] }')).toEqual([]);
  expect(found('{ at: rows, columns: [a, b, a] }')).toEqual(['endpoint.columns']);
  expect(found('{ at: rows, columns: "a b" }')).toEqual(['endpoint.path']);
  expect(found('{ at: rows, columns: [a], as: b }')).toEqual(['endpoint.selector']);
  expect(found('{ at: !expr rows, columns: [a] }')).toEqual(['endpoint.selector']);
  expect(found('{ at: rows, columns: { header: false } }')).toEqual(['definition.wrong-value']);
});
