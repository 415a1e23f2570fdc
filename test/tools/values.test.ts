/** What the reference says of values without a value, held by running it. */
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../engine/expression/definition/definition-evaluator.ts';
import { loadPack } from '../../engine/language/load.ts';
import { indicatorStatuses, indicatorSubtypes } from '../../engine/language/pack/object-types.ts';
import { readOptions } from '../../engine/language/user-field/option-values.ts';
import { parseTime } from '../../engine/commands/shell/time.ts';
import { withoutValue, valueRules } from './reference/values.ts';

const vocabulary = createVocabulary();
const evaluator = createDefinitionEvaluator(() => 0);

const load = (value: string, more = '') =>
  loadPack('d.yaml', vocabulary, {
    read: () => `language: 1
name: d
title: D
version: 1.0.0
user_fields:
  text: { label: A, type: text }
  textarea: { label: A, type: textarea }
  url: { label: A, type: url }
  secret: { label: A, type: secret }
  number: { label: A, type: number }
  date: { label: A, type: date }
  boolean: { label: A, type: boolean }
  select: { label: A, type: select, choices: { a: First, b: Second } }
  multiselect: { label: A, type: multiselect, choices: [a, b] }
  lines: { label: A, type: lines }
connection: { http: { base_url: https://x.example } }
endpoints: { e: { request: { path: / }, records: $ } }
feeds: { f: { title: F, source: e, ${more} report: { a: { type: indicator, subtype: FQDN, value: ${value} } } } }
`,
  });

const parts = (expression: string) => {
  const { pack, diagnostics } = load(`!expr ${JSON.stringify(expression)}`);
  const feed = pack?.feeds.get('f');
  const value = feed?.report[0]?.value;
  if (feed === undefined || value?.kind !== 'expr') throw new Error(JSON.stringify(diagnostics));
  return { fields: feed.userFields, value };
};

const over = (expression: string, record: object, options: Readonly<Record<string, string>> = {}): unknown => {
  const { fields, value } = parts(expression);
  const given = Object.fromEntries(Object.entries(options).map(([name, one]) => [name, { value: one, from: '--set' }]));
  return evaluator.expr(value).evaluate(record, { user: readOptions(fields, given).values });
};
const holds = (expression: string, record: object): boolean => evaluator.condition(parts(expression).value)(record, { user: {} });

const WORDS: Readonly<Record<string, unknown>> = {
  missing: undefined,
  'missing (never 0)': undefined,
  'the empty list': [],
  '`false`': false,
};

describe('an option for which nothing is given', () => {
  const types = withoutValue.flatMap(([names, value, exists]) => names.map((type) => ({ type, value, exists })));

  test('every type is told of', () => {
    const { fields } = parts('a');
    expect(types.map(({ type }) => type).toSorted()).toEqual(fields.map(({ type }) => type).toSorted());
  });

  test.each(types)('$type: $value, $exists', ({ type, value, exists }) => {
    for (const options of [{}, { [type]: ' ' }]) {
      const { values } = readOptions(
        parts('a').fields,
        Object.fromEntries(Object.entries(options).map(([name, one]) => [name, { value: one, from: '--set' }])),
      );
      expect(values[type]).toEqual(WORDS[value]);
      expect(over(`$exists($user.${type})`, {}, options)).toBe(exists);
    }
  });

  test.each([
    ['multiselect', 'a,b', ['a', 'b']],
    ['multiselect', 'a\nb\n', ['a', 'b']],
    ['lines', ' x , y', ['x', 'y']],
    ['lines', 'x\r\ny\r\n', ['x', 'y']],
    ['select', 'second', 'b'],
    ['boolean', 'yes', true],
    ['boolean', '0', false],
    ['number', '70', 70],
    ['text', ' a ', ' a '],
    ['secret', ' a ', 'a'],
  ])('%s takes %j', (type, given, value) => {
    const { values } = readOptions(parts('a').fields, { [type]: { value: given, from: '--set' } });
    expect(values[type]).toEqual(value);
  });

  test('a list is asked by its length', () => {
    expect([over('$count($user.lines) > 0', {}), over('$count($user.lines) > 0', {}, { lines: 'a' })]).toEqual([false, true]);
  });

  test('an entry with a comma comes through as one of a list', () => {
    const read = readOptions(parts('a').fields, { lines: { value: ['a, b', 'c'], from: 'feedwright.yaml' } });
    expect(read.values['lines']).toEqual(['a, b', 'c']);
  });
});

describe('nothing of nothing', () => {
  test.each([
    ['$not(next)', {}, undefined, false],
    ['$not($exists(next))', {}, true, true],
    ['$not(next)', { next: null }, true, true],
    ['$exists(next)', { next: null }, true, true],
    ['$exists(next)', { next: '' }, true, true],
    ['$exists(next)', { next: [] }, true, true],
    ['$exists(next)', { next: false }, true, true],
    ['next', {}, undefined, false],
  ])('%s over %j', (expression, record, value, condition) => {
    expect(over(expression, record)).toEqual(value);
    expect(holds(expression, record)).toBe(condition);
  });
});

describe('durations', () => {
  test.each(['-P1D', 'P-1D', 'PT-5M'])('%s is refused', (text) => {
    expect(load('!expr a', `window: { period: ${text} },`).pack).toBeUndefined();
    expect(() => parseTime('--since', text, 0)).toThrow(/takes a time/);
  });

  test('`$plus` goes back', () => {
    expect(over("$plus('2026-01-02', '-PT5M')", {})).toBe('2026-01-01T23:55:00Z');
    expect(() => over("$plus('2026-01-02', 'PT-5M')", {})).toThrow(/duration/);
  });
});

test('every subtype and status that is told is one, and no other', () => {
  for (const name of [...indicatorSubtypes, ...indicatorStatuses]) expect(valueRules()).toContain(`\`${name}\``);
  const wrong = (word: string) => load(`!expr a, ${word}`).diagnostics.length > 0;
  expect(indicatorStatuses.map((one) => wrong(`status: ${one}`))).not.toContain(true);
  expect(wrong('status: Gone')).toBe(true);
});
