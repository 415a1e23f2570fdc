import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredRows } from '../../engine/run/shortcuts/known-rows/known-rows-format.ts';
import { KnownRowsBuilder } from '../../engine/run/shortcuts/known-rows/known-rows-builder.ts';
import { KnownRows } from '../../engine/run/shortcuts/known-rows/known-rows.ts';

interface Row {
  readonly text: string;
  readonly identity: string;
  readonly type: string;
}

const COLUMNS = ['ip', 'score'];
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const mark = ({ text }: Pick<Row, 'text'>): string => digest(text).toString('latin1');
const row = (name: number, type = 'indicator'): Row => ({
  text: `row ${name}`,
  identity: `${type}\0IP Address\0${name}`,
  type,
});

const NOTHING = KnownRows.load(undefined, '');

const builderOf = (rows: readonly Row[], known = NOTHING, cap = 400_000): KnownRowsBuilder => {
  const builder = new KnownRowsBuilder(known, { cap });
  for (const { text, identity } of rows) builder.add(digest(text), identity);
  return builder;
};
const storedOf = (rows: readonly Row[]): StoredRows => builderOf(rows).build('key', COLUMNS);

const open = (stored: StoredRows | undefined, columns = COLUMNS, key = 'key'): KnownRows => {
  const known = KnownRows.load(stored, key);
  known.begin(columns);
  return known;
};
const knownOf = (rows: readonly Row[], known: KnownRows): readonly Row[] => rows.filter((one) => known.recall(mark(one)));

const [a, b, c] = [row(1), row(2, 'malware'), row(3)] as const;
const all = [a, b, c];

describe('a row', () => {
  test('is known where the table has its mark, however often it comes', () => {
    const known = open(storedOf([a, b]));
    expect(known.size).toBe(2);
    expect([a, c, b, a].map((one) => known.recall(mark(one)))).toEqual([true, false, true, true]);
    expect(known.counts()).toEqual({ objects: 2, byType: { indicator: 1, malware: 1 } });
  });

  test('is told by the first 16 bytes of its mark, and by no fewer', () => {
    const known = open(storedOf(all));
    expect(known.recall(`${mark(a).slice(0, 16)}anything`)).toBe(true);
    expect(known.recall(mark(a).slice(0, 15))).toBe(false);
    expect(known.recall('')).toBe(false);
    for (let at = 0; at < 16; at++) {
      const other = String.fromCharCode(mark(a).charCodeAt(at) ^ 1);
      expect(known.recall(mark(a).slice(0, at) + other + mark(a).slice(at + 1))).toBe(false);
    }
  });

  test('is not known before the columns are, under other columns, or under another key', () => {
    expect(knownOf(all, KnownRows.load(storedOf(all), 'key'))).toEqual([]);
    for (const columns of [[], ['ip'], ['score', 'ip'], [...COLUMNS, 'more']])
      expect(knownOf(all, open(storedOf(all), columns))).toEqual([]);
    expect(knownOf(all, open(storedOf(all), COLUMNS, 'other'))).toEqual([]);
    expect(knownOf(all, open(undefined))).toEqual([]);
  });

  test('is like any other once another record gave its object', () => {
    const known = open(storedOf(all));
    known.touch(a.identity);
    known.recall(mark(b));
    known.touch(b.identity);
    known.touch('nobody');
    expect(knownOf(all, known)).toEqual([c]);
    expect(known.counts()).toEqual({ objects: 1, byType: { indicator: 1 } });
  });

  test('is known again when the window is read from its start', () => {
    const known = open(storedOf(all));
    known.recall(mark(b));
    known.touch(a.identity);
    known.reset();
    expect(known.counts()).toEqual({ objects: 0, byType: {} });
    expect(knownOf(all, known)).toEqual(all);
  });
});

test('rows that were seen are carried over beside new ones, those that were touched or did not come are not', () => {
  const known = open(storedOf([a, b, c, row(4, 'report')]));
  knownOf([a, b, c], known);
  known.touch(b.identity);
  const builder = builderOf([row(5, 'malware')], known);
  const next = open(builder.build('key', ['other', 'columns']), ['other', 'columns']);
  expect(knownOf([...all, row(4), row(5)], next)).toEqual([a, c, row(5)]);
  expect(next.counts()).toEqual({ objects: 3, byType: { malware: 1, indicator: 2 } });
  next.touch(c.identity);
  expect(next.recall(mark(c))).toBe(false);
});

test('any sequence of rows gives what a map gives', () => {
  const rows = Array.from({ length: 40 }, (_, name) => row(name, ['indicator', 'malware', 'report'][name % 3]));
  const step = fc.record({ does: fc.constantFrom('recall', 'recall', 'touch', 'reset?'), name: fc.nat(49) });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.array(step, { maxLength: 120 }), (size, steps) => {
      const known = open(storedOf(rows.slice(0, size)));
      const states = new Map<string, 'seen' | 'touched'>();
      for (const { does, name } of steps) {
        const one = rows[name] ?? row(name);
        if (does === 'reset?' && name < 5) {
          known.reset();
          states.clear();
        } else if (does === 'touch') {
          known.touch(one.identity);
          if (name < size) states.set(one.text, 'touched');
        } else {
          const expected = name < size && states.get(one.text) !== 'touched';
          expect(known.recall(mark(one))).toBe(expected);
          if (expected) states.set(one.text, 'seen');
        }
      }
      const seen = rows.filter(({ text }) => states.get(text) === 'seen');
      const byType = Object.fromEntries([...Map.groupBy(seen, ({ type }) => type)].map(([type, group]) => [type, group.length]));
      expect(known.counts()).toEqual({ objects: seen.length, byType });
    }),
  );
});

describe('a damaged table knows nothing:', () => {
  const stored = storedOf(all);
  const knows = (damaged: Partial<StoredRows>): boolean => {
    const given = { ...stored, ...damaged };
    return knownOf(all, open(given)).length > 0 || KnownRows.load(given, 'key').size > 0;
  };
  const { head, rows } = stored;

  test('any byte changed', () => {
    expect(knows({})).toBe(true);
    for (let at = 0; at < rows.length; at++)
      for (const change of [1, 0x80, 0xff]) {
        const damaged = rows.slice();
        damaged[at] = (damaged[at] as number) ^ change;
        expect(knows({ rows: damaged }), `byte ${at}`).toBe(false);
      }
    for (let at = 0; at < head.length; at++)
      expect(knows({ head: `${head.slice(0, at)}#${head.slice(at + 1)}` }), `character ${at}`).toBe(false);
    expect(knows({ checksum: stored.checksum + 1 })).toBe(false);
  });

  test('cut off anywhere, or too long', () => {
    for (let length = 0; length < rows.length; length++)
      expect(knows({ rows: rows.subarray(0, length) }), `${length} bytes`).toBe(false);
    for (const more of [1, 4, 28, 1000]) expect(knows({ rows: Buffer.concat([rows, Buffer.alloc(more)]) })).toBe(false);
    for (const other of ['', '{}', head.slice(1)]) expect(knows({ head: other })).toBe(false);
  });

  test('one mark for two objects', () => {
    expect(knows(storedOf([a, { ...b, text: a.text }, c]))).toBe(false);
  });
});

test('a table is read from wherever it lies in memory', () => {
  for (const offset of [1, 2, 3, 4]) {
    const memory = new Uint8Array(1000);
    const stored = storedOf(all);
    memory.set(stored.rows, offset);
    const rows = memory.subarray(offset, offset + stored.rows.length);
    expect(knownOf(all, open({ ...stored, rows }))).toEqual(all);
  }
});

describe('a builder', () => {
  test('takes no more rows than its cap, new or carried', () => {
    const rows = Array.from({ length: 5000 }, (_, name) => row(name));
    const builder = builderOf(rows, NOTHING, 3000);
    expect([builder.size, builder.isFull]).toEqual([3000, true]);
    const known = open(builder.build('key', COLUMNS));
    expect(knownOf(rows, known)).toEqual(rows.slice(0, 3000));
    const smaller = new KnownRowsBuilder(known, { cap: 2000 });
    expect([smaller.size, smaller.isFull]).toEqual([2000, true]);
  });

  test('never takes more than a million', () => {
    const builder = new KnownRowsBuilder(NOTHING, { cap: 2 ** 31 });
    const bytes = Buffer.alloc(16);
    for (let name = 0; !builder.isFull && name < 1_000_001; name++) {
      bytes.writeUInt32LE(Math.imul(name, 0x9e3779b1) >>> 0);
      builder.add(bytes, 'indicator\0identity');
    }
    expect(builder.size).toBe(1_000_000);
    expect(KnownRows.load(builder.build('key', COLUMNS), 'key').size).toBe(1_000_000);
  });

  test('leaves out what an entry cannot hold', () => {
    const builder = new KnownRowsBuilder(NOTHING);
    expect(builder.add(digest('a').subarray(0, 15), 'indicator\0a')).toBe(false);
    for (let type = 0; type < 65_536; type++) builder.add(digest(`${type}`), `type ${type}\0a`);
    expect(builder.add(digest('b'), 'one type more\0a')).toBe(false);
    const known = open(builder.build('key', COLUMNS));
    expect(known.size).toBe(65_536);
    expect(known.recall(digest('65535').toString('latin1'))).toBe(true);
    expect(known.counts()).toEqual({ objects: 1, byType: { 'type 65535': 1 } });
  });
});
