/** Rows that are known from an earlier run: who asks, by which bytes, and what comes in spite of it. */
import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../engine/components/decoders/chain/chain.ts';
import type { CsvOptions } from '../../../engine/components/decoders/csv/dialect.ts';
import type { Batch, DecodeContext, Recall } from '../../../engine/components/decoders/decoder.ts';
import { byReference, byScanner, csvCase, randomFrom, rowTexts } from './csv-cases.ts';
import type { CsvCase } from './csv-cases.ts';
import { bodyOf, decodeContext } from './decode-context.ts';

interface Asking extends Recall {
  readonly columns: (readonly string[])[];
  readonly asked: string[];
}

/** Rows are known by their bytes, as latin1. */
const recallOf = (known: ReadonlySet<string> = new Set()): Asking => {
  const [columns, asked]: [(readonly string[])[], string[]] = [[], []];
  return {
    columns,
    asked,
    begin: (names) => void columns.push(names),
    mayBeKnown: (bytes, start, end) => {
      const text = bytes.toString('latin1', start, end);
      if (!known.has(text)) asked.push(text);
      return known.has(text);
    },
    isKnown: (bytes, start, end) => {
      const text = bytes.toString('latin1', start, end);
      asked.push(text);
      return known.has(text);
    },
  };
};

const batchesOf = async (
  content: string,
  options: CsvOptions = {},
  changes: Partial<DecodeContext> = {},
  kind = 'csv',
): Promise<readonly (Batch & { readonly marks: readonly (string | undefined)[] | undefined })[]> => {
  const decoded = await decodeBody(bodyOf(content), [{ kind, options, sniff: false }], decodeContext(changes));
  const batches = [];
  for await (const batch of decoded.batches) batches.push({ ...batch, marks: rowTexts(batch) });
  return batches;
};

const read = async (content: string, options: CsvOptions = {}, changes: Partial<DecodeContext> = {}) => {
  const batches = await batchesOf(content, options, changes);
  return batches.flatMap(({ records, marks, place }) =>
    records.map((record, index) => ({ record, mark: marks?.[index], place: place(index) })),
  );
};

const NASTY = [
  'a,b',
  '1,"x, ""y"""',
  '2,"two\r\nlines"\r',
  '# 3,"not a row"',
  '4 , \u00e4\u20ac',
  '5,"three\n\nlines"',
  '',
  '6,last',
].join('\n');
const OPTIONS: CsvOptions = { comment: '#', trim: true, header: true };
/** A mark that has other characters than a byte each is not what a decoder sees. */
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
const MARKS = ['1,"x, ""y"""', '2,"two\r\nlines"', '4 , \u00e4\u20ac', '5,"three\n\nlines"', '6,last'].map(latin1);

describe('a row', () => {
  test('is asked for by its bytes without its line end, whatever is in it', async () => {
    const rows = await read(NASTY, OPTIONS, { recall: recallOf() });
    expect(rows.map(({ mark }) => mark)).toEqual(MARKS);
    expect(rows.map(({ record }) => record['b'])).toEqual(['x, "y"', 'two\r\nlines', '\u00e4\u20ac', 'three\n\nlines', 'last']);
  });

  test('that is known comes in no batch, and the others keep their places', async () => {
    const rows = await read(NASTY, OPTIONS, { recall: recallOf(new Set([MARKS[0], MARKS[2]] as string[])) });
    expect(rows).toEqual([
      { record: { a: '2', b: 'two\r\nlines' }, mark: MARKS[1], place: 'row 2' },
      { record: { a: '5', b: 'three\n\nlines' }, mark: MARKS[3], place: 'row 4' },
      { record: { a: '6', b: 'last' }, mark: MARKS[4], place: 'row 5' },
    ]);
  });

  test('is the same one wherever the chunks end', async () => {
    const bytes = Buffer.from(NASTY);
    const known = new Set([MARKS[1], MARKS[3]] as string[]);
    const file = { bytes, options: OPTIONS, least: 1, prefilter: undefined };
    const whole = await byScanner({ ...file, chunks: [bytes.length], recall: recallOf(known) });
    expect(whole).toMatchObject({ ordinals: [0, 2, 4], marks: [MARKS[0], MARKS[2], MARKS[4]], seen: 5 });
    for (let border = 1; border < bytes.length; border++) {
      const recall = recallOf(known);
      expect(await byScanner({ ...file, chunks: [border, bytes.length], recall }), `border ${border}`).toEqual(whole);
      expect(recall.asked).toEqual(MARKS);
    }
    expect(await byScanner({ ...file, chunks: [1], recall: recallOf(known) })).toEqual(whole);
  });

  test('that the prefilter drops is not asked for', async () => {
    const recall = recallOf(new Set(['3,y']));
    const lines = ['a,b', '1,x', '2,y', '3,y', '4,x', '5,y'].join('\n');
    const prefilter = {
      columns: ['b'],
      around: <T>(stretch: () => T) => stretch(),
      test: (one: object) => 'b' in one && one.b === 'y',
    };
    const rows = await read(lines, {}, { recall, prefilter });
    expect(recall.asked).toEqual(['2,y', '3,y', '5,y']);
    expect(rows.map(({ place }) => place)).toEqual(['row 2', 'row 5']);
  });

  test('with too few or too many cells always comes, without a mark', async () => {
    const recall = recallOf(new Set(['1', '1,2,3', '1,2']));
    const rows = await read('a,b\n1\n1,2\n1,2,3\n4,5\n', { ragged: 'pad' }, { recall });
    expect(rows).toEqual([
      { record: { a: '1', b: '' }, mark: undefined, place: 'row 1' },
      { record: { a: '1', b: '2' }, mark: undefined, place: 'row 3' },
      { record: { a: '4', b: '5' }, mark: '4,5', place: 'row 4' },
    ]);
    expect(recall.asked).toEqual(['1,2', '4,5']);
  });

  test('that the quick way does not understand comes without a mark, and so do all that follow', async () => {
    const recall = recallOf(new Set(['1,2']));
    const rows = await read('a,b\n1,2\n\u00e4,3\n1,2\n', OPTIONS, { recall });
    expect(rows.map(({ record, mark, place }) => [record['a'], mark, place])).toEqual([
      ['\u00e4', undefined, 'row 2'],
      ['1', undefined, 'row 3'],
    ]);
  });
});

describe('batches', () => {
  test('have as many marks as records, none without recall, and end before a row that may be known', async () => {
    const lines = Array.from({ length: 3000 }, (_, at) => `${at},x`);
    const known = new Set(lines.slice(1000, 1100));
    const batches = await batchesOf(['a,b', ...lines].join('\n'), {}, { recall: recallOf(known) });
    const sizes = batches.map(({ records, marks }) => [records.length, marks?.length]);
    const full = (times: number): number[][] => Array.from({ length: times }, () => [128, 128]);
    expect(sizes).toEqual([...full(7), [1000 % 128, 1000 % 128], ...full(14), [1900 % 128, 1900 % 128]]);
    for (const { marks } of await batchesOf(['a,b', ...lines].join('\n'))) expect(marks).toBeUndefined();
  });

  test('there are none where every row is known', async () => {
    expect(await batchesOf('a,b\n1,2\n3,4\n', {}, { recall: recallOf(new Set(['1,2', '3,4'])) })).toEqual([]);
  });

  test('of other formats are as they were', async () => {
    const recall = recallOf();
    const [batch] = await batchesOf('{"a":1}\n{"a":2}\n', {}, { recall }, 'ndjson');
    expect(batch).toMatchObject({ records: [{ a: 1 }, { a: 2 }] });
    expect(batch?.marks).toBeUndefined();
    expect([recall.columns, recall.asked]).toEqual([[], []]);
  });
});

test('the columns are told once, before any row, by whatever names them', async () => {
  const told = async (content: string, options: CsvOptions): Promise<unknown> => {
    const recall = recallOf();
    let asked: number | undefined;
    const begin = (names: readonly string[]): void => {
      asked ??= recall.asked.length;
      recall.begin(names);
    };
    await batchesOf(content, options, { recall: { ...recall, begin } });
    return [asked, ...recall.columns];
  };
  expect(await told('a,,b\n1,2,3\n', {})).toEqual([0, ['a', '', 'b']]);
  expect(await told('1,2\n', { header: ['x', 'y'] })).toEqual([0, ['x', 'y']]);
  expect(await told('1,2\n', { columns: ['x', 'y'] })).toEqual([0, ['x', 'y']]);
  expect(await told('a,b\n1,2\n', { header: true, columns: ['x', 'y'] })).toEqual([0, ['x', 'y']]);
});

test('of any file come the rows that are not known, each as it is without recall', async () => {
  let [passed, errors] = [0, 0];
  for (let seed = 1; seed <= 1500; seed++) {
    const random = randomFrom(seed);
    const file: CsvCase = csvCase(random);
    const shown = `seed ${seed}: ${JSON.stringify({ ...file, bytes: file.bytes.toString() })}`;
    const all = await byScanner({ ...file, recall: recallOf() });
    expect({ ...all, marks: [] }, shown).toEqual(await byReference(file));
    const known = new Set(all.marks.filter((mark) => mark !== undefined && random() < 0.5));
    const some = await byScanner({ ...file, recall: recallOf(known as ReadonlySet<string>) });
    const comes = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => !known.has(all.marks[index]));
    expect(some, shown).toEqual({
      ...all,
      records: comes(all.records),
      ordinals: comes(all.ordinals),
      places: comes(all.places),
      marks: comes(all.marks),
    });
    passed += all.records.length - some.records.length;
    if (all.error !== undefined) errors++;
  }
  // The files are of use only while both kinds are among them.
  expect(passed).toBeGreaterThan(1000);
  expect(errors).toBeGreaterThan(75);
}, 600_000);

test('a mark is all that there is to its row: read on its own it gives the record', async () => {
  let rows = 0;
  for (let seed = 5000; seed < 5400; seed++) {
    const file = csvCase(randomFrom(seed));
    const { records, marks } = await byScanner({ ...file, recall: recallOf() });
    for (const [index, mark] of marks.entries()) {
      if (mark === undefined) continue;
      // Twice: what looks like a byte order mark would be taken off the first.
      const bytes = Buffer.from(`${mark}\n${mark}`, 'latin1');
      expect((await byReference({ ...file, bytes })).records.at(-1), `seed ${seed}, row ${index}`).toEqual(records[index]);
      rows++;
    }
  }
  expect(rows).toBeGreaterThan(400);
}, 600_000);
