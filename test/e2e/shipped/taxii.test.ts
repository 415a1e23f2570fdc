/** The shipped definition of a TAXII collection, against a server whose answers are made up here. */
import type { ObjectView } from '../../../engine/store/views/object-view.ts';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';
import { definitions } from '../../definition-runs.ts';

const file = join(definitions, 'taxii/collection.yaml');
const vendor = await ownVendor();

const id = (type: string, n: number): string => `${type}--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const indicator = (n: number, pattern: string, more: object = {}): object => ({
  type: 'indicator',
  spec_version: '2.1',
  id: id('indicator', n),
  created: '2024-05-01T00:00:00.000Z',
  modified: '2024-05-01T00:00:00.000Z',
  pattern,
  pattern_type: 'stix',
  valid_from: '2024-05-01T00:00:00Z',
  ...more,
});
const marking = (n: number, more: object): object => ({ type: 'marking-definition', id: id('marking-definition', n), ...more });

const collect = async (objects: readonly object[], folder = emptyFolder()) => {
  vendor.answer = () => ({ json: { objects } });
  const { row } = await runLive({
    file,
    feed: 'collection',
    vendor,
    folder,
    options: { api_root: vendor.origin, authentication: 'none', collection: 'c1' },
  });
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  try {
    const made = [...store.objects({})] as readonly ObjectView[];
    return { row, made, kinds: made.map(({ subtype, value }) => `${subtype}: ${String(value)}`).toSorted() };
  } finally {
    store.close();
  }
};

const SHA = 'c3'.repeat(32);

test.each<[string, readonly string[]]>([
  ["[ipv4-addr:value = '192.0.2.7']", ['IP Address: 192.0.2.7']],
  ["[ipv4-addr:value = '192.0.2.0/24']", ['CIDR Block: 192.0.2.0/24']],
  [
    "[ipv4-addr:value = '192.0.2.7/32' OR ipv6-addr:value = '2001:db8::7/128']",
    ['IP Address: 192.0.2.7', 'IPv6 Address: 2001:db8::7'],
  ],
  ["[ipv6-addr:value IN ('2001:db8::1', '2001:db8::/32')]", ['IPv6 Address: 2001:db8::1', 'IPv6 CIDR Block: 2001:db8::/32']],
  ["[ipv4-addr:value ISSUBSET '198.51.100.0/24']", ['CIDR Block: 198.51.100.0/24']],
  [
    "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '198.51.100.3' AND network-traffic:dst_port = 443]",
    ['IP Address: 198.51.100.3'],
  ],
  ["[network-traffic:src_ref.value = '198.51.100.0/24']", ['CIDR Block: 198.51.100.0/24']],
  [
    "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = 'c2.example.com']",
    ['FQDN: c2.example.com'],
  ],
  [
    "[domain-name:value = 'c2.example.com' AND domain-name:resolves_to_refs[*].value = '198.51.100.3']",
    ['FQDN: c2.example.com', 'IP Address: 198.51.100.3'],
  ],
  [`[file:hashes.SHA256 = '${SHA}' OR file:hashes.'sha-256' = '${SHA}']`, [`SHA-256: ${SHA}`]],
  [`[file:name = 'it\\'s.exe' AND file:hashes.md5 = '${'f'.repeat(32)}']`, ["Filename: it's.exe", `MD5: ${'f'.repeat(32)}`]],
  [`[process:image_ref.hashes.SHA1 = '${'e'.repeat(40)}']`, [`SHA-1: ${'e'.repeat(40)}`]],
  [
    "[url:value = 'https://a.example/x'] FOLLOWEDBY [email-addr:value = 'a@b.example']",
    ['Email Address: a@b.example', 'URL: https://a.example/x'],
  ],
  ["[ipv4-addr:value = 'nonsense'] OR [x-own:value = 'x'] OR [ipv4-addr:value != '192.0.2.7']", []],
])('%s is an indicator of each kind that it names', async (pattern, expected) => {
  expect((await collect([indicator(1, pattern)])).kinds).toEqual([...expected].toSorted());
});

const CLEAR = 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487';
const RED = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';
const GREEN_OF_TLP_1 = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
const own = (n: number): string => id('marking-definition', n);

test.each<[string, readonly string[], string | undefined]>([
  ['clear, of TLP 2', [CLEAR], 'white'],
  ['green, of TLP 2', ['marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb'], 'green'],
  ['amber, of TLP 2', ['marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421'], 'amber'],
  ['amber+strict', ['marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003'], 'amber'],
  ['red, of TLP 2', [RED], 'red'],
  ['white, of TLP 1', ['marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9'], 'white'],
  ['several: the strictest', [CLEAR, RED, GREEN_OF_TLP_1], 'red'],
  ["the sender's own, by its definition", [own(1)], 'amber'],
  ["the sender's own, by its name", [own(2)], 'red'],
  ["the sender's own, by the extension", [own(3)], 'green'],
  ["the sender's own, by its statement", [own(4)], 'amber'],
  ['a statement that is no TLP', [own(5)], undefined],
  ['a statement beside a TLP', [own(5), GREEN_OF_TLP_1], 'green'],
  ['none', [], undefined],
])('the marking is %s', async (_, refs, tlp) => {
  const { made, row } = await collect([
    indicator(1, "[domain-name:value = 'a.example']", { object_marking_refs: refs }),
    // After what they mark.
    marking(1, { definition_type: 'tlp', definition: { tlp: 'Amber' } }),
    marking(2, { name: 'TLP:RED' }),
    marking(3, { extensions: { 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d': { tlp_2_0: 'green' } } }),
    marking(4, { definition_type: 'statement', definition: { statement: 'TLP: AMBER+STRICT' } }),
    marking(5, { definition_type: 'statement', definition: { statement: 'Red Hat, all rights reserved' } }),
  ]);
  expect(made).toHaveLength(1);
  expect(made[0]?.tlp ?? undefined).toBe(tlp);
  // Where nothing is marked, what reads markings finds none.
  expect(Object.keys(row.notes).filter((note) => !note.startsWith('never there: $'))).toEqual([]);
});

test('a marking that nobody defines is noted, and kept with the object', async () => {
  const { made, row } = await collect([
    indicator(1, "[domain-name:value = 'a.example']", { object_marking_refs: [own(9), GREEN_OF_TLP_1] }),
    indicator(2, "[domain-name:value = 'b.example']", { object_marking_refs: [own(9)] }),
  ]);
  expect(made.map(({ value, tlp }) => [value, tlp ?? undefined])).toEqual([
    ['a.example', 'green'],
    ['b.example', undefined],
  ]);
  expect(made[1]?.attributes).toContainEqual(expect.objectContaining({ name: 'Unknown Marking', value: own(9) }));
  expect(row.notes).toEqual({ 'entries without a value (unknown_marking)': 2 });
});

test('the objects of a bundle in an envelope are objects of the answer, its markings among them', async () => {
  const bundle = (objects: readonly object[]): object => ({ type: 'bundle', id: id('bundle', 1), objects });
  const { made, kinds } = await collect([
    indicator(1, "[domain-name:value = 'a.example']"),
    bundle([
      indicator(2, "[domain-name:value = 'b.example']", { object_marking_refs: [own(2)] }),
      marking(2, { name: 'TLP:RED' }),
    ]),
    bundle([]),
    { type: 'bundle', id: id('bundle', 2) },
  ]);
  expect(kinds).toEqual(['FQDN: a.example', 'FQDN: b.example']);
  expect(made.map(({ tlp }) => tlp ?? undefined)).toEqual([undefined, 'red']);
});

test('more objects than may wait for a marking come all, in their order', async () => {
  const many = Array.from({ length: 2300 }, (_, n) =>
    indicator(n, `[domain-name:value = 'd${n}.example']`, { object_marking_refs: [own(2)] }),
  );
  const { row, made } = await collect([
    ...many,
    marking(2, { name: 'TLP:RED' }),
    indicator(5000, "[domain-name:value = 'z.example']"),
  ]);
  expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 2302, mapped: 2301, skipped: 1 } });
  expect(made).toHaveLength(2301);
});

test('what is revoked expires, and what ends is said', async () => {
  const folder = emptyFolder();
  const pattern = "[domain-name:value = 'a.example']";
  const { made } = await collect([indicator(1, pattern, { valid_until: '2024-07-01T00:00:00Z' })], folder);
  expect(made).toMatchObject([{ value: 'a.example', status: 'Active', expires_at: '2024-07-01T00:00:00.000Z' }]);
  const later = await collect([indicator(1, pattern, { modified: '2024-05-02T00:00:00.000Z', revoked: true })], folder);
  expect(later.made).toMatchObject([{ value: 'a.example', status: 'Expired' }]);
});
