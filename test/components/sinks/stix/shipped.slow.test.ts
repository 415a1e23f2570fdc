/** What the shipped feeds make of their fixtures passes the schemas and the rules of STIX 2.1, and is read back as it was. */
import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../../engine/components/decoders/chain/chain.ts';
import type { StixObject, StixOptions } from '../../../../engine/components/sinks/stix/objects/stix-object.ts';
import { readStixPattern } from '../../../../engine/expression/formats/read-stix-pattern.ts';
import { decodeContext } from '../../decoders/decode-context.ts';
import { checkStix } from './check-stix.ts';
import { objectsOf, shippedFeeds, shippedTable } from './shipped-objects.ts';
import { againstBundleSchema, againstSchema } from './stix-schemas.ts';
import { bundleOf, type WrittenBundle } from './write-bundle.ts';

const all = await objectsOf(shippedFeeds);
const write = (options: Partial<StixOptions>): Promise<WrittenBundle> => bundleOf(all, options, shippedTable);

const SAME_ID = 'another object has the same id';
const UNESCAPED = 'the value has characters that a URL has to escape (RFC 3986)';

/** With what does not go out, and why. */
const WAYS: readonly (readonly [Partial<StixOptions>, Readonly<Record<string, number>>])[] = [
  [{}, {}],
  [{ tlp: 2, producer: 'Example SOC', indicators: 'both' }, {}],
  // A user whom two feeds know under two identities has one name, and two techniques too.
  [{ profile: 'opencti' }, { [SAME_ID]: 2 }],
  [{ profile: 'opencti', indicators: 'both', tlp: 2 }, { [SAME_ID]: 2 }],
  [{ indicators: 'observable' }, { [UNESCAPED]: 2 }],
];

/** OpenCTI has indicators based on observables, which the standard does not forbid but does not name either. */
const isOfOpenCti = (line: string): boolean => line.includes('["based-on","indicator--');

describe.each(WAYS)('a bundle written with %j', (options, leftOut) => {
  test('passes the schema of each type and the rules that schemas can not say', async () => {
    const { bundle, refused } = await write(options);
    expect(refused).toEqual(leftOut);
    expect(bundle.objects.flatMap(againstSchema)).toEqual([]);
    expect(againstBundleSchema(bundle)).toEqual([]);
    const broken = checkStix(bundle.objects);
    expect(options.profile === 'opencti' ? broken.filter((line) => !isOfOpenCti(line)) : broken).toEqual([]);
  });

  test('is the same byte for byte when it is written again', async () => {
    expect((await write(options)).text).toBe((await write(options)).text);
  });
});

test('all types of the standard that the table has a row for are among them', async () => {
  const { bundle } = await write({ indicators: 'both' });
  const types = new Set(bundle.objects.map(({ type }) => type));
  for (const type of ['indicator', 'incident', 'note', 'report', 'malware', 'threat-actor', 'identity', 'vulnerability'])
    expect([type, types.has(type)]).toEqual([type, true]);
  for (const type of ['user-account', 'file', 'relationship', 'attack-pattern', 'intrusion-set', 'course-of-action'])
    expect([type, types.has(type)]).toEqual([type, true]);
});

test('a secret of a case goes nowhere', async () => {
  const secrets = all.flatMap(({ attributes }) => attributes.filter(({ name }) => name === 'Password'));
  expect(secrets).toEqual([]);
  expect((await write({})).text).not.toContain('"Password"');
});

test('a bundle that is read back has the indicators that it was made of', async () => {
  const { text } = await write({});
  const body = (async function* () {
    yield Buffer.from(text);
  })();
  const decoded = await decodeBody(body, [{ kind: 'stix', options: {}, sniff: false }], decodeContext({ path: [] }));
  const read: StixObject[] = [];
  for await (const batch of decoded.batches) read.push(...(batch.records as readonly StixObject[]));
  const values = read
    .filter(({ type }) => type === 'indicator')
    .flatMap((one) => readStixPattern(String(one['pattern'])) ?? [])
    .map(({ value }) => String(value));
  const expected = all
    .filter(({ type, subtype }) => type === 'indicator' && subtype !== 'CVE')
    // Numbers and networks of one address are read as such.
    .map(({ value, subtype }) =>
      subtype === 'ASN' ? value.replace(/^AS/i, '') : value.replace(value.includes(':') ? /\/128$/ : /\/32$/, ''),
    );
  expect(values.length).toBeGreaterThan(50);
  expect(values.toSorted()).toEqual(expected.toSorted());
  expect(read.filter((one) => one['object_markings'] !== undefined).length).toBeGreaterThan(10);
});
