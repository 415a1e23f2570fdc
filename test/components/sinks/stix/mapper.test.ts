/** What becomes of one object: its STIX object, its relationships, and why some do not go out. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../../engine/components/vocabulary.ts';
import { stixBundle } from '../../../../engine/components/sinks/stix/bundle.ts';
import { stixFormat } from '../../../../engine/components/sinks/stix/format.ts';
import { stixMapper } from '../../../../engine/components/sinks/stix/mapper.ts';
import type { StixObject, StixOptions } from '../../../../engine/components/sinks/stix/objects/stix-object.ts';
import { readStixPattern } from '../../../../engine/expression/formats/read-stix-pattern.ts';
import { loadTable } from '../../../../engine/language/format-table/load-table.ts';
import { builtInObjectTypes } from '../../../../engine/language/pack/object-types.ts';
import { NO_FIELDS } from '../../../../engine/object/object-fields.ts';
import type { OutboundObject } from '../../../../engine/object/outbound.ts';
import { definitions } from '../../../definition-runs.ts';
import { checkStix } from './check-stix.ts';
import { againstSchema } from './stix-schemas.ts';
import { bundleOf } from './write-bundle.ts';

const { table, diagnostics } = loadTable('stix.yaml', createVocabulary(), builtInObjectTypes, () =>
  readFileSync(`${definitions}/formats/stix.yaml`, 'utf8'),
);
if (table === undefined) throw new Error(JSON.stringify(diagnostics));

test('the example of the reference is a table without findings', () => {
  const text = `format: stix\nversion: 1\n${stixFormat.example}\n`;
  expect(loadTable('example.yaml', createVocabulary(), builtInObjectTypes, () => text).diagnostics).toEqual([]);
});

const DAY = 86_400_000;
const SEEN = Date.parse('2026-05-04T12:00:00Z');

const object = (changes: Partial<OutboundObject> = {}): OutboundObject => ({
  ...NO_FIELDS,
  type: 'indicator',
  subtype: 'FQDN',
  value: 'bad.example',
  key: changes.value ?? 'bad.example',
  change: 1,
  firstSeen: SEEN,
  changedAt: SEEN,
  tags: [],
  sources: ['Example Feed'],
  feeds: ['example/feed'],
  attributes: [],
  relations: [],
  content: undefined,
  gone: undefined,
  ...changes,
});

const attributes = (all: Readonly<Record<string, string>>): Pick<OutboundObject, 'attributes'> => ({
  attributes: Object.entries(all).map(([name, value]) => ({ name, value, sources: ['Example Feed'] })),
});

const mapped = (changes: Partial<OutboundObject>, options: Partial<StixOptions> = {}) =>
  stixMapper(options, table)(object(changes));

const main = (changes: Partial<OutboundObject>, options: Partial<StixOptions> = {}): StixObject => {
  const { objects, shared, refused } = mapped(changes, options);
  expect(refused).toBeUndefined();
  const [first] = objects;
  if (first === undefined) throw new Error('There is no object.');
  expect(againstSchema(first)).toEqual([]);
  expect(
    checkStix(
      [...new Map([...shared, ...objects].map((one) => [one.id, one])).values()].filter(({ type }) => type !== 'relationship'),
    ),
  ).toEqual([]);
  return first;
};

const extension = (one: StixObject): unknown => Object.values(one['extensions'] as Readonly<Record<string, unknown>>)[0];

describe('an indicator', () => {
  test('has a pattern, times in UTC with milliseconds, labels, and all else in one extension', () => {
    const one = main({
      description: 'seen in mails',
      tlp: 'amber',
      tags: ['phishing'],
      status: 'Active',
      ...attributes({ Confidence: 'High', Severity: '7' }),
    });
    expect(one).toMatchObject({
      type: 'indicator',
      spec_version: '2.1',
      created: '2026-05-04T12:00:00.000Z',
      modified: '2026-05-04T12:00:00.000Z',
      valid_from: '2026-05-04T12:00:00.000Z',
      name: 'bad.example',
      description: 'seen in mails',
      pattern: "[domain-name:value = 'bad.example']",
      pattern_type: 'stix',
      labels: ['phishing'],
      confidence: 85,
      object_marking_refs: ['marking-definition--f88d31f6-486f-44da-b317-01333bde0b82'],
    });
    expect(extension(one)).toEqual({
      extension_type: 'property-extension',
      object_type: 'indicator',
      object_subtype: 'FQDN',
      status: 'Active',
      sources: ['Example Feed'],
      feeds: ['example/feed'],
      attributes: [{ name: 'Severity', value: '7' }],
    });
    expect(one).not.toHaveProperty('revoked');
    expect(one).not.toHaveProperty('valid_until');
  });

  test('keeps its id and time of creation while it changes, and its modification time rises', () => {
    const [before, after] = [main({}), main({ changedAt: SEEN + DAY, description: 'more' })];
    expect({ id: after.id, created: after['created'] }).toEqual({ id: before.id, created: before['created'] });
    expect(after['modified']).toBe('2026-05-05T12:00:00.000Z');
  });

  test('ends where its source says, always after its beginning', () => {
    const until = (changes: Partial<OutboundObject>): unknown => main(changes)['valid_until'];
    expect(until({ expiresAt: SEEN + DAY })).toBe('2026-05-05T12:00:00.000Z');
    expect(until({ publishedAt: SEEN, expiresAt: SEEN })).toBe('2026-05-04T12:00:01.000Z');
    expect(until({ publishedAt: SEEN, expiresAt: SEEN - DAY })).toBe('2026-05-04T12:00:01.000Z');
    const expired = main({ expiresAt: SEEN + DAY, gone: 'expired' });
    expect(expired).not.toHaveProperty('revoked');
    expect(expired).toMatchObject({ valid_until: '2026-05-05T12:00:00.000Z', modified: '2026-05-05T12:00:00.000Z' });
  });

  test('that is withdrawn is revoked, and valid no longer', () => {
    expect(main({ gone: 'withdrawn', changedAt: SEEN + DAY, expiresAt: SEEN + 9 * DAY })).toMatchObject({
      revoked: true,
      valid_until: '2026-05-05T12:00:00.000Z',
    });
  });

  test.each([
    ['IP Address', '198.51.100.3', "[ipv4-addr:value = '198.51.100.3']"],
    ['CIDR Block', '198.51.100.0/24', "[ipv4-addr:value = '198.51.100.0/24']"],
    ['IPv6 Address', '2001:db8::1', "[ipv6-addr:value = '2001:db8::1']"],
    ['SHA-256', 'a'.repeat(64), `[file:hashes.'SHA-256' = '${'a'.repeat(64)}']`],
    ['MD5', 'b'.repeat(32), `[file:hashes.MD5 = '${'b'.repeat(32)}']`],
    ['ASN', 'AS64512', '[autonomous-system:number = 64512]'],
    ['Registry Key', 'HKLM\\Software\\X', "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\X']"],
    ['Filename', "it's.exe", "[file:name = 'it\\'s.exe']"],
  ])('of subtype %s says %s as a pattern', (subtype, value, pattern) => {
    expect(main({ subtype, value })['pattern']).toBe(pattern);
  });

  test.each([
    ['IP Address', '198.51.100.300', 'the value is no IPv4 address'],
    ['FQDN', 'bad example', 'the value is no domain name'],
    ['URL', 'http://a.example/\nx', 'the value has a blank or a control character, which no URL may have'],
    ['JA3 Fingerprint', 'x', 'STIX has no observable for indicators of this subtype'],
    ['Mutex', '\ud800', 'a text has half of a surrogate pair'],
  ])('of subtype %s is refused with a reason: %j', (subtype, value, refused) => {
    expect(mapped({ subtype, value })).toEqual({ shared: [], objects: [], refused });
  });

  test('whatever its value, says exactly that or is refused', () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom("'", '\\', '"', '\n', '\u0007', '=cmd()', '😀'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 40,
    });
    fc.assert(
      fc.property(nasty, fc.constantFrom('Mutex', 'Filename', 'Email Subject', 'Username', 'URL'), (text, subtype) => {
        const value = subtype === 'URL' ? `https://a.example/${text}` : text;
        const { objects, refused } = mapped({ value, subtype });
        if (objects.length === 0) expect(refused).toMatch(/^(?:the value (?:is|has) |a text has )/);
        else expect(readStixPattern(String(objects[0]?.['pattern']))).toMatchObject([{ value }]);
      }),
      { numRuns: 300 },
    );
  });

  test('goes out as what it matches, or with it', () => {
    expect(main({}, { indicators: 'observable' })).toMatchObject({ type: 'domain-name', value: 'bad.example' });
    const { objects } = mapped({}, { indicators: 'both' });
    expect(objects.map(({ type }) => type)).toEqual(['indicator', 'domain-name', 'relationship']);
    expect(objects[2]).toMatchObject({ source_ref: objects[0]?.id, target_ref: objects[1]?.id, relationship_type: 'related-to' });
    expect(mapped({}, { indicators: 'both', profile: 'opencti' }).objects[2]).toMatchObject({ relationship_type: 'based-on' });
  });
});

describe('the profile', () => {
  test('strict names ids by the producer and the type, opencti as OpenCTI derives them', () => {
    const ip = { subtype: 'IP Address', value: '198.51.100.3' };
    expect(main(ip, { profile: 'opencti' }).id).toBe('indicator--ed995101-8e77-5431-836d-feb4296682d4');
    expect(main(ip).id).not.toBe(main(ip, { producer: 'Another' }).id);
    expect(main(ip).id).toBe(main(ip, { indicators: 'both', tlp: 2 }).id);
    const malware = main({ type: 'malware', subtype: '', value: ' Malware ' }, { profile: 'opencti' });
    expect(malware.id).toBe('malware--92ddf766-b27c-5159-8f46-27002bba2f04');
  });

  test('opencti names what has a title by its value, which stays', () => {
    const incident = { type: 'incident', subtype: '', value: 'Case 1' };
    const [one, other] = ['A title', 'Another title'].map((title) => main({ ...incident, title }, { profile: 'opencti' }));
    expect([one?.['name'], other?.['name']]).toEqual(['A title', 'Another title']);
    expect(other?.id).toBe(one?.id);
  });

  test('opencti has the source as author, the score and the kind of observable', () => {
    const one = main({ subtype: 'SHA-1', value: 'c'.repeat(40), ...attributes({ Score: '70' }) }, { profile: 'opencti' });
    expect(one).toMatchObject({ x_opencti_score: 70, x_opencti_main_observable_type: 'StixFile' });
    const { shared } = mapped({}, { profile: 'opencti' });
    expect(shared.find(({ id }) => id === one['created_by_ref'])).toMatchObject({ name: 'Example Feed' });
    expect(extension(main(attributes({ Score: '70' })))).toMatchObject({ attributes: [{ name: 'Score', value: '70' }] });
  });
});

describe('a marking', () => {
  const names = (tlp: string, version: 1 | 2): readonly unknown[] =>
    mapped({ tlp }, { tlp: version })
      .shared.filter(({ type }) => type === 'marking-definition')
      .map(({ id, name }) => [id.slice(20, 28), name]);

  test('is that of TLP 1 or 2, each with its fixed id', () => {
    expect(names('white', 1)).toEqual([['613f2e26', 'TLP:WHITE']]);
    expect(names('white', 2)).toEqual([['94868c89', 'TLP:CLEAR']]);
    expect(names('red', 2)).toEqual([['e828b379', 'TLP:RED']]);
  });

  test('that TLP 1 lacks is the next one, with that of TLP 2 beside it', () => {
    expect(names('amber+strict', 1)).toEqual([
      ['f88d31f6', 'TLP:AMBER'],
      ['939a9414', 'TLP:AMBER+STRICT'],
    ]);
  });
});

describe('an attribute', () => {
  test('becomes the property that the table names, in the words of the standard', () => {
    const all = {
      Alias: 'Other',
      'Malware Type': 'RAT',
      'First Seen': '2026-01-02',
      Reference: 'https://a.example/x',
      'CVE ID': 'CVE-2026-1234',
    };
    expect(main({ type: 'malware', subtype: '', value: 'Thing', ...attributes(all) })).toMatchObject({
      aliases: ['Other'],
      malware_types: ['remote-access-trojan'],
      first_seen: '2026-01-02T00:00:00.000Z',
      external_references: [
        { source_name: 'Reference', url: 'https://a.example/x' },
        { source_name: 'cve', external_id: 'CVE-2026-1234' },
      ],
      is_family: true,
    });
  });

  test('that the property can not take stays an attribute', () => {
    const all = { Confidence: 'surely', 'Malware Type': '///', 'First Seen': '2026-02-31', 'CVE ID': 'CVE-1' };
    const one = main({ type: 'malware', subtype: '', value: 'Thing', ...attributes(all) });
    expect(extension(one)).toMatchObject({ attributes: Object.entries(all).map(([name, value]) => ({ name, value })) });
    expect(Object.keys(one)).not.toContain('confidence');
  });
});

describe('a relation', () => {
  const malware = object({ type: 'malware', subtype: '', value: 'Thing' });
  const incident = object({ type: 'incident', subtype: '', value: 'Case 1' });
  const related = (to: OutboundObject, as?: string): Pick<OutboundObject, 'relations'> => ({
    relations: [{ as, direction: 'to', other: to }],
  });
  const kind = (from: Partial<OutboundObject>, to: OutboundObject, as?: string): unknown => {
    const [one, relationship] = mapped({ ...from, ...related(to, as) }).objects;
    const { relationship_type: type, description, source_ref: source } = relationship as StixObject;
    return [type, description, source === one?.id ? 'from it' : 'to it'];
  };

  test('has the type that its word and both ends give, else it is related-to and keeps its word', () => {
    expect(kind({}, malware, 'indicates')).toEqual(['indicates', undefined, 'from it']);
    expect(kind({}, malware)).toEqual(['indicates', undefined, 'from it']);
    expect(kind({}, incident, 'indicates')).toEqual(['related-to', 'indicates', 'from it']);
    expect(kind(malware, object(), undefined)).toEqual(['indicates', undefined, 'to it']);
    expect(kind(malware, object({ type: 'tool', subtype: '', value: 'T' }), 'used by')).toEqual([
      'related-to',
      'used by',
      'from it',
    ]);
    expect(kind({ type: 'attack_pattern', subtype: '', value: 'T' }, malware, 'used by')).toEqual(['uses', undefined, 'to it']);
    expect(kind({}, malware, 'seen with')).toEqual(['related-to', 'seen with', 'from it']);
  });

  test('goes out with its source alone, or with a new end too, under one id', () => {
    const map = stixMapper({}, table);
    const [, outgoing] = map({ ...object(), ...related(malware) }).objects;
    const incoming: OutboundObject = { ...malware, relations: [{ as: undefined, direction: 'from', other: object() }] };
    expect(map(incoming).objects).toHaveLength(1);
    expect(map(incoming, true).objects[1]).toEqual(outgoing);
  });

  test('of a report or note stands within it, and the producer where there is none', () => {
    const note = { type: 'note', subtype: '', value: 'Call', description: 'They called.' };
    const [one, ...more] = mapped({ ...note, relations: [{ as: undefined, direction: 'from', other: incident }] }).objects;
    expect(one).toMatchObject({
      type: 'note',
      abstract: 'Call',
      content: 'They called.',
      object_refs: [mapped(incident).objects[0]?.id],
    });
    expect(more).toEqual([]);
    expect(mapped({ ...incident, ...related(object(note)) }).objects).toHaveLength(1);
    expect(main(note)['object_refs']).toEqual([main(note)['created_by_ref']]);
  });

  test('to an attachment goes out with the attachment, which alone knows its hash', () => {
    const content = { sha256: 'd'.repeat(64), size: 3, mediaType: 'text/plain' };
    const file = object({ type: 'attachment', subtype: '', value: 'a.txt', content });
    expect(mapped({ ...incident, ...related(file) }).objects).toHaveLength(1);
    const [one, relationship] = mapped({
      ...file,
      relations: [{ as: undefined, direction: 'from', other: incident }],
    }).objects;
    expect(one).toMatchObject({
      type: 'file',
      name: 'a.txt',
      hashes: { 'SHA-256': content.sha256 },
      size: 3,
      mime_type: 'text/plain',
    });
    expect(mapped({ ...file, content: undefined }).refused).toBe('the content of the file is missing');
    expect(relationship).toMatchObject({ target_ref: one?.id, source_ref: mapped(incident).objects[0]?.id });
  });

  test('to what does not go out, or to itself, does not go out either', () => {
    expect(mapped(related(object({ value: 'no domain' }))).objects).toHaveLength(1);
    expect(mapped(related(object())).objects).toHaveLength(1);
  });
});

test('a rule goes out as an indicator in its language, with what it is related to', () => {
  const rule = { type: 'signature', subtype: 'YARA', value: 'bad_rule', description: 'rule bad_rule { condition: false }' };
  const relation = { as: 'detected by', direction: 'from', other: object() } as const;
  const [one, relationship] = mapped({ ...rule, relations: [relation] }).objects;
  expect(one).toMatchObject({ type: 'indicator', pattern_type: 'yara', pattern: rule.description });
  expect(relationship).toMatchObject({ relationship_type: 'related-to', description: 'detected by' });
  expect(mapped({ ...rule, description: undefined }).refused).toBe('the rule itself is missing');
});

describe('a bundle', () => {
  test('has each shared object once, and none of two objects with one id', async () => {
    const twice = [object({ value: 'a.example' }), object({ value: 'b.example' }), object({ value: 'a.example', change: 2 })];
    const { bundle, refused } = await bundleOf(twice, {}, table);
    expect(checkStix(bundle.objects)).toEqual([]);
    expect(bundle.objects.map(({ type }) => type)).toEqual(['identity', 'extension-definition', 'indicator', 'indicator']);
    expect(refused).toEqual({ 'another object has the same id': 1 });
  });

  test('without objects has no list, and an id that stays', async () => {
    const { text, refused } = await bundleOf([object({ value: 'no domain' })], {}, table);
    expect(JSON.parse(text)).toEqual({ type: 'bundle', id: expect.stringMatching(/^bundle--/) as string });
    expect(refused).toEqual({ 'the value is no domain name': 1 });
  });

  test('of many objects comes in small pieces', async () => {
    const many = async function* () {
      for (let from = 0; from < 5000; from += 100)
        yield Array.from({ length: 100 }, (_, at) => object({ value: `host-${from + at}.example` }));
    };
    const lengths: number[] = [];
    for await (const part of stixBundle(many(), stixMapper({}, table), () => undefined)) lengths.push(part.length);
    expect(lengths.length).toBeGreaterThan(20);
    expect(Math.max(...lengths)).toBeLessThan(256 * 1024);
  });
});
