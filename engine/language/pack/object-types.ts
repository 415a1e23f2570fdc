import { textField, usualFields } from './object-type.ts';
import type { ObjectType } from './object-type.ts';

/** Statuses that an indicator may have. */
export const indicatorStatuses = ['Active', 'Expired', 'Indirect', 'Review', 'Whitelisted'] as const;

/** Subtypes that an indicator may have. */
export const indicatorSubtypes = [
  'ASN', 'Binary String', 'CIDR Block', 'CVE', 'Email Address', 'Email Attachment', 'Email Subject', 'File Mapping', 'File Path', 'Filename',
  'FQDN', 'Fuzzy Hash', 'GOST Hash', 'Hash ION', 'IP Address', 'IPv6 Address', 'IPv6 CIDR Block', 'JA3 Fingerprint', 'JARM Fingerprint', 'MAC Address', 'MD5', 'Mutex', 'Password',
  'Registry Key', 'Service Name', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'String', 'URL', 'URL Path', 'User-agent', 'Username',
  'X-Mailer', 'x509 Serial', 'x509 Subject',
] as const; // prettier-ignore

const builtIn = (
  code: string,
  name: string,
  plural: string,
  more: Partial<Pick<ObjectType, 'fields' | 'subtypes' | 'statuses'>> = {},
): ObjectType => ({
  code,
  name,
  plural,
  fields: usualFields,
  subtypes: [],
  statuses: [],
  description: undefined,
  custom: false,
  file: '',
  place: undefined,
  ...more,
});

const dated = (label: string): ObjectType['fields'] => [
  textField('value', label, true),
  textField('description', 'Description', false, 'textarea'),
  textField('happened_at', 'Happened at', false, 'date'),
];

/** The object types that every pack may use; a pack's own come from its `custom_objects`. */
export const builtInObjectTypes: readonly ObjectType[] = [
  builtIn('adversary', 'Adversary', 'Adversaries'),
  builtIn('asset', 'Asset', 'Assets'),
  builtIn('attachment', 'File', 'Files', {
    fields: [
      textField('value', 'File name', true),
      textField('title', 'Title', false),
      textField('description', 'Description', false, 'textarea'),
    ],
  }),
  builtIn('attack_pattern', 'Attack Pattern', 'Attack Patterns'),
  builtIn('campaign', 'Campaign', 'Campaigns'),
  builtIn('course_of_action', 'Course of Action', 'Courses of Action'),
  builtIn('event', 'Event', 'Events', { fields: dated('Title') }),
  builtIn('exploit_target', 'Exploit Target', 'Exploit Targets'),
  builtIn('identity', 'Identity', 'Identities'),
  builtIn('incident', 'Incident', 'Incidents', { fields: dated('Name') }),
  builtIn('indicator', 'Indicator', 'Indicators', {
    fields: [
      textField('value', 'Value', true),
      textField('description', 'Description', false, 'textarea'),
      textField('status', 'Status', false),
    ],
    subtypes: indicatorSubtypes,
    statuses: indicatorStatuses,
  }),
  builtIn('intrusion_set', 'Intrusion Set', 'Intrusion Sets'),
  builtIn('malware', 'Malware', 'Malware'),
  builtIn('note', 'Note', 'Notes', {
    fields: [textField('value', 'Title', true), textField('description', 'Text', false, 'textarea')],
  }),
  builtIn('report', 'Report', 'Reports'),
  builtIn('signature', 'Signature', 'Signatures'),
  builtIn('tool', 'Tool', 'Tools'),
  builtIn('ttp', 'TTP', 'TTPs'),
  builtIn('vulnerability', 'Vulnerability', 'Vulnerabilities'),
];
