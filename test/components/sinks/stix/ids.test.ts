/** Ids against the vectors of the specification and of OpenCTI's own tests. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observableId } from '../../../../engine/components/sinks/stix/ids/observable-id.ts';
import { openCtiId } from '../../../../engine/components/sinks/stix/ids/opencti-id.ts';
import { canonicalJson, uuidV5 } from '../../../../engine/components/sinks/stix/ids/uuid.ts';

const FE90 = 'fe90a7e910cb3a4739bed9180e807e93fa70c90f25a8915476f5e4bfbac681db';
const X841A = '841a8921140aba50671ebb0770fecc4ee308c4952cfeff8de154ab14eeef4649';
const SECTION = '6e3b6f3978e5cd96ba7abee35c24e867b7e64072e2ecb22d0ee7a6e6af6894d0';
const EMPTY = 'd41d8cd98f00b204e9800998ecf8427e';
const SERIAL = '36:f7:d4:32:f4:ab:70:ea:d3:ce:98:6e:ea:99:93:49:32:0a:b7:06';
const WORD = { name: 'Word', cpe: 'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*', version: '2002', vendor: 'Microsoft' };
const PE = {
  'windows-pebinary-ext': {
    pe_type: 'exe',
    machine_hex: '014c',
    sections: [{ name: '.data', size: 4096, entropy: 7.980693, hashes: { 'SHA-256': SECTION } }],
  },
};

/** STIX 2.1 with errata: the sections of `sco-examples`, and the deterministic ids of the reference library's tests. */
const OBSERVABLES: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4', { value: '198.51.100.3' }],
  ['ipv4-addr--1ea47840-aa39-5aa8-b4a2-cd203eb6662a', { value: '198.51.100.0/24' }],
  ['ipv6-addr--85a85a8c-ee99-5722-946d-3c3a3270fc6f', { value: '2001:0db8:85a3:0000:0000:8a2e:0370:7334' }],
  ['domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7', { value: 'example.com' }],
  ['url--47c3cf9a-5027-5bf0-997a-017c7edc7c55', { value: 'https://example.com/research/index.html' }],
  ['email-addr--7165e2a9-671f-585d-b1e1-ca59c671d934', { value: 'john@example.com' }],
  ['autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff', { number: 15139, name: 'Slime Industries' }],
  ['directory--0a58d0c1-59e6-5afd-8252-dcd3f13e5622', { path: 'C:\\Windows\\System32' }],
  ['mutex--f93fe911-e545-5239-b9b0-597840d0c871', { name: '__CLEANSWEEP__' }],
  ['mac-addr--757b1725-9903-54f5-a855-1240691d7659', { value: 'd2:fb:49:24:37:18' }],
  ['user-account--f94d689e-707d-58c3-b803-c720bb6ed096', { user_id: '1001', account_login: 'jdoe', account_type: 'unix' }],
  ['file--949eb97a-da1e-5292-8959-03c4249dc9f3', { hashes: { 'SHA-256': FE90 }, size: 25536, name: 'foo.dll' }],
  ['file--7d1e3a18-89e7-5bc5-be36-9879f5b7f5c8', { hashes: { 'SHA-256': X841A }, name: 'quêry.dll' }],
  ['windows-registry-key--1884b770-b679-522a-a9c7-45fadaaec7bb', { key: 'HKEY_LOCAL_MACHINE\\System\\Foo\\Bar' }],
  [
    'windows-registry-key--36594eba-bcc7-5014-9835-0e154264e588',
    {
      values: [
        { name: 'Foo', data: 'qwerty' },
        { name: 'Bar', data: '42' },
      ],
    },
  ],
  ['file--ced31cd4-bdcb-537d-aefa-92d291bfc11d', { name: 'example.exe', hashes: { 'SHA-256': X841A }, extensions: PE }],
  ['x509-certificate--bf86f034-2390-54d7-8426-d08433db3fbe', { serial_number: SERIAL }],
  ['software--710b0b41-d4d0-5d6c-a400-fc9254554ffc', WORD],
  // Our own, computed by another program.
  ['mutex--0ca960e5-4cd9-5b7b-9fb9-c1a08dbcd854', { name: 'a\nb\tc\u0001' }],
  ['url--d112a276-b5d5-5b6d-99fa-5d914f27b813', { value: 'http://example.com/a\'b\\c?x="1"&y=é😀' }],
  ['file--02fff920-f614-527c-81d1-6353633a6d21', { hashes: { 'SHA-256': FE90, MD5: EMPTY } }],
  ['ipv6-addr--6469e3a9-b053-5e34-a025-9396ae051d26', { value: '2001:db8::1' }],
  ['user-account--99a001ad-d10a-58fe-bd90-8d79c1597ec5', { account_login: 'Email_Test' }],
];

describe('an observable', () => {
  test.each(OBSERVABLES)('is %s', (id, properties) => {
    expect(observableId(id.replace(/--.*/, ''), properties)).toBe(id);
  });

  test('without a property that names it has no id', () => {
    expect(observableId('process', { pid: 1 })).toBeUndefined();
    expect(observableId('file', { size: 1, hashes: {} })).toBeUndefined();
  });
});

const AT = '2022-11-25T19:00:05.000Z';
const LINK = { relationship_type: 'based-on', source_ref: 'from_id', target_ref: 'to_id' };

/** Those of OpenCTI's client, the two of indicators our own. */
const OPENCTI: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['attack-pattern--25f21617-8de8-5d5e-8cd4-b7e88547ba76', { name: 'attack' }],
  ['campaign--25f21617-8de8-5d5e-8cd4-b7e88547ba76', { name: 'attack' }],
  ['attack-pattern--a01046cc-192f-5d52-8e75-6e447fae3890', { name: 'attack', x_mitre_id: 'T1368' }],
  ['identity--d969b177-497f-598d-8428-b128c8f5f819', { name: 'julien', identity_class: 'Individual' }],
  ['malware--92ddf766-b27c-5159-8f46-27002bba2f04', { name: 'malware' }],
  ['intrusion-set--30757026-c4bd-574d-ae52-8d8503b4818e', { name: 'intrusion' }],
  ['tool--41cd21d0-f50e-5e3d-83fc-447e0def97b7', { name: 'my-tool' }],
  ['vulnerability--2c690168-aec3-57f1-8295-adf53f4dc3da', { name: 'vulnerability' }],
  ['threat-actor--6d458783-df3b-5398-8e30-282655ad7b94', { name: 'CARD04' }],
  ['threat-actor--af15b6ae-a3dd-54d3-8fa0-3adfe0391d01', { name: 'CARD04', opencti_type: 'Threat-Actor-Individual' }],
  ['report--761c6602-975f-5e5e-b220-7a2d41f33ce4', { name: 'Report', published: AT }],
  ['incident--0e117c15-0a94-5ad3-b090-0395613f5b29', { name: 'incident', created: AT }],
  ['note--2b4ab5af-2307-58e1-8862-a6a269aae798', { content: 'My note content!' }],
  ['note--10861e5c-049e-54f6-9736-81c106e39a0b', { content: 'My note content!', created: AT }],
  ['course-of-action--e6e2ee8d-e54d-50cd-b77c-df8c8eea7726', { name: 'Name' }],
  ['observed-data--4765c523-81bc-54c8-b1af-ee81d961dad1', { object_refs: ['id'] }],
  ['relationship--0b11fa67-da01-5d34-9864-67d4d71c3740', LINK],
  ['relationship--c5e1e2ce-14d6-535b-911d-267e92119e01', { ...LINK, start_time: AT }],
  ['sighting--161901df-21bb-527a-b96b-354119279fe2', { sighting_of_ref: 'from_id', where_sighted_refs: ['to_id'] }],
  ['indicator--ed995101-8e77-5431-836d-feb4296682d4', { pattern: "[ipv4-addr:value = '198.51.100.3']" }],
  ['indicator--7a77fc31-d147-5d72-a862-2102ca88d002', { pattern: "[domain-name:value = 'example.com']" }],
];

test.each(OPENCTI)('OpenCTI derives %s', (id, properties) => {
  expect(openCtiId(id.replace(/--.*/, ''), properties)).toBe(id);
});

test('OpenCTI derives no id for other types', () => {
  expect(openCtiId('constructor', { name: 'x' })).toBeUndefined();
});

test('names are written as RFC 8785 has it', () => {
  // Its appendix B, and the order of its section 3.2.3, by UTF-16 units.
  const numbers = [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0];
  expect(canonicalJson({ numbers, literals: [null, true, false] })).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0]}',
  );
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 })).toBe(
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  );
  expect(canonicalJson({ text: '€$\u000f\nA\'B"\\\b\t\f\r/\u007f' })).toBe(
    '{"text":"€$\\u000f\\nA\'B\\"\\\\\\b\\t\\f\\r/\u007f"}',
  );
  expect(() => canonicalJson({ text: '\ud800' })).toThrow('surrogate');
});

test('a UUID has version 5 and the variant of RFC 9562, whatever the name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const id = uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', name);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
  // RFC 9562, appendix A.4.
  expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
});
