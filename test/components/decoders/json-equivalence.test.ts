import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../engine/components/decoders/chain/chain.ts';
import { streamJson } from '../../../engine/components/decoders/json/document/stream.ts';
import type { DecodeContext } from '../../../engine/components/decoders/decoder.ts';
import { EngineError } from '../../../engine/language/basics/errors.ts';
import type { JsonRecord } from '../../../engine/language/basics/json.ts';
import { bodyOf, decodeContext } from './decode-context.ts';

const read = async (
  kind: string,
  text: string,
  size: number,
  changes: Partial<DecodeContext>,
): Promise<{ records: JsonRecord[]; envelope: unknown }> => {
  const context = decodeContext({ dropNulls: false, as: 'scalar', ...changes });
  // As a body that is too large to be read at once; its first 512 bytes are looked at together.
  const body = bodyOf('\n'.repeat(520) + text, size);
  const decoded =
    kind === 'json'
      ? await streamJson(body, context, {}, 0)
      : await decodeBody(body, [{ kind, options: {}, sniff: false }], { ...context, as: undefined });
  const records: JsonRecord[] = [];
  for await (const batch of decoded.batches) records.push(...batch.records);
  return { records, envelope: decoded.envelope() };
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** `JSON.parse`, with integers beyond 2^53 as text. */
const parsed = (text: string): unknown =>
  JSON.parse(text, (_name, value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
      ? String(value)
      : value,
  );

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
};

const text = fc.oneof(fc.constantFrom('data', 'rows', 'a', 'null', '"', '\\', '{', '[1,'), fc.string());
// Not with a backslash: V8 13.6 takes the member `"` for one named by a backslash that it has seen in its place before.
const name = text.filter((one) => one !== '__proto__' && !one.includes('\\'));
const scalar = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), text);
const { value } = fc.letrec<{ value: unknown; list: unknown[]; map: Record<string, unknown> }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, scalar, tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));
const records = fc.array(fc.dictionary(name, value, { maxKeys: 4, noNullPrototype: true }), { maxLength: 6 });
const document = fc.tuple(
  fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }),
  records,
  fc.constantFrom(undefined, 1, '\t'),
);
const size = fc.constantFrom(1, 2, 3, 7, 64, 4096);

describe('a streamed JSON document', () => {
  test('gives what JSON.parse gives', async () => {
    await fc.assert(
      fc.asyncProperty(document, size, async ([around, rows, indent], chunk) => {
        const text = JSON.stringify({ ...around, data: { ...around, rows } }, null, indent);
        const expected = parsed(text) as { data: { rows: unknown } };
        const given = await read('json', text, chunk, { path: ['data', 'rows'] });
        expect(given.records).toEqual(expected.data.rows);
        expect(given.envelope).toEqual({ ...expected, data: { ...expected.data, rows: [] } });
      }),
      { numRuns: 400 },
    );
  });

  test('without nulls gives what a reviver would give', async () => {
    await fc.assert(
      fc.asyncProperty(document, size, async ([around, rows], chunk) => {
        const text = JSON.stringify({ ...around, data: rows });
        expect((await read('json', text, chunk, { path: ['data'], dropNulls: true })).records).toEqual(
          withoutNulls(parsed(JSON.stringify(rows))),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('as lines gives the same records', async () => {
    await fc.assert(
      fc.asyncProperty(records, size, async (rows, chunk) => {
        const text = rows.map((row) => JSON.stringify(row)).join('\n');
        expect((await read('ndjson', text, chunk, {})).records).toEqual(parsed(JSON.stringify(rows)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('damaged JSON', () => {
  const damage = fc.tuple(
    fc.nat(),
    fc.constantFrom('', ',', ':', '"', '[', ']', '{', '}', '0', '-', '.', 'e', 'null', '\\', '\n', ' ', '1234567890123456789'),
    fc.nat(3),
  );

  test('is refused exactly where JSON.parse refuses it', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(records, damage, size, async (rows, [at, inserted, removed], chunk) => {
        const text = JSON.stringify(rows);
        const place = at % text.length;
        const damaged = text.slice(0, place) + inserted + text.slice(place + removed);
        const whole = attempt(() => JSON.parse(damaged) as unknown);
        const given = await read('json', damaged, chunk, { path: [] }).then(
          ({ records: found }) => ({ found }),
          (error: unknown) => ({ error }),
        );
        if (whole === undefined) {
          refused++;
          expect(given, damaged).toMatchObject({
            error: { code: expect.stringMatching(/^decode\.(malformed-json|truncated|empty)$/) },
          });
        } else if ('error' in given) {
          // JSON, but nothing to take for records.
          expect(given.error).toBeInstanceOf(EngineError);
          expect((given.error as EngineError).code).toMatch(/^decode\.(path|not-a-record)$/);
        } else if (!/\d{16}/.test(damaged) && !holdsInfinity(damaged) && Array.isArray(whole))
          expect(given.found).toEqual(whole.map((one) => (isObject(one) ? one : { scalar: one })));
      }),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});

/** A number beyond 1.8e308: it stays text. */
const holdsInfinity = (json: string): boolean => {
  let found = false;
  JSON.parse(json, (_name, one: unknown) => {
    found ||= one === Infinity || one === -Infinity;
    return one;
  });
  return found;
};

const attempt = (action: () => unknown): unknown => {
  try {
    return action();
  } catch {
    return undefined;
  }
};
