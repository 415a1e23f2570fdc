import { describe, expect, test } from 'vitest';
import type { UserField } from '../../engine/language/model.ts';
import { normalizeUrl, readOptions } from '../../engine/language/user-field/option-values.ts';
import type { ReadOptions } from '../../engine/language/user-field/option-values.ts';

const place = { file: 'a.yaml', line: 1, column: 1 };
const base = { label: 'Field', help: undefined, required: false, advanced: false, place };

const fields: readonly UserField[] = [
  { ...base, name: 'token', type: 'secret', required: true },
  { ...base, name: 'host', type: 'url', default: 'api.example.com/' },
  { ...base, name: 'text', type: 'text', maxLength: 5, pattern: '[a-z]+' },
  { ...base, name: 'message', type: 'textarea' },
  { ...base, name: 'flag', type: 'boolean', default: false },
  { ...base, name: 'threshold', type: 'number', default: 70, minimum: 0, maximum: 100 },
  { ...base, name: 'count', type: 'number', integer: true },
  {
    ...base,
    name: 'target',
    type: 'select',
    choices: [
      { value: 6, label: 'Incident' },
      { value: 8, label: 'Authorised List' },
    ],
  },
  {
    ...base,
    name: 'context',
    type: 'multiselect',
    default: ['b'],
    choices: [
      { value: 'a', label: 'Aa' },
      { value: 'b', label: 'Bb' },
      { value: 'c', label: 'C, and more' },
    ],
  },
  { ...base, name: 'lines', type: 'lines', default: ['x', 'y'] },
  { ...base, name: 'day', type: 'date' },
];

const read = (given: Readonly<Record<string, unknown>>): ReadOptions =>
  readOptions(
    fields,
    Object.fromEntries(
      Object.entries({ token: 'secret-token', ...given }).map(([name, value]) => [name, { value, from: '--set' }]),
    ),
    'some-pack',
  );

const one = (name: string, value: unknown): unknown => {
  const { values, diagnostics } = read({ [name]: value });
  return diagnostics.length === 0 ? values[name] : diagnostics.map((diagnostic) => diagnostic.code).join();
};

test('every declared option is there, by its default or without a value', () => {
  const { values, diagnostics } = read({});
  expect(diagnostics).toEqual([]);
  expect(Object.keys(values)).toEqual(fields.map((field) => field.name));
  expect({ ...values }).toEqual({
    token: 'secret-token',
    host: 'https://api.example.com',
    text: undefined,
    message: undefined,
    flag: false,
    threshold: 70,
    count: undefined,
    target: undefined,
    context: ['b'],
    lines: ['x', 'y'],
    day: undefined,
  });
});

describe('text is read as its field means it', () => {
  test.each([
    ['flag', 'yes', true], ['flag', 'ON', true], ['flag', '1', true], ['flag', 'off', false], ['flag', '', false], ['flag', true, true], ['flag', 'maybe', 'option.wrong-value'],
    ['threshold', '0', 0], ['threshold', ' 12.5 ', 12.5], ['threshold', '', undefined], ['threshold', '101', 'option.wrong-value'], ['threshold', '0x10', 'option.wrong-value'], ['threshold', '7,5', 'option.wrong-value'], ['threshold', 5, 5],
    ['count', '3', 3], ['count', '3.5', 'option.wrong-value'],
    ['target', '6', 6], ['target', 'incident', 6], ['target', 'Authorised List', 8], ['target', 6, 6], ['target', '7', 'option.wrong-value'], ['target', '', undefined],
    ['context', 'a,B', ['a', 'b']], ['context', 'Aa\nBb', ['a', 'b']], ['context', '', []], ['context', 'a,a', ['a']], ['context', 'C, and more', ['c']], ['context', ['bb'], ['b']], ['context', 'd', 'option.wrong-value'],
    ['lines', 'one, two', ['one', 'two']], ['lines', 'one\r\ntwo\n\n', ['one', 'two']], ['lines', '', []], ['lines', [' a '], ['a']],
    ['text', 'abc', 'abc'], ['text', '  ', undefined], ['text', 'abcdef', 'option.wrong-value'], ['text', 'ABC', 'option.wrong-value'],
    ['message', ' kept as it is ', ' kept as it is '],
    ['day', '2024-05-31', '2024-05-31'], ['day', '2024-02-30', 'option.wrong-value'],
    ['host', 'https://a.example/api/', 'https://a.example/api'], ['host', 'http://127.0.0.1:80', 'http://127.0.0.1:80'], ['host', 'ftp://a.example', 'option.wrong-value'], ['host', 'https://u:p@a.example', 'option.wrong-value'],
  ])('%s=%j', (name, value, expected) => {
    expect(one(name, value)).toEqual(expected);
  }); // prettier-ignore
});

test.each([
  ['api.example.com', 'https://api.example.com'],
  ['api.example.com:8443/', 'https://api.example.com:8443'],
  [' https://api.example.com// ', 'https://api.example.com'],
  ['http://localhost:1/', 'http://localhost:1'],
  ['not a host', undefined],
])('the address %j', (text, url) => {
  expect(normalizeUrl(text)).toBe(url);
});

test('a missing secret says how to give it, and no message shows a secret', () => {
  const { diagnostics } = readOptions(fields, {}, 'some-pack');
  expect(diagnostics).toMatchObject([
    { code: 'option.required', hint: expect.stringContaining('FEEDWRIGHT_SOME_PACK_TOKEN') as string },
  ]);
  expect(diagnostics[0]?.hint).toContain('--set token=');
  const { diagnostics: wrong } = readOptions(fields, { token: { value: ['hush'], from: 'a file' } });
  expect(JSON.stringify(wrong)).not.toContain('hush');
});

test('an unknown name is an error with the nearest one', () => {
  expect(read({ treshold: '5' }).diagnostics).toMatchObject([{ code: 'option.unknown', hint: 'Did you mean `threshold`?' }]);
});
