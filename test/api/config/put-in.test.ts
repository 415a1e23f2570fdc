/** A value in a configuration is changed, and nothing else of the text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { maskedText, changedLines } from '../../../engine/api/config/edit/changed-lines.ts';
import { putIn } from '../../../engine/api/config/edit/put-in.ts';

const CONFIG = `# What we run.
store: sqlite:./feeds.db   # beside it

packs:
    acme: { set: { host: "https://acme.example" } }  # the pack
instances:
  # the first one
  all:   { feed: acme/cases }   # all of them

  high:
    feed: acme/cases
    set:
      minimum: 5 # not less
      names:
        - a
        - b
    # of both
    source: High
destinations: {}
`;

const cases: readonly (readonly [name: string, path: readonly string[], value: never, lines: readonly string[]])[] = [
  [
    'a new instance stands behind the others',
    ['instances', 'third'],
    { feed: 'acme/cases', set: { minimum: 3 } } as never,
    ['+19   third: { feed: acme/cases, set: { minimum: 3 } }'],
  ],
  [
    'a number keeps its comment',
    ['instances', 'high', 'set', 'minimum'],
    7 as never,
    ['-13       minimum: 5 # not less', '+13       minimum: 7 # not less'],
  ],
  [
    'a list of lines becomes one in a line',
    ['instances', 'high', 'set', 'names'],
    ['c, d'] as never,
    ['-15         - a', '-16         - b', '+15         [ "c, d" ]'],
  ],
  [
    'an option comes into an instance in braces',
    ['instances', 'all', 'set', 'minimum'],
    3 as never,
    ['-8   all:   { feed: acme/cases }   # all of them', '+8   all:   { feed: acme/cases, set: { minimum: 3 } }   # all of them'],
  ],
  [
    'and into empty braces',
    ['destinations', 'list'],
    { kind: 'text' } as never,
    ['-19 destinations: {}', '+19 destinations: { list: { kind: text } }'],
  ],
  ['and where nothing of the kind stands yet', ['serve', 'port'], 80 as never, ['+20 serve: { port: 80 }']],
];

test.each(cases)('%s', (_, path, value, lines) => {
  const after = putIn(CONFIG, path, value);
  expect(changedLines(CONFIG, after).map(({ kind, number, text }) => `${kind === 'added' ? '+' : '-'}${number} ${text}`)).toEqual(
    lines,
  );
});

test('an empty file, one of comments alone, and a key with nothing behind it are filled', () => {
  expect(putIn('', ['instances', 'a', 'feed'], 'p/f')).toBe('instances:\n  a:\n    feed: p/f\n');
  expect(putIn('# nothing yet', ['a'], 1)).toBe('# nothing yet\na: 1\n');
  expect(putIn('a:\nb: 1\n', ['a', 'x'], 'y')).toBe('a:\n  x: y\nb: 1\n');
  expect(putIn('a: # why\r\nb: 1\r\n', ['a', 'x'], 'y')).toBe('a: # why\r\n  x: y\r\nb: 1\r\n');
});

test.each([
  ['an alias', 'base: &b { feed: x }\ninstances: { a: *b }\n', ['instances', 'a', 'feed']],
  ['a tag', 'a: !!str 5\n', ['a']],
  ['a list', 'a: [1]\n', ['a', 'x']],
])('%s is left to whoever wrote it', (_, text, path) => {
  expect(() => putIn(text, path, 1)).toThrow(expect.objectContaining({ code: 'config.not-editable' }));
});

const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/).filter((one) => one !== '__proto__');
const hard = fc.constantFrom('yes', '- a', '{', 'a: b', '#', '"', '${file:./x}', 'a\nb', ' ', 'a, b', '1e3');
const scalar = fc.oneof(fc.string(), hard, fc.integer(), fc.boolean());
const mapOf = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.dictionary(name, of, { maxKeys: 4, noNullPrototype: true });
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), mapOf(scalar));
const tree = mapOf(fc.oneof(scalar, mapOf(value), fc.constant(null)));

/** As an editor of data would do it; undefined where something else than a map stands in the way. */
const put = (within: unknown, [first = '', ...rest]: readonly string[], what: unknown): unknown => {
  const map = within ?? {};
  if (typeof map !== 'object' || Array.isArray(map)) return undefined;
  const inner = rest.length === 0 ? what : put((map as Record<string, unknown>)[first], rest, what);
  return inner === undefined ? undefined : { ...map, [first]: inner };
};

test('whatever stands in the file, and however it is written, the rest is as it was', () => {
  const style = fc.constantFrom('block', 'flow', 'any' as const);
  fc.assert(
    fc.property(tree, fc.array(name, { minLength: 1, maxLength: 3 }), value, style, (data, path, what, collectionStyle) => {
      const text = `# first\n${stringify(data, { collectionStyle, lineWidth: 60 })}# last\n`;
      const want = put(parse(text), path, what);
      fc.pre(want !== undefined);
      const after = putIn(text, path, what);
      expect(parse(after)).toEqual(want);
      expect(after.startsWith('# first\n') && after.includes('\n# last\n')).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('where comments and blanks stand between, they stay where they are', () => {
  const spread = 'a:\n\n  # one\n  x: 1 # x\n\n  # two\n\nb: { # braces\n  y: 2, # y\n\n  z: 3 # z\n}\n';
  expect(putIn(spread, ['a', 'n'], 5)).toBe(spread.replace('x: 1 # x\n', 'x: 1 # x\n  n: 5\n'));
  expect(putIn(spread, ['b', 'n'], 5)).toBe(spread.replace('z: 3 # z', 'z: 3, n: 5 # z'));
  expect(putIn(spread, ['b', 'y'], 5)).toBe(spread.replace('y: 2', 'y: 5'));
});

test('of secrets in the configuration nothing is shown but where they come from', () => {
  const text = 'packs: { a: { set: { pin: "1234", host: h, api_key: "${file:./k}" } } }\nx: { token: abc, pin: "${env:PIN}" }\n';
  expect(maskedText(text, new Set(['pin']))).toBe(
    'packs: { a: { set: { pin: ***, host: h, api_key: "${file:./k}" } } }\nx: { token: ***, pin: "${env:PIN}" }\n',
  );
});
