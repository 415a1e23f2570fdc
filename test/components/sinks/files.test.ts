/** Files that spreadsheets, block lists and programs read. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv } from '../../../engine/components/sinks/csv.ts';
import { ndjson } from '../../../engine/components/sinks/ndjson.ts';
import { text } from '../../../engine/components/sinks/text.ts';
import { outbound, written } from './outbound.ts';

// oxlint-disable-next-line no-control-regex -- they are what is refused
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
// oxlint-disable-next-line no-control-regex -- they are what is refused
const NO_LINE = /[\u0000-\u001f\u007f\u0085\u2028\u2029]|^#/;

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom('"', "'", ',', ';', '\n', '\r', '\t', '=', '+', '-', '@', '\\', ' ', '\u0001', '😀', '＝', 'a'),
    minLength: 1,
  }),
  fc.constantFrom('=cmd()', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', "'=1", '＝1', 'a"b', 'a\r\nb', '""', ' a ', '#x'),
);

describe('CSV', () => {
  interface Row {
    readonly value: string;
    readonly description: string;
    readonly guarded: string;
    readonly Severity: string;
  }

  test('gives back what went in, whatever it is, or refuses it with a reason; no cell begins a formula', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(nasty, nasty), { maxLength: 8 }),
        fc.constantFrom(',', ';', '\t'),
        async (pairs, delimiter) => {
          const objects = pairs.map(([value, severity]) =>
            outbound(value, { description: severity, attributes: [{ name: 'Severity', value: severity, sources: [] }] }),
          );
          const { text: table, refused } = await written(csv, objects, { attributes: ['Severity'], delimiter: delimiter as ',' });
          const rows = parse(table, { columns: true, delimiter, record_delimiter: '\r\n' }) as Row[];
          const plain = (row: Row, name: 'value' | 'description' | 'Severity'): string =>
            row.guarded.split('\n').includes(name) ? row[name].slice(1) : row[name];
          const fit = objects.filter(({ value, description }) => !UNPRINTABLE.test(value + (description ?? '')));
          expect(rows.map((row) => [plain(row, 'value'), plain(row, 'description'), plain(row, 'Severity')])).toEqual(
            fit.map(({ value, description }) => [value, description, description]),
          );
          expect(refused).toHaveLength(objects.length - fit.length);
          for (const row of rows)
            for (const cell of [row.value, row.Severity]) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        },
      ),
    );
  });

  test('ends each line in CRLF and has a column for each attribute that is asked for, several values one a line', async () => {
    const ports = ['80', '443'].map((value) => ({ name: 'Port', value, sources: ['A feed'] }));
    const { text: table } = await written(csv, [outbound('192.0.2.1', { attributes: ports })], {
      attributes: ['Port'],
      guard: false,
    });
    expect(table.split('\r\n')).toEqual([
      'type,subtype,value,title,description,status,tlp,published_at,happened_at,expires_at,first_seen,changed_at,gone,tags,sources,Port',
      'indicator,IP Address,192.0.2.1,,,Active,,,,,2026-01-01T00:00:00.000Z,2026-01-02T00:00:00.000Z,,,A feed,"80\n443"',
      '',
    ]);
  });
});

describe('a block list', () => {
  test('has each value once and nothing that is gone, and says when it was made and how many there are', async () => {
    const objects = [
      outbound('192.0.2.1'),
      outbound('192.0.2.1', { subtype: 'String' }),
      outbound('192.0.2.2', { gone: 'expired' }),
    ];
    expect((await written(text, objects, {})).text).toBe('# made 2026-01-03T00:00:00.000Z\n192.0.2.1\n# 1 value\n');
    expect((await written(text, [], { comments: false })).text).toBe('');
  });

  test('has a value as it is, one a line, or refuses it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(nasty, { maxLength: 8 }), async (values) => {
        const { text: list, refused } = await written(
          text,
          values.map((value) => outbound(value)),
          { comments: false },
        );
        const lines = list.split('\n').slice(0, -1);
        expect(lines).toEqual(values.filter((value) => !NO_LINE.test(value)));
        expect(refused).toHaveLength(values.length - lines.length);
      }),
    );
  });
});

test('NDJSON has an object a line, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(nasty, { maxLength: 8 }), async (values) => {
      const { text: lines } = await written(
        ndjson,
        values.map((value) => outbound(value)),
        {},
      );
      expect(
        lines
          .split('\n')
          .slice(0, -1)
          .map((line) => (JSON.parse(line) as { value: string }).value),
      ).toEqual(values);
    }),
  );
});
