/** Types that samples show: what they say, and that they are written and read as JSON. */
import { expect, test } from 'vitest';
import { readType, writeType } from '../../engine/inference/types/type-json.ts';
import { literalType, objectOf, TEXT, unionOf } from '../../engine/inference/types/type.ts';
import { typeOfValues } from '../../engine/inference/types/type-builder.ts';

const RECORDS = [
  {
    id: 1,
    host: 'a.example',
    seen: '2026-01-02T03:04:05Z',
    tags: ['x', 2],
    owner: { mail: 'a@example.com' },
    gone: null,
    cell: ' ',
  },
  { id: 2, host: 'b.example', seen: '2026-01-03', tags: [], owner: { mail: 'b@example.com', phone: null }, gone: null, cell: '' },
  { id: 2, host: 'c.example', seen: '2026-01-04', empty: {}, ['__proto__']: 1, flag: true },
];

test('members that not every object has are optional, and values of several kinds a union', () => {
  expect(writeType(typeOfValues(RECORDS)).object).toEqual({
    id: { number: { examples: ['1', '2'] } },
    host: { text: { examples: ['a.example', 'b.example', 'c.example'] } },
    seen: { text: { format: 'date', examples: ['2026-01-02T03:04:05Z', '2026-01-03', '2026-01-04'] } },
    tags: { optional: true, list: { text: { examples: ['x'] }, number: { examples: ['2'] } } },
    owner: {
      optional: true,
      object: {
        mail: { text: { format: 'email', examples: ['a@example.com', 'b@example.com'] } },
        phone: { optional: true, null: true },
      },
    },
    gone: { optional: true, null: true },
    cell: { optional: true, blank: true },
    empty: { optional: true, object: {} },
    ['__proto__']: { optional: true, number: { examples: ['1'] } },
    flag: { optional: true, boolean: true },
  });
});

test.each([
  ['epoch', [1767225600, '1767225600', 1767225600123]],
  ['date', ['2026-01-02', '2026-01-02 03:04:05', '2026-01-02T03:04:05.678+00:00']],
  ['ip', ['192.0.2.1', '2001:db8::1']],
  ['url', ['https://example.com/a', 'ftp://example.com']],
  ['email', ['a@example.com']],
  ['hash', ['d41d8cd98f00b204e9800998ecf8427e', 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709']],
  ['uuid', ['9b2c1d3e-4f50-4a6b-8c7d-0e1f2a3b4c5d']],
  [undefined, ['192.0.2.1', 'https://example.com', 'plain']],
])('the format %s', (format, values) => {
  const { text, number } = typeOfValues(values);
  expect([text?.format, number?.format].filter((one) => one !== undefined)[0]).toBe(format);
});

test('a type is written as JSON and read again', () => {
  const type = typeOfValues([...RECORDS, { packed: '{"a": [1]}' }, JSON.parse('{ "__proto__": { "deep": [[1]] } }')]);
  const written = JSON.stringify(writeType(type));
  expect(JSON.stringify(writeType(readType(JSON.parse(written))))).toBe(written);
  expect(readType(JSON.parse(written)).object?.members.get('__proto__')?.type.object?.members.has('deep')).toBe(true);
  expect(readType(JSON.parse(written)).object?.members.get('packed')?.type.text?.json?.object?.members.has('a')).toBe(true);
});

test('so are all values that there are, and names that come as data', () => {
  const type = objectOf([['mode', unionOf(['open', 7].map(literalType))]], TEXT);
  expect(writeType(type)).toEqual({
    object: { mode: { text: { examples: [], closed: ['open'] }, number: { examples: [], closed: ['7'] } } },
    rest: { text: { examples: [] } },
  });
  expect(readType(JSON.parse(JSON.stringify(writeType(type))))).toEqual(type);
});

test.each([
  [{ text: { examples: [], closed: 'x' } }],
  [null],
  [[]],
  ['x'],
  [{ text: {} }],
  [{ text: { format: 'colour', examples: [] } }],
  [{ object: [] }],
  [{ list: 1 }],
])('%j is no type', (written) => {
  expect(() => readType(written)).toThrow(TypeError);
});
