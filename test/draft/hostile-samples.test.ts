import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeDraft } from '../../engine/scaffold/make-draft.ts';
import { readSample } from '../../engine/scaffold/sample/read-sample.ts';
import { EngineError } from '../../engine/language/basics/errors.ts';

const never = new AbortController().signal;

const draft = async (text: string): Promise<string> => {
  const sample = await readSample(Buffer.from(text), undefined, never);
  return makeDraft(sample, {
    names: { pack: 'made', feed: 'records', title: text.slice(0, 40) || 'Made' },
    origin: { baseUrl: 'https://feed.example.com', path: '/x?a=1' },
    given: {},
    file: 'sample',
  }).definition;
};

/** The code of the refusal; undefined where a definition was made. */
const refusal = async (text: string): Promise<string | undefined> => {
  try {
    await draft(text);
    return undefined;
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
};

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'and',
    'true',
    'a.b',
    'a`b',
    "it's",
    '# x',
    ': ',
    '!expr',
    '%',
    '- a',
    'use',
    '$',
    '1st',
    'type',
    'value',
    'name',
    'indicators',
    'tags',
    'expires_at',
    'next',
    'page',
    'total',
  ),
);
const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.boolean(),
  fc.array(fc.string({ maxLength: 4 }), { maxLength: 3 }),
  fc.constantFrom('ip', 'domain', 'malware', '192.0.2.7', 'a.example', '2026-01-02', 'https://v.example/?page=2', 'red'),
);
const list = fc.array(
  fc.dictionary(
    name,
    fc.oneof(
      value,
      fc.array(fc.dictionary(name, value, { maxKeys: 4 }), { maxLength: 3 }),
      fc.dictionary(name, value, { maxKeys: 3 }),
    ),
    { minKeys: 1, maxKeys: 6 },
  ),
  { minLength: 1, maxLength: 5 },
);

describe('whatever its names and values are', () => {
  test('a list of records gives a definition that validates', async () => {
    const records = fc.array(fc.dictionary(name, value, { minKeys: 1, maxKeys: 6 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        records,
        name.filter((one) => one !== '__proto__' && one.trim() !== ''),
        async (list, member) => {
          const text = JSON.stringify({ [member]: [{ ip: '192.0.2.1' }, ...list] });
          expect(await refusal(text)).toBeUndefined();
        },
      ),
      { numRuns: 150 },
    );
  });

  test('lists and maps in records, and what stands around them, give a definition that validates', async () => {
    await fc.assert(
      fc.asyncProperty(list, fc.dictionary(name, value, { maxKeys: 5 }), async (records, around) => {
        expect(await refusal(JSON.stringify({ ...around, things: records }))).not.toBe('draft.invalid');
      }),
      { numRuns: 200 },
    );
  });

  test('lists in lists are read to a bounded depth', async () => {
    const deep = (levels: number): string => `[${'{"items":['.repeat(levels)}{"ip":"192.0.2.1"}${']}'.repeat(levels)}]`;
    expect(await refusal(deep(2))).toBe('draft.no-value');
    expect(await refusal(deep(30))).toBe('draft.no-value');
    expect(await refusal(deep(2000))).toBe('decode.too-deep');
  });

  test('a text gives a definition or a refusal, never one that does not validate', async () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('192.0.2.1', '# a,b', 'a,b', 'a\tb', 'x 192.0.2.1 "y"', '<a>', '{"a":1}'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
        expect(await refusal(lines.join('\n'))).not.toBe('draft.invalid');
      }),
      { numRuns: 150 },
    );
  });
});
