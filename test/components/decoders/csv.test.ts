import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../engine/components/decoders/chain/chain.ts';
import type { CsvOptions } from '../../../engine/components/decoders/csv/dialect.ts';
import type { Decoded, DecodeContext, Prefilter } from '../../../engine/components/decoders/decoder.ts';
import type { JsonRecord } from '../../../engine/language/basics/json.ts';
import { bodyOf, decodeContext } from './decode-context.ts';

const decode = async (
  content: string | Uint8Array,
  options: CsvOptions = {},
  changes: Partial<DecodeContext> = {},
): Promise<Decoded> => decodeBody(bodyOf(content), [{ kind: 'csv', options, sniff: false }], decodeContext(changes));

const recordsOf = async (decoded: Decoded): Promise<JsonRecord[]> => {
  const records: JsonRecord[] = [];
  for await (const batch of decoded.batches) records.push(...batch.records);
  return records;
};

const read = async (...given: Parameters<typeof decode>): Promise<JsonRecord[]> => recordsOf(await decode(...given));

describe('columns', () => {
  test('are named by the header, by the definition, or by the definition in place of the header', async () => {
    expect(await read('a,b\n1,2\n')).toEqual([{ a: '1', b: '2' }]);
    expect(await read('1,2\n', { header: ['x', 'y'] })).toEqual([{ x: '1', y: '2' }]);
    expect(await read('1,2\n', { columns: ['x', 'y'] })).toEqual([{ x: '1', y: '2' }]);
    expect(await read('a,b\n1,2\n', { header: true, columns: ['x', 'y'] })).toEqual([{ x: '1', y: '2' }]);
  });

  test('without a header want names', async () => {
    await expect(read('1,2\n', { header: false })).rejects.toMatchObject({ code: 'decode.no-columns' });
  });

  test('without a name are left out', async () => {
    expect(await read('a,,b\n1,2,3\n')).toEqual([{ a: '1', b: '3' }]);
    expect(await read('1,2\n', { columns: ['', 'y'] })).toEqual([{ y: '2' }]);
  });

  test('of one name are refused', async () => {
    await expect(read('a,b,a\n1,2,3\n')).rejects.toMatchObject({ code: 'decode.duplicate-column' });
  });

  test('may have names that mean something to JavaScript', async () => {
    const names = ['constructor', 'toString', '1', '\u2028"\\', 'a b', '${x}'];
    const [record] = await read(`${names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',')},__proto__\n1,2,3,4,5,6,7\n`);
    expect(record).toEqual(Object.fromEntries(names.map((name, index) => [name, String(index + 1)])));
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });

  test('may be parted into members, as deep as their names say', async () => {
    const header = 'id,source.ip,source.geo.city,a.,.b,.,constructor.name,x.__proto__';
    expect(await read(`${header}\n1,192.0.2.1,Bonn,2,3,4,5,6\n7,,,,,,,\n`, { nest: '.' })).toEqual([
      { id: '1', source: { ip: '192.0.2.1', geo: { city: 'Bonn' } }, 'a.': '2', '.b': '3', '.': '4', constructor: { name: '5' } },
      { id: '7', source: { ip: '', geo: { city: '' } }, 'a.': '', '.b': '', '.': '', constructor: { name: '' } },
    ]);
    expect(await read('1,2\n', { columns: ['s/a', 's/b'], nest: '/' })).toEqual([{ s: { a: '1', b: '2' } }]);
    const told: (readonly string[])[] = [];
    await read('id,s.a,s.b\n1,2,3\n', { nest: '.' }, { onColumns: (columns) => void told.push(columns) });
    expect(told).toEqual([['id', 's']]);
  });

  test.each(['s,s.a', 's.a,s', 's.a,s.a', 's.a.b,s.a'])('that would have one place are refused: %s', async (header) => {
    await expect(read(`${header}\n1,2\n`, { nest: '.' })).rejects.toMatchObject({ code: 'decode.duplicate-column' });
  });

  test('that are parted are left to those who see whole records', async () => {
    const refuse = (): never => {
      throw new Error('asked');
    };
    const prefilter: Prefilter = { columns: ['s'], around: (work) => work(), test: refuse, passed: refuse };
    const recall = { begin: refuse, mayBeKnown: refuse, isKnown: refuse, built: refuse };
    expect(await read('s.a,s.b\n1,2\n', { nest: '.' }, { prefilter, recall })).toEqual([{ s: { a: '1', b: '2' } }]);
  });

  test('may be a thousand', async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `c${index}`);
    expect(await read(`${names.join(',')}\n${names.join(',')}\n`)).toEqual([
      Object.fromEntries(names.map((name) => [name, name])),
    ]);
  });
});

describe('cells', () => {
  test('are text as it stands, a blank one the empty text', async () => {
    expect(await read('a,b,c\n1.10, x ,\n')).toEqual([{ a: '1.10', b: ' x ', c: '' }]);
  });

  test('are trimmed outside of quotes where the definition says so', async () => {
    expect(await read('a , b\n 1\t,  " x "  \n', { trim: true })).toEqual([{ a: '1', b: ' x ' }]);
  });

  test('may hold anything within quotes', async () => {
    expect(await read('a,b\n"1,\n""2""","\r\n"\n')).toEqual([{ a: '1,\n"2"', b: '\r\n' }]);
  });

  test('take other delimiters and quotes, or none', async () => {
    expect(await read("a;b\n'1;''';2\n", { delimiter: ';', quote: "'" })).toEqual([{ a: "1;'", b: '2' }]);
    expect(await read('a|b\n"1"|x"y\n', { delimiter: '|', quote: '' })).toEqual([{ a: '"1"', b: 'x"y' }]);
    expect(await read('a::b\n1::"2"\n', { delimiter: '::' })).toEqual([{ a: '1', b: '2' }]);
  });

  test('are read in the encoding that a mark or the definition names', async () => {
    const rows = [{ a: '\u00e4', b: '\u20ac' }];
    expect(await read(Buffer.from('\ufeffa,b\n\u00e4,\u20ac\n', 'utf16le'))).toEqual(rows);
    expect(await read(Buffer.from('a,b\n\u00e4,\u20ac\n', 'utf16le'), { encoding: 'utf-16le' })).toEqual(rows);
    expect(await read(Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xe4, 0x2c, 0x80, 0x0a]), { encoding: 'latin1' })).toEqual(rows);
    await expect(read('a\n', { encoding: 'klingon' })).rejects.toMatchObject({ code: 'decode.encoding' });
    await expect(read(Buffer.from('a,b\n', 'utf16le'))).rejects.toMatchObject({ code: 'decode.encoding' });
  });
});

describe('rows', () => {
  test('end with LF, CRLF or CR; empty ones and comments are none', async () => {
    expect(await read('# no\na\r\n1\n\n2\r# "no\n3', { comment: '#' })).toEqual([{ a: '1' }, { a: '2' }, { a: '3' }]);
  });

  test('with too few or too many cells fail, naming line and counts', async () => {
    for (const row of ['3', '3,4,5'])
      await expect(read(`a,b\n"1\r\n\n",2\n${row}\n`)).rejects.toMatchObject({
        code: 'decode.ragged-row',
        message: expect.stringMatching(/line 5 has [13] cells instead of 2/),
      });
  });

  test('with too few or too many cells are evened or left out where the definition says so', async () => {
    const text = 'a,b\n1\n2,3,4\n5,6\n';
    expect(await read(text, { ragged: 'pad' })).toEqual([
      { a: '1', b: '' },
      { a: '2', b: '3' },
      { a: '5', b: '6' },
    ]);
    const decoded = await decode(text, { ragged: 'skip' });
    expect(await recordsOf(decoded)).toEqual([{ a: '5', b: '6' }]);
    expect([decoded.seen(), decoded.skipped?.()]).toEqual([1, 2]);
  });

  test('that never end are cut off', async () => {
    await expect(read(`a\n"${'x'.repeat(3000)}`, { max_row: 2000 })).rejects.toMatchObject({ code: 'decode.row-too-long' });
    // A header, and a dialect that only the reference way knows.
    await expect(read(`${'x'.repeat(3000)}\n1\n`, { max_row: 2000 })).rejects.toMatchObject({ code: 'decode.row-too-long' });
    await expect(read(`a;;b\n1;;${'x'.repeat(3000)}\n`, { max_row: 2000, delimiter: ';;' })).rejects.toMatchObject({
      code: 'decode.row-too-long',
    });
    await expect(read('a\n"x\n')).rejects.toMatchObject({ code: 'decode.quote-not-closed' });
  });

  test('with a stray quote fail, naming the line', async () => {
    for (const row of ['x"y', '"x"y', '"x" '])
      await expect(read(`a\n1\n${row}\n`)).rejects.toMatchObject({
        code: 'decode.quote',
        message: expect.stringContaining('line 3'),
      });
  });
});

describe('a body that is no CSV', () => {
  test('is refused where a header is expected', async () => {
    for (const text of ['{"error": "x"}', ' [1]']) await expect(read(text)).rejects.toMatchObject({ code: 'decode.unexpected' });
    await expect(read('')).rejects.toMatchObject({ code: 'decode.empty' });
    expect(await read('', {}, { orEmpty: true })).toEqual([]);
    expect(await read('a,b\n')).toEqual([]);
  });

  test('has no path to records', async () => {
    await expect(read('a\n1\n', {}, { path: ['data'] })).rejects.toMatchObject({ code: 'decode.path' });
  });
});

describe('the prefilter', () => {
  const filter = (columns: string[], test: Prefilter['test']): { prefilter: Prefilter; stretches: () => number } => {
    let stretches = 0;
    const around = <T>(stretch: () => T): T => (stretches++, stretch());
    return { prefilter: { columns, test, around, passed: () => undefined }, stretches: () => stretches };
  };

  const rows = Array.from(
    { length: 3000 },
    (_, index) => `${index},${index % 7 === 0 ? '"a,b"' : 'plain'},\u00e4${index % 5},${index % 100}`,
  );

  test('sees its columns of every row, and only rows that it keeps become records', async () => {
    const seen: unknown[] = [];
    const { prefilter, stretches } = filter(['score', 'name', 'no such column'], (record) => {
      seen.push({ ...record });
      return record['score'] === '7' && record['name'] === '\u00e42';
    });
    const decoded = await decode(`id,kind,name,score\n${rows.join('\n')}\n`, {}, { prefilter });
    expect((await recordsOf(decoded)).map(({ id, kind }) => [id, kind])).toEqual(
      rows.flatMap((_, index) => (index % 100 === 7 ? [[String(index), index % 7 === 0 ? 'a,b' : 'plain']] : [])),
    );
    expect(decoded.seen()).toBe(3000);
    expect(seen).toContainEqual({ name: '\u00e40', score: '0' });
    expect(stretches()).toBeGreaterThan(0);
  });

  test('leaves the ordinals and places of the response', async () => {
    const { prefilter } = filter(['id'], (record) => Number(record['id']) % 1000 === 999);
    const decoded = await decode(`id,kind,name,score\n${rows.join('\n')}\n`, {}, { prefilter });
    for await (const batch of decoded.batches) {
      expect(batch.ordinals).toEqual([999, 1999, 2999]);
      expect(batch.place(0)).toBe('row 1000');
    }
  });

  test('does not hide a ragged row that it would drop', async () => {
    const { prefilter } = filter(['score'], () => false);
    const broken = [...rows.slice(0, 2000), '1,2,3', ...rows.slice(2000)];
    await expect(read(`id,kind,name,score\n${broken.join('\n')}\n`, {}, { prefilter })).rejects.toMatchObject({
      code: 'decode.ragged-row',
      message: expect.stringContaining('line 2002'),
    });
  });
});

test('large chunks give their memory back once they are read, but for the first, and no row is lost at their borders', async () => {
  const row = (at: number): string => `${at},"cell, of ${at}",${'x'.repeat(at % 50)}\n`;
  const bytes = Buffer.from(`id,cell,more\n${Array.from({ length: 40_000 }, (_, at) => row(at)).join('')}`);
  const chunks: Uint8Array[] = [];
  const blocks = async function* () {
    for (let at = 0; at < bytes.length; at += 256 * 1024) {
      const chunk = new Uint8Array(bytes.subarray(at, at + 256 * 1024));
      chunks.push(chunk);
      yield chunk;
    }
  };
  const decoded = await decodeBody(blocks(), [{ kind: 'csv', options: {}, sniff: false }], decodeContext());
  const records = await recordsOf(decoded);
  expect(records.length).toBe(40_000);
  for (const at of [0, 9_999, 39_999])
    expect(records[at]).toEqual({ id: `${at}`, cell: `cell, of ${at}`, more: 'x'.repeat(at % 50) });
  expect(chunks.length).toBeGreaterThan(4);
  expect(chunks.slice(1, -1).map(({ byteLength }) => byteLength)).toEqual(chunks.slice(1, -1).map(() => 0));
  expect(chunks[0]?.byteLength).toBe(256 * 1024);
});
