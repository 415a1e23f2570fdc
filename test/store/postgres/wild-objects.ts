/** Objects with texts that escaping, sorting and numbers go wrong with. */
import fc from 'fast-check';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import { attribute, object } from '../make-object.ts';

const HOSTILE = [
  '\u{1f600}',
  '\uffee',
  '"',
  '\\',
  '\t',
  '\n',
  '\r',
  '\b',
  '\f',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u2028',
  'é',
  "'",
  '$1',
  '\\N',
  '\\.',
  '{',
  'a',
];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...HOSTILE), minLength: 1, maxLength: 6 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const time = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.constantFrom(0, -1, 4_102_444_800_000));

export const wildObject: fc.Arbitrary<MappedObject> = fc
  .record({
    type: fc.constantFrom('indicator', 'malware', '\u{1f600}', '\uffee'),
    subtype: fc.constantFrom('', 'FQDN', 'é'),
    value: maybe(text),
    title: maybe(text),
    description: maybe(text),
    status: maybe(fc.constantFrom('Review', 'active')),
    tlp: maybe(fc.constantFrom('red', 'green')),
    publishedAt: maybe(time),
    happenedAt: maybe(time),
    expiresAt: maybe(time),
    tags: fc.uniqueArray(text, { maxLength: 3 }),
    attributes: fc.array(
      fc.tuple(text, text, fc.boolean()).map(([name, value, sensitive]) => attribute(name, value, 'add', sensitive)),
      { maxLength: 4 },
    ),
    related: fc.array(
      fc.record({
        type: fc.constantFrom('indicator', 'malware'),
        subtype: fc.constantFrom('', 'FQDN'),
        key: text,
        as: maybe(text),
      }),
      { maxLength: 2 },
    ),
    ref: maybe(text),
    key: text,
  })
  .map(({ key, value, ...rest }) => object(key, { ...rest, value: value ?? key }));
