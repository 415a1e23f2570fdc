import type { DecoderUse } from '../../components/decoders/chain/chain.ts';
import type { RowColumns } from '../../language/model.ts';
import { attributeLines, leftOut } from '../guess/attributes.ts';
import type { Draft } from '../draft.ts';
import { pagingRemark } from '../guess/paging-remark.ts';
import { isStix, type Sample } from '../sample/read-sample.ts';
import { requestParts, UNKNOWN_BASE, type Origin } from './request-lines.ts';
import { stixReport } from '../guess/stix-report.ts';
import { subjectLines } from '../guess/subtype.ts';
import { expression, flow, indent, jsonataPath, quoted, remark, scalar } from './yaml.ts';

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

const endpoint = ({ sample, draft, origin, file }: Parts): readonly string[] => {
  const { at, place, decode } = sample;
  const list = typeof at !== 'string';
  const path = typeof at === 'string' ? quoted(at) : `[${at.map(quoted).join(', ')}]`;
  const entries =
    (place.entriesAs === undefined ? '' : `, entries_as: ${scalar(place.entriesAs)}`) +
    (place.item === undefined ? '' : `, item: ${place.item.join('.')}`) +
    (place.as === undefined ? '' : `, as: ${scalar(place.as)}`) +
    (place.columns === undefined ? '' : `, columns: ${columnsText(place.columns)}`);
  const keys = draft.key.map((one) => expression(jsonataPath(one)));
  return [
    'endpoints:',
    '  records:',
    '    request:',
    ...indent(6, requestParts(origin).lines),
    `    ${pagingRemark(sample)}`,
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

const columnsText = (columns: RowColumns): string => {
  switch (columns.kind) {
    case 'names':
      return `[${columns.names.map(scalar).join(', ')}]`;
    case 'path':
      return scalar(columns.path.join('.'));
    case 'header':
      return '{ header: true }';
    default:
      return columns satisfies never;
  }
};

const feed = (parts: Parts): readonly string[] => {
  const { sample, draft, names } = parts;
  const stix = isStix(sample);
  const subject = subjectLines(draft);
  const time = draft.changed ?? draft.published;
  return [
    'feeds:',
    `  ${names.feed}:`,
    `    title: ${scalar(names.title)}`,
    '    source: records',
    ...(time === undefined || stix
      ? []
      : [
          `    # Decide: \`window: { time: ${remark(jsonataPath(time.path)).slice(2)} }\`, if the request can ask for a range of times.`,
        ]),
    '    # Decide: `snapshot: true`, if what is no longer listed has to expire.',
    '    state: { kind: unchanged }',
    ...(stix ? indent(4, stixReport()) : [...filters(draft), ...lets(subject.let), ...report(draft, subject)]),
  ];
};

const filters = ({ sparse, value }: Draft): readonly string[] =>
  sparse
    ? [
        `    # Decide: records without ${remark(value.path.join('.')).slice(2)} are left out.`,
        '    filters:',
        `      - keep: ${expression(`$exists(${jsonataPath(value.path)})`)}`,
        '        because: no value',
      ]
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
    ...(draft.kinds.length > 0 && draft.others
      ? ['        # Decide: what shows no kind becomes an indicator of type String.']
      : []),
    ...(draft.kinds[0]?.subtype === 'CVE'
      ? ['        # Decide: `type: indicator` with `subtype: CVE`, if a CVE is to be an indicator.']
      : []),
    ...indent(8, [
      `type: ${scalar(draft.type)}`,
      ...(subtype === undefined ? [] : [`subtype: ${subtype}`]),
      ...identity(draft),
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

/** Names and titles are given twice; an id tells such objects apart. */
const identity = ({ key, value, type }: Draft): readonly string[] => {
  const [only, ...more] = key;
  if (type === 'indicator' || type === 'vulnerability' || only === undefined || more.length > 0 || only === value.path) return [];
  return [`identity: ${expression(jsonataPath(only))}`];
};

const tags = ({ tags: column }: Draft): readonly string[] => {
  if (column === undefined) return [];
  const path = jsonataPath(column.path);
  return [`tags: ${expression(column.shape === 'list' ? path : `$values(${path}, ',')`)}`];
};
