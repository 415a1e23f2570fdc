import { describe, expect, test } from 'vitest';
import { evaluate } from '../evaluate.ts';

const library = {
  loans: [
    { isbn: 1, customer: 10 },
    { isbn: 2, customer: 11 },
    { isbn: 1, customer: 11 },
  ],
  books: [
    {
      isbn: 1,
      title: 'One',
      shelves: [
        { room: 'A', row: [1, 2] },
        { room: 'B', row: [3] },
      ],
    },
    { isbn: 2, title: 'Two', shelves: [{ room: 'A', row: [] }] },
  ],
  customers: [
    { id: 10, name: 'Ann' },
    { id: 11, name: 'Bob' },
  ],
};

describe('focus binding @', () => {
  test.each<readonly [string, unknown]>([
    [
      'loans@$l.books@$b[$l.isbn = $b.isbn].{"t": $b.title, "c": $l.customer}',
      [
        { t: 'One', c: 10 },
        { t: 'Two', c: 11 },
        { t: 'One', c: 11 },
      ],
    ],
    [
      'loans@$l.books@$b[$l.isbn = $b.isbn].customers[id = $l.customer].($b.title & "/" & name)',
      ['One/Ann', 'Two/Bob', 'One/Bob'],
    ],
    ['books@$b.$b.title', ['One', 'Two']],
    ['books@$b.loans[isbn = $b.isbn]{$b.title: $count(customer)}', { One: 2, Two: 1 }],
    ['books@$b.missing', undefined],
    ['[{"isbn": 9}]@$x.books.title', ['One', 'Two']],
  ])('%s', (text, value) => {
    expect(evaluate(text, library)).toEqual(value);
  });
});

describe('index binding #', () => {
  test.each<readonly [string, unknown]>([
    [
      'books#$i.{"i": $i, "t": title}',
      [
        { i: 0, t: 'One' },
        { i: 1, t: 'Two' },
      ],
    ],
    ['books.shelves#$i.(room & $i)', ['A0', 'B1', 'A0']],
    ['loans#$i[$i > 0].customer', [11, 11]],
    ['loans[customer = 11]#$i.$i', [0, 1]],
    ['loans^(>customer)#$i.($i & ":" & customer)', ['0:11', '1:11', '2:10']],
    // The index of a list written as the first step is not bound, in the package either.
    ['["x", "y"]#$i.($string($i) & $)', ['x', 'y']],
    ['books.title#$i.($i & $)', ['0One', '0Two']],
    ['loans@$l#$i.books[isbn = $l.isbn].($i & title)', ['0One', '1Two', '2One']],
  ])('%s', (text, value) => {
    expect(evaluate(text, library)).toEqual(value);
  });
});

describe('parent %', () => {
  test.each<readonly [string, unknown]>([
    [
      'books.shelves.{"t": %.title, "r": room}',
      [
        { t: 'One', r: 'A' },
        { t: 'One', r: 'B' },
        { t: 'Two', r: 'A' },
      ],
    ],
    ['books.shelves.row.(%.room & %.%.title & $)', ['AOne1', 'AOne2', 'BOne3']],
    ['books.shelves[%.isbn = 2].room', 'A'],
    ['books.(shelves).%.title', ['One', 'One', 'Two']],
    ['books.*[room].%.isbn', [1, 1, 2]],
  ])('%s', (text, value) => {
    expect(evaluate(text, library)).toEqual(value);
  });
});

describe('variables bound on the way', () => {
  test('are not seen outside of their path', () => {
    expect(evaluate('[$count(books@$b), $exists($b)]', library)).toEqual([2, false]);
  });

  test('may be taken over by an assignment inside', () => {
    expect(evaluate('(books@$b.($b := 5; $b))', library)).toEqual([5, 5]);
  });
});
