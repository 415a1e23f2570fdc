import { describe, expect, test } from 'vitest';
import { definitionFunctions } from '../../engine/expression/definition/definition-evaluator.ts';
import { compileExpression } from '../../engine/expression/jsonata/compile.ts';
import { decisionsOf } from '../../engine/expression/jsonata/decisions.ts';
import { parse } from '../../engine/expression/jsonata/parse.ts';
import { defaultLimits } from '../../engine/expression/jsonata/run.ts';

const CHOICES = new Map([
  ['first', 0],
  ['table', 1],
]);

/** The sides that the evaluation over each of these inputs takes, by the text from the operator on. */
const taken = (text: string, ...inputs: readonly unknown[]): readonly string[] => {
  const sides = new Set<string>();
  const compiled = compileExpression(text, {
    functions: definitionFunctions,
    probe: (offset, side) => () => void sides.add(`${text.slice(offset)}: ${side}`),
  });
  const plain = compileExpression(text, { functions: definitionFunctions });
  for (const input of inputs) expect(compiled.evaluate(input)).toEqual(plain.evaluate(input));
  return [...sides].toSorted();
};

const all = (text: string): readonly string[] =>
  decisionsOf(parse(text, defaultLimits), text, CHOICES)
    .flatMap(({ offset, sides }) => sides.map((side) => `${text.slice(offset)}: ${side}`))
    .toSorted();

describe('which sides of its decisions an expression takes', () => {
  test.each<[text: string, one: readonly unknown[], took: readonly string[], other: readonly unknown[]]>([
    ['a ? b : c', [{ a: true }], ['? b : c: holds'], [{}]],
    ['a ? b', [{ a: 0 }], ['? b: otherwise'], [{ a: 1 }]],
    ['a ?: b', [{ a: 1 }], ['?: b: holds'], [{ b: 1 }]],
    ['a ?? b', [{ b: 1 }], ['?? b: otherwise'], [{ a: null }]],
    ['a and b', [{ a: false }], ['and b: left'], [{ a: true }]],
    ['a or b', [{ a: false }], ['or b: right'], [{ a: true }]],
    ['$exists(a) or b', [{ a: 1 }], ['or b: left'], [{ b: true }]],
    ['list[n > 1].n', [{ list: [{ n: 2 }] }], ['[n > 1].n: kept'], [{ list: [{ n: 1 }] }]],
    ['list[on]', [{ list: { on: false } }], ['[on]: rejected'], [{ list: { on: true } }]],
    ['$.list^(n)[n = 1]', [{ list: [{ n: 1 }, { n: 3 }] }], ['[n = 1]: kept', '[n = 1]: rejected'], [{}]],
    ['list@$l[$l.n = 1].{"n": $l.n}', [{ list: [{ n: 1 }] }], ['[$l.n = 1].{"n": $l.n}: kept'], [{ list: [{ n: 2 }] }]],
    ['$first(a, b, c)', [{ b: 1 }], ['(a, b, c): argument 2'], [{ a: 1 }, { c: 1 }]],
    ['$first(a, b)[0]', [{ a: [5] }], ['(a, b)[0]: argument 1'], [{ b: 5 }]],
    ['$map(list, function($x) { $x > 1 ? 1 : 2 })', [{ list: [3, 4] }], ['? 1 : 2 }): holds'], [{ list: 0 }]],
    ['{"a": x = 1 ? "one" : "other"}', [{ x: 1 }], ['? "one" : "other"}: holds'], [{ x: 2 }]],
  ])('%s', (text, one, took, other) => {
    expect(taken(text, ...one)).toEqual(took);
    expect(taken(text, ...one, ...other)).toEqual(all(text));
  });

  test.each([
    ['neither a place in a list', 'list[0]'],
    ['nor a variable that may be one', '($at := 0; list[$at])'],
    ['nor a call with one argument', '$first(list)'],
    ['nor what is applied', 'a ~> $first(b)'],
    ['nor an operator that always evaluates both sides', 'a + b = c & d'],
  ])('%s is a decision', (_title, text) => {
    expect(all(text)).toEqual([]);
    expect(taken(text, { list: [1, 2], a: 1, b: 2, c: '3', d: '' })).toEqual([]);
  });

  test('what the parser copies is one decision, and what is within has its own', () => {
    expect(all('(a or b) ?? (c ? d : e)')).toHaveLength(6);
    expect(taken('(a or b) ?? c', { a: true })).toEqual(['?? c: holds', 'or b) ?? c: left']);
  });

  test('a call of a table says whether it has an entry', () => {
    const sides = new Set<string>();
    const tables = { table: { ...definitionFunctions['table'], call: () => 'x', choice: { from: 1, of: () => 2 } } };
    compileExpression("$table('kinds', kind, 'Other')", {
      functions: { ...definitionFunctions, ...tables },
      probe: (_offset, side) => () => void sides.add(side),
    }).evaluate({ kind: 7 });
    expect([...sides]).toEqual(['argument 3']);
    expect(all("$table('kinds', kind, 'Other')").map((side) => side.slice(-10))).toEqual(['argument 2', 'argument 3']);
  });
});
