import fc from 'fast-check';
import type { MappedObject } from '../../engine/store/contract/mapped-object.ts';
import { attribute, object } from './make-object.ts';

const text = fc.constantFrom('a', 'b', 'c', 'é\u{1f600}');
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** A name has one rule, as in a definition. */
const attributes = fc.array(
  fc
    .tuple(fc.constantFrom('U1', 'U2', 'A1', 'A2'), text)
    .map(([name, value]) => attribute(name, value, name.startsWith('U') ? 'update' : 'add')),
  { maxLength: 4 },
);

/** Records of few identities, versions and values, so that they meet. */
export const anyObject = (withdrawals: boolean): fc.Arbitrary<MappedObject> =>
  fc
    .record({
      key: fc.constantFrom('x', 'y', 'z'),
      version: maybe(fc.constantFrom(1, 2, 3)),
      title: maybe(text),
      description: maybe(text),
      status: maybe(fc.constantFrom('Review', 'Active')),
      publishedAt: maybe(fc.constantFrom(1000, 2000, 3000)),
      expiresAt: maybe(fc.constantFrom(5000, 6000)),
      tags: fc.uniqueArray(text, { maxLength: 2 }),
      attributes,
      withdraw: withdrawals ? fc.boolean() : fc.constant(false),
    })
    .map(({ key, ...rest }) => object(key, rest));
