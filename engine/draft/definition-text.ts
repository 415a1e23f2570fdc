import type { DecoderUse } from '../components/decoders/chain.ts';
import { attributeLines, leftOut } from './attributes.ts';
import type { Draft } from './draft.ts';
import type { Sample } from './read-sample.ts';
import { requestParts, UNKNOWN_BASE, type Origin } from './request-lines.ts';
import { subjectLines } from './subtype.ts';
import { expression, jsonataPath, quoted, remark, scalar } from './yaml.ts';

export interface Names {
  readonly pack: string;
  readonly feed: string;
  readonly title: string;
}

interface Parts {
  readonly sample: Sample;
  readonly draft: Draft;
  readonly names: Names;
  readonly origin: Origin;
  /** The sample's file under `fixtures/<pack>/`; none is named without it. */
  readonly file: string | undefined;
}

const indent = (by: number, lines: readonly string[]): readonly string[] => lines.map((line) => ' '.repeat(by) + line);

/** A definition of one feed, with a remark wherever a person has to decide. */
export const definitionText = (parts: Parts): string =>
  [...head(parts), '', ...endpoint(parts), '', ...feed(parts), ''].join('\n');

const head = ({ names, origin }: Parts): readonly string[] => {
  const { credentials } = requestParts(origin);
  const auth = '{ kind: basic, username: !expr $user.username, password: !expr $user.password }';
  return [
    'language: 1',
    `name: ${scalar(names.pack)}`,
    `title: ${scalar(names.title)}`,
    'version: 0.1.0',
    '# Decide: the category under which the feed is listed.',
    'category: osint',
    ...(credentials.length === 0 ? [] : ['', 'user_fields:']),
    ...credentials.map(({ name, label, type }) => `  ${name}: { label: ${quoted(label)}, type: ${type}, required: true }`),
    '',
    'connection:',
    ...(credentials.length === 0 ? ['  # Decide: `auth:` and an option for the key, if the vendor wants one.'] : []),
    ...(origin.baseUrl === UNKNOWN_BASE ? ['  # Decide: the base address; this one is made up.'] : []),
    '  http:',
    `    base_url: ${quoted(origin.baseUrl)}`,
    ...(origin.basic === true ? [`    auth: ${auth}`] : []),
  ];
};

const step = ({ kind, options, sniff }: DecoderUse): string => {
  const name = sniff ? `${kind}?` : kind;
  return Object.keys(options).length === 0 ? name : `{ ${name}: ${flow(options)} }`;
};

const flow = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${(value as readonly unknown[]).map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([name, one]) => `${scalar(name)}: ${flow(one)}`)
    .join(', ')} }`;
};

const endpoint = ({ sample, draft, origin, file }: Parts): readonly string[] => {
  const { at, place, decode } = sample;
  const list = typeof at !== 'string';
  const path = typeof at === 'string' ? quoted(at) : `[${at.map(quoted).join(', ')}]`;
  const entries = place.entriesAs === undefined ? '' : `, entries_as: ${scalar(place.entriesAs)}`;
  const keys = draft.key.map((one) => expression(jsonataPath(one)));
  return [
    'endpoints:',
    '  records:',
    '    request:',
    ...indent(6, requestParts(origin).lines),
    '    # Decide: `paginate:`, if an answer holds only a part of the records.',
    `    decode: [${decode.map(step).join(', ')}]`,
    `    records: ${list || entries !== '' ? `{ at: ${path}${entries} }` : path === '"$"' ? '$' : scalar(String(at))}`,
    ...(keys.length === 0
      ? ['    # Decide: `key:`; no member, and no pair with the value, is different in every record of the sample.']
      : []),
    ...(keys.length === 1 ? [`    key: ${keys[0]}`] : []),
    ...(keys.length > 1 ? ['    key:', ...keys.map((one) => `      - ${one}`)] : []),
    ...(file === undefined ? [] : [`    samples: [${quoted(file)}]`]),
  ];
};

const feed = (parts: Parts): readonly string[] => {
  const { sample, draft, names } = parts;
  const isStix = sample.decode.at(-1)?.kind === 'stix';
  const subject = subjectLines(draft);
  return [
    'feeds:',
    `  ${names.feed}:`,
    `    title: ${scalar(names.title)}`,
    '    source: records',
    ...(draft.published === undefined || isStix
      ? []
      : [
          `    # Decide: \`window: { time: ${remark(jsonataPath(draft.published.path)).slice(2)} }\`, if the request can ask for a range of times.`,
        ]),
    '    # Decide: `snapshot: true`, if what is no longer listed has to expire.',
    '    state: { kind: unchanged }',
    ...(isStix ? stixReport() : [...filters(draft), ...lets(subject.let), ...report(draft, subject)]),
  ];
};

const filters = ({ sparse, value }: Draft): readonly string[] =>
  sparse
    ? ['    filters:', `      - keep: ${expression(`$exists(${jsonataPath(value.path)})`)}`, '        because: no value']
    : [];

const lets = (subject: string | undefined): readonly string[] =>
  subject === undefined ? [] : ['    let:', `      subject: ${subject}`];

const report = (draft: Draft, { subtype, value }: ReturnType<typeof subjectLines>): readonly string[] => {
  const at = (name: string, column: Draft['title']): readonly string[] =>
    column === undefined || column === draft.value ? [] : [`${name}: ${expression(jsonataPath(column.path))}`];
  const attributes = attributeLines(draft);
  return [
    '    report:',
    '      object:',
    ...(draft.kinds.length === 0 ? ['        # Decide: the type; the values show none.'] : []),
    ...(draft.kinds[0]?.subtype === 'CVE'
      ? ['        # Decide: `type: vulnerability` without a subtype, if a CVE is not to be an indicator.']
      : []),
    ...indent(8, [
      `type: ${scalar(draft.type)}`,
      ...(subtype === undefined ? [] : [`subtype: ${subtype}`]),
      `value: ${value}`,
      ...at('title', draft.title),
      ...at('description', draft.description),
      ...at('published_at', draft.published),
      ...tags(draft),
      ...(attributes.length === 0 ? [] : ['attributes:', ...indent(2, attributes)]),
      ...leftOut(draft).map(({ path }) =>
        remark(`Decide: the list of maps ${path.join('.')} is left out; \`each:\` makes objects of its elements.`),
      ),
    ]),
  ];
};

const tags = ({ tags: column }: Draft): readonly string[] => {
  if (column === undefined) return [];
  const path = jsonataPath(column.path);
  return [`tags: ${expression(column.shape === 'list' ? path : `$values(${path}, ',')`)}`];
};

const STIX_SUBTYPES: Readonly<Record<string, string>> = {
  'ipv4-addr:value': 'IP Address',
  'ipv6-addr:value': 'IPv6 Address',
  'domain-name:value': 'FQDN',
  'url:value': 'URL',
  'email-addr:value': 'Email Address',
  'file:name': 'Filename',
  'file:hashes.MD5': 'MD5',
  'file:hashes.SHA-1': 'SHA-1',
  'file:hashes.SHA-256': 'SHA-256',
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

/** What STIX 2.1 says of every bundle; it needs no guess. */
const stixReport = (): readonly string[] =>
  indent(4, [
    'report:',
    '  indicator:',
    `    when: !expr "type = 'indicator' and $first(pattern_type, 'stix') = 'stix'"`,
    '    each: !expr $stix_pattern(pattern)',
    '    type: indicator',
    `    subtype: { of: !expr "type & ':' & path", table: ${flow(STIX_SUBTYPES)}, else: skip }`,
    '    value: !expr value',
    '    description: !expr $record.description',
    '    published_at: !expr "$first($record.valid_from, $record.created)"',
    '    expires_at: !expr $record.valid_until',
    '    tags: !expr "$append($record.labels, $record.indicator_types)"',
    '    withdraw: !expr "$record.revoked = true"',
    '    ref: !expr $record.id',
    '  object:',
    `    when: !expr "type in [${Object.keys(STIX_TYPES)
      .map((one) => `'${one}'`)
      .join(', ')}]"`,
    `    type: { of: !expr type, table: ${flow(STIX_TYPES)} }`,
    '    value: !expr name',
    '    description: !expr description',
    '    published_at: !expr created',
    '    withdraw: !expr "revoked = true"',
    '    ref: !expr id',
    '  relation:',
    `    when: !expr "type = 'relationship'"`,
    '    relate: { from: !expr source_ref, to: !expr target_ref, as: !expr relationship_type }',
  ]);
