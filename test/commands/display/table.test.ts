import { expect, test } from 'vitest';
import { table } from '../../../engine/commands/display/table.ts';
import { width } from '../../../engine/commands/display/text.ts';
import type { Output } from '../../../engine/commands/shell/io.ts';

const output = (isTerminal: boolean, columns: number): Output => ({
  isTerminal,
  columns: () => columns,
  style: (_style, text) => text,
});
const columns = [{ title: 'name' }, { title: 'description', wide: true }, { title: 'rows', right: true }];
const rows = [
  ['alpha', 'a description that goes on for quite a while', '7'],
  ['beta', 'short', '1,234'],
];

test('columns stand under each other, numbers at the right', () => {
  expect(table(output(false, 20), columns, rows)).toEqual([
    'NAME   DESCRIPTION                                    ROWS',
    'alpha  a description that goes on for quite a while      7',
    'beta   short                                         1,234',
  ]);
});

test('a narrow terminal cuts the wide column first', () => {
  expect(table(output(true, 36), columns, rows)).toEqual([
    'NAME   DESCRIPTION              ROWS',
    'alpha  a description that go…      7',
    'beta   short                   1,234',
  ]);
});

test.each([20, 24, 30, 50, 80])('no line is wider than a terminal of %i columns', (room) => {
  const lines = table(output(true, room), columns, [['a-name-that-is-long', 'd'.repeat(200), '12'], ...rows]);
  expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(room);
});

test('what a vendor sent cannot break the table', () => {
  expect(table(output(false, 80), [{ title: 'a' }], [['x\ny\u001b[2J']])[1]).toBe('x\\ny\\u{1b}[2J');
});
