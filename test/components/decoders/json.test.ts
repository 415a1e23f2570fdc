import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../engine/components/decoders/chain/chain.ts';
import type { Decoded, DecodeContext } from '../../../engine/components/decoders/decoder.ts';
import type { Json, JsonRecord } from '../../../engine/language/basics/json.ts';
import { bodyOf, decodeContext } from './decode-context.ts';

interface Read {
  readonly records: readonly JsonRecord[];
  readonly places: readonly string[];
  readonly envelope: Json | undefined;
  /** The envelope before the batches were read. */
  readonly early: Json | undefined;
}

const decode = async (
  text: string,
  changes: Partial<DecodeContext> = {},
  options: Record<string, unknown> = {},
  size = 64 * 1024,
): Promise<Decoded> => decodeBody(bodyOf(text, size), [{ kind: 'json', options, sniff: false }], decodeContext(changes));

const read = async (...given: Parameters<typeof decode>): Promise<Read> => {
  const decoded = await decode(...given);
  const early = decoded.envelope();
  const records: JsonRecord[] = [];
  const places: string[] = [];
  for await (const batch of decoded.batches) {
    records.push(...batch.records);
    places.push(...batch.records.map((_, index) => batch.place(index)));
  }
  return { records, places, envelope: decoded.envelope(), early };
};

const drain = async (decoded: Decoded): Promise<void> => {
  for await (const batch of decoded.batches) expect(batch.records).toEqual([]);
};

describe('the records path', () => {
  test('finds a list among members that look like it', async () => {
    const text =
      '{"x": {"data": [{"no": 1}]}, "list": ["data", {"data": 2}], "da\\u0074a": {"rows": [{"id": 1}], "rows2": []}, "t": "\\"data\\": ["}';
    for (const size of [1, 4, 1000]) {
      const { records, envelope } = await read(text, { path: ['data', 'rows'] }, {}, size);
      expect(records).toEqual([{ id: 1 }]);
      expect(envelope).toMatchObject({ data: { rows: [], rows2: [] }, t: '"data": [' });
    }
  });

  test('of a small body leaves the envelope known at once, with the list empty', async () => {
    const { early } = await read('{"total": 2, "data": [{"id": 1}, {"id": 2}], "next": "abc"}', { path: ['data'] });
    expect(early).toEqual({ total: 2, data: [], next: 'abc' });
  });

  test('of a large body leaves the envelope known at the end', async () => {
    const rows = Array.from({ length: 100_000 }, (_, id) => `{"id":${id},"text":"a ] } , b"}`);
    const { early, envelope, records, places } = await read(`{"total":100000,"data":[${rows.join(',\n')}],"next":"abc"}`, {
      path: ['data'],
    });
    expect(early).toBeUndefined();
    expect(envelope).toEqual({ total: 100_000, data: [], next: 'abc' });
    expect(records.map(({ id }) => id)).toEqual(rows.map((_, id) => id));
    expect(places.at(-1)).toBe('data[99999]');
  });

  test('is the whole document where it is $', async () => {
    expect((await read('[{"a":1},{"a":2}]')).records).toEqual([{ a: 1 }, { a: 2 }]);
    expect((await read('[]')).records).toEqual([]);
    expect((await read(' { "a": 1 } ')).records).toEqual([{ a: 1 }]);
  });

  test('takes one object as a list of one', async () => {
    expect((await read('{"result": {"id": 1}}', { path: ['result'] })).records).toEqual([{ id: 1 }]);
  });

  test('takes a map with its keys, in the order of the response', async () => {
    const text = '{"result": {"20": {"a": 1}, "3": [{"a": 2}, {"a": 3}], "x": {"a": 4}}}';
    const { records, places } = await read(text, { path: ['result'], entriesAs: 'id' });
    expect(records).toEqual([
      { a: 1, id: '20' },
      { a: 2, id: '3' },
      { a: 3, id: '3' },
      { a: 4, id: 'x' },
    ]);
    expect(places).toEqual(['result["20"]', 'result["3"][0]', 'result["3"][1]', 'result["x"]']);
  });

  test('takes a map of lists as it comes, and never holds it', async () => {
    let [made, read, ahead] = [0, 0, 0];
    const body = async function* (): AsyncIterable<Uint8Array> {
      for (; made < 400_000; made += 2000) {
        const entries = Array.from({ length: 1000 }, (_, n) => `"${made + 2 * n}":[{"no":0,"x":"${'x'.repeat(20)}"},{"no":1}]`);
        yield Buffer.from(`${made === 0 ? '{' : ','}${entries.join(',')}`);
      }
      yield Buffer.from('}');
    };
    const decoded = await decodeBody(body(), [], decodeContext({ entriesAs: 'id' }));
    for await (const { records } of decoded.batches)
      for (const record of records) {
        if (record['id'] !== String(read - (read % 2)) || record['no'] !== read % 2) throw new Error(`record ${read} is wrong`);
        read++;
        ahead = Math.max(ahead, made - read);
      }
    expect(read).toBe(400_000);
    // 1 MiB is looked at beforehand.
    expect(ahead).toBeLessThan(60_000);
  });

  test('goes on into each element by `item`', async () => {
    const text = '{"edges": [{"node": {"id": 1}}, {"node": {"id": 2}}]}';
    expect((await read(text, { path: ['edges'], item: ['node'] })).records).toEqual([{ id: 1 }, { id: 2 }]);
    await expect(read('{"edges": [{"other": 1}]}', { path: ['edges'], item: ['node'] })).rejects.toMatchObject({
      code: 'decode.item-missing',
    });
  });

  test('that finds nothing is an error of the batches, not of the envelope, which may say why', async () => {
    const decoded = await decode('{"success": false, "code": 7}', { path: ['result'] });
    expect(decoded.envelope()).toEqual({ success: false, code: 7 });
    await expect(drain(decoded)).rejects.toMatchObject({ code: 'decode.path', message: expect.stringContaining('result') });
  });

  test('may find nothing where the definition says so', async () => {
    for (const text of ['{}', '{"a": null}', '{"a": {}}', '{"a": {"b": null}}', ''])
      expect((await read(text, { path: ['a', 'b'], orEmpty: true })).records).toEqual([]);
    // No document is no record either.
    expect((await read(' ', { path: [], orEmpty: true })).records).toEqual([]);
  });

  test('does not take a scalar for records', async () => {
    for (const text of ['{"a": 5}', '{"a": "x"}', '{"a": [5]}', '{"a": [[]]}', '{"a": [null]}', '[5]', '5'])
      await expect(read(text, { path: ['a'] })).rejects.toMatchObject({
        code: expect.stringMatching(/^decode\.(path|not-a-record)$/),
      });
  });

  test('takes plain values as records where the selection names their member', async () => {
    expect((await read('["1.2.3.4", "5.6.7.8"]', { as: 'address' })).records).toEqual([
      { address: '1.2.3.4' },
      { address: '5.6.7.8' },
    ]);
  });

  test('that stands twice in the document is refused', async () => {
    for (const text of ['{"a": [{"x": 1}], "a": [{"x": 2}]}', '{"a": 1, "a": [{"x": 2}]}', '{"a": [{"x": 1}], "a": 5}'])
      await expect(read(text, { path: ['a'] })).rejects.toMatchObject({
        code: expect.stringMatching(/^decode\.(duplicate-member|path)$/),
      });
  });
});

describe('without a path', () => {
  test('the envelope is the whole document and there are no batches', async () => {
    const { envelope, records } = await read('{"a": [1, null, {"b": null}], "c": null}', { path: undefined });
    expect(envelope).toEqual({ a: [1, null, {}] });
    expect(records).toEqual([]);
  });
});

describe('values', () => {
  test('lose null members at every depth, unless they are kept', async () => {
    const text = '[{"a": null, "b": {"c": null, "d": [{"e": null}, null]}, "null": "null", "f": 1}]';
    expect((await read(text)).records).toEqual([{ b: { d: [{}, null] }, null: 'null', f: 1 }]);
    expect((await read(text, { dropNulls: false })).records).toEqual(JSON.parse(text));
  });

  test('keep the spelling of integers that a double cannot hold, and only of those', async () => {
    const text =
      '[{"a": 9007199254740993, "b": -12345678901234567890, "c": 9007199254740991, "d": 1234567890123456.5, "e": 12345678901234567890e1, "f": "12345678901234567890", "9007199254740993": 1, "g": [9007199254740992]}]';
    const { records } = await read(text);
    expect(records).toEqual([
      {
        a: '9007199254740993',
        b: '-12345678901234567890',
        c: 9007199254740991,
        d: 1234567890123456.5,
        e: 1.2345678901234568e20,
        f: '12345678901234567890',
        '9007199254740993': 1,
        g: ['9007199254740992'],
      },
    ]);
  });

  test('never touch a prototype', async () => {
    const { records } = await read('[{"__proto__": {"polluted": 1}, "a": {"\\u005f_proto__": {"polluted": 2}, "b": 1}}]');
    expect(records).toEqual([{ a: { b: 1 } }]);
    expect((records[0] as { polluted?: number }).polluted).toBeUndefined();
    expect((records as { a?: { polluted?: number } }[])[0]?.a?.polluted).toBeUndefined();
  });
});

describe('malformed JSON', () => {
  const error = async (text: string, size = 3): Promise<unknown> =>
    read(text, { path: ['a'] }, {}, size).catch((thrown: unknown) => thrown);

  test('is refused with byte, line and column', async () => {
    expect(await error('{"a": [\n  {"b": 1},\n  {"b": tru}\n]}')).toMatchObject({
      code: 'decode.malformed-json',
      message: expect.stringContaining('byte 28 (line 3, column 9)'),
    });
    expect(await error('{"b": 1,\n"a" [{}]}')).toMatchObject({
      code: 'decode.malformed-json',
      message: expect.stringContaining('(line 2, column 5)'),
    });
  });

  test('is refused wherever it is', async () => {
    const wrong = [
      '{"a": [{},]}',
      '{"a": [,{}]}',
      '{"a": [{},,{}]}',
      '{"a": [{}}',
      '{"a": [{"b":1]]}',
      '{"a": [{}]} x',
      '{"a": [{} {}]}',
      "{'a': []}",
      '{"a": [{"b": 01}]}',
      '{"a": [{"b": "\t"}]}',
      '{"a": [{"b": NaN}]}',
      '{"a": [{"b": 00012345678901234567}]}',
      '{"a": [12345678901234567890 "x"]}',
    ];
    for (const text of wrong)
      for (const size of [1, 100]) expect(await error(text, size), text).toMatchObject({ code: 'decode.malformed-json' });
  });

  test('that breaks off is told apart', async () => {
    for (const text of ['{"a": [{"b": 1}', '{"a": [{"b": "x', '{"b": 1', '{"a": [{"b": 1}]', '{"b": tr'])
      expect(await error(text), text).toMatchObject({
        code: expect.stringMatching(/^decode\.(truncated|malformed-json)$/),
        message: expect.stringMatching(/byte \d+/),
      });
  });

  test('a map wants colons and commas in turn', async () => {
    for (const text of [
      '{"a": {"b", {}}}',
      '{"a": {"b": {}: {}}}',
      '{"a": {"b", "c": 1: {}}}',
      '{"a": {5: {}}}',
      '{"a": {"b": {},}}',
    ])
      await expect(read(text, { path: ['a'], entriesAs: 'id' }), text).rejects.toMatchObject({ code: 'decode.malformed-json' });
  });

  test('an empty body says so', async () => {
    for (const text of ['', ' \n']) await expect(read(text)).rejects.toMatchObject({ code: 'decode.empty' });
  });

  test('too deep nesting is refused, before and within the list', async () => {
    const deep = '['.repeat(600) + ']'.repeat(600);
    for (const text of [`{"x": ${deep}, "a": []}`, `{"a": [{"b": ${deep}}]}`, `{"a": [], "x": ${deep}}`])
      expect(await error(text)).toMatchObject({ code: 'decode.too-deep' });
    expect((await read(`{"a": [{"b": ${'['.repeat(400) + ']'.repeat(400)}}]}`, { path: ['a'] })).records).toHaveLength(1);
  });

  test('a byte order mark tells the encoding; without one other encodings than UTF-8 are refused', async () => {
    const marked = Buffer.from('\ufeff[{"a": "\u20ac"}]', 'utf16le');
    const decoded = await decodeBody(bodyOf(marked, 3), [{ kind: 'json', options: {}, sniff: false }], decodeContext());
    for await (const { records } of decoded.batches) expect(records).toEqual([{ a: '\u20ac' }]);
    const bytes = Buffer.from('[{"a": 1}]', 'utf16le');
    const decoding = decodeBody(bodyOf(bytes), [{ kind: 'json', options: {}, sniff: false }], decodeContext());
    await expect(decoding).rejects.toMatchObject({ code: 'decode.encoding' });
  });
});
