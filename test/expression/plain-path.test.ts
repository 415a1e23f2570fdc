import fc from 'fast-check';
import jsonata from 'jsonata';
import { expect, test } from 'vitest';
import { parsePlainPath } from '../../engine/expression/jsonata/plain-path.ts';

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,6}$/);
const words = fc.constantFrom('and', 'or', 'in', 'true', 'false', 'null', 'nullable', 'function', 'λ', 'é', '1', '__proto__', '');
const inside = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '$', '\\', '\n', '"', "'", '`', 'é', '😀'), maxLength: 5 });
const step = fc.oneof(
  { weight: 6, arbitrary: name },
  words,
  fc.oneof(name, words, fc.constantFrom('$', '$a')).map((one) => `$${one}`),
  inside.map((text) => `\`${text}\``),
  inside.map((text) => `"${text}"`),
  inside.map((text) => `'${text}'`),
);
const text = fc
  .tuple(
    fc.array(step, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('.', '.', '.', '.', '..', ' . ', '', '\n.'),
    fc.constantFrom('', '', '', '', ' ', '.', '[]'),
  )
  .map(([steps, dot, end]) => `${steps.join(dot)}${end}`);

const parsed = (source: string): unknown => {
  try {
    return jsonata(source).ast();
  } catch {
    return 'refused';
  }
};

test('a plain path has the tree that the parser would give it', () => {
  let plain = 0;
  fc.assert(
    fc.property(text, (source) => {
      const tree = parsePlainPath(source);
      if (tree === undefined) return;
      plain++;
      expect(tree).toStrictEqual(parsed(source));
    }),
    { numRuns: 5000 },
  );
  // Most of them are no plain paths; many are.
  expect(plain).toBeGreaterThan(500);
});

test.each(['a', 'a.b_2.C', '$user.x', '$', '$$', '$$.a', '$.a', '`a b`.c', 'a."b c"', "'a'.b", 'and.or.in', 'nullable'])(
  '%s is one',
  (source) => {
    expect(parsePlainPath(source)).toStrictEqual(parsed(source));
  },
);

test.each([
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  'a b',
  '"a"',
  "'a'",
  'null',
  'true.a',
  'a.false',
  '1.a',
  'a[0]',
  'a.*',
  '$f()',
  'a ',
  '"a\\n".b',
])('%j is left to the parser', (source) => {
  expect(parsePlainPath(source)).toBeUndefined();
});
