import type { JsonRecord } from '../../language/basics/json.ts';
import { columnsOf } from '../sample/columns.ts';
import { flow, indent } from '../write/yaml.ts';
import { memberLines, type AttributeLines } from './members/attributes.ts';

const STIX_SUBTYPES: Readonly<Record<string, string>> = {
  'CIDR Block': 'CIDR Block',
  FQDN: 'FQDN',
  'IP Address': 'IP Address',
  'IPv6 Address': 'IPv6 Address',
  'IPv6 CIDR Block': 'IPv6 CIDR Block',
  'domain-name:value': 'FQDN',
  'url:value': 'URL',
  'email-addr:value': 'Email Address',
  'email-message:from_ref.value': 'Email Address',
  'email-message:sender_ref.value': 'Email Address',
  'email-message:subject': 'Email Subject',
  'file:name': 'Filename',
  'hashes.MD5': 'MD5',
  'hashes.SHA-1': 'SHA-1',
  'hashes.SHA-256': 'SHA-256',
  'hashes.SHA-384': 'SHA-384',
  'hashes.SHA-512': 'SHA-512',
  'hashes.SSDEEP': 'Fuzzy Hash',
  'hashes.TLSH': 'Fuzzy Hash',
  'directory:path': 'File Path',
  'mutex:name': 'Mutex',
  'windows-registry-key:key': 'Registry Key',
  'mac-addr:value': 'MAC Address',
  'user-account:account_login': 'Username',
  'user-account:user_id': 'Username',
  'vulnerability:name': 'CVE',
  'x509-certificate:serial_number': 'x509 Serial',
  'x509-certificate:subject': 'x509 Subject',
  'autonomous-system:number': 'ASN',
};
const STIX_TYPES: Readonly<Record<string, string>> = {
  'attack-pattern': 'attack_pattern',
  campaign: 'campaign',
  'course-of-action': 'course_of_action',
  identity: 'identity',
  'intrusion-set': 'intrusion_set',
  malware: 'malware',
  report: 'report',
  'threat-actor': 'adversary',
  tool: 'tool',
  vulnerability: 'vulnerability',
};

/** Members that the report says something of, or that only serve STIX itself. */
const KNOWN = new Set(
  `type spec_version id created modified created_by_ref object_marking_refs granular_markings extensions revoked name description labels
   confidence pattern pattern_type pattern_version valid_from valid_until indicator_types kill_chain_phases aliases external_references
   relationship_type source_ref target_ref`.split(/\s+/),
);
const NAMES = ['Name', 'Confidence', 'Kill Chain Phase', 'STIX ID', 'Alias', 'External ID', 'Reference'];

/** Attributes of what the objects of these types have beside what STIX says of them, such as members of the vendor's own. */
const further = (records: readonly JsonRecord[], isMeant: (type: string) => boolean, root: string): AttributeLines => {
  const meant = records.filter(({ type }) => isMeant(String(type)));
  const columns = columnsOf(meant).filter(({ path }) => !KNOWN.has(path[0] ?? ''));
  return memberLines(columns, { root, taken: NAMES });
};

/** What STIX 2.1 says of every bundle, which needs no guess, and the members that the sample's objects have beside that. */
export const stixReport = (records: readonly JsonRecord[] = []): readonly string[] => {
  const ofIndicators = further(records, (type) => type === 'indicator', '$record.');
  const ofObjects = further(records, (type) => Object.hasOwn(STIX_TYPES, type), '');
  return [
    ...reportHead,
    ...indent(6, ofIndicators.lines),
    ...indent(4, ofIndicators.remarks),
    ...objectHead,
    ...indent(6, ofObjects.lines),
    ...indent(4, ofObjects.remarks),
    ...relation,
  ];
};

const reportHead: readonly string[] = [
  'report:',
  '  indicator:',
  `    when: !expr "type = 'indicator' and $first(pattern_type, 'stix') = 'stix'"`,
  '    each: !expr $stix_pattern(pattern)',
  '    type: indicator',
  '    subtype:',
  '      # An address may be a netblock, and what a connection leads to an address or a name.',
  '      of: !expr |-',
  "        type in ['ipv4-addr', 'ipv6-addr'] or $contains(path, /^(?:src_ref|dst_ref|resolves_to_refs\\[[*0-9]+\\])[.]value$/)",
  "          ? $first($indicator_type(value), 'none')",
  "          : type in ['file', 'artifact', 'process'] and $contains(path, 'hashes.')",
  "            ? 'hashes.' & $substringAfter(path, 'hashes.')",
  "            : type & ':' & path",
  `      table: ${flow(STIX_SUBTYPES)}`,
  '      else: skip',
  '    value: !expr value',
  '    description: !expr $record.description',
  '    published_at: !expr "$first($record.valid_from, $record.created)"',
  '    expires_at: !expr $record.valid_until',
  '    tags: !expr "$append($record.labels, $record.indicator_types)"',
  '    withdraw: !expr "$record.revoked = true"',
  '    ref: !expr $record.id',
  '    attributes:',
  '      Name: !expr $record.name',
  '      Confidence: { value: !expr $record.confidence, rule: update }',
  '      Kill Chain Phase: !expr $record.kill_chain_phases.phase_name',
  '      STIX ID: !expr $record.id',
];

const objectHead: readonly string[] = [
  '  object:',
  `    when: !expr "type in [${Object.keys(STIX_TYPES)
    .map((one) => `'${one}'`)
    .join(', ')}]"`,
  `    type: { of: !expr type, table: ${flow(STIX_TYPES)} }`,
  '    # Decide: without `identity:`, two objects of one type and name are one.',
  '    identity: !expr id',
  '    value: !expr name',
  '    description: !expr description',
  '    published_at: !expr created',
  '    withdraw: !expr "revoked = true"',
  '    ref: !expr id',
  '    attributes:',
  '      Alias: !expr aliases',
  '      External ID: !expr external_references.external_id',
  '      Reference: !expr external_references.url',
  '      Kill Chain Phase: !expr kill_chain_phases.phase_name',
  '      STIX ID: !expr id',
];

const relation: readonly string[] = [
  '  relation:',
  `    when: !expr "type = 'relationship' and $not(revoked = true)"`,
  '    relate: { from: !expr source_ref, to: !expr target_ref, as: !expr relationship_type }',
];
