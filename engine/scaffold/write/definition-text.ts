import type { DecoderUse } from '../../components/decoders/chain/chain.ts';
import type { RowColumns } from '../../language/model.ts';
import type { Draft } from '../draft.ts';
import { pagingRemark } from '../paging/paging.ts';
import type { Pages } from '../paging/pages.ts';
import { isStix, type Sample } from '../sample/read-sample.ts';
import { authText } from './access.ts';
import { requestParts, UNKNOWN_BASE, type Origin } from './request-lines.ts';
import { stixReport } from '../guess/stix-report.ts';
import { reportLines } from './report-lines.ts';
import { expression, flow, indent, jsonataPath, quoted, remark, remarks, scalar, snippet } from './yaml.ts';
import { expansionText, type Expansion } from '../sample/expand.ts';

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
  readonly pages: Pages | undefined;
  /** The sample's file under `fixtures/<pack>/`; none is named without it. */
  readonly file: string | undefined;
}

/** A definition of one feed, with a remark wherever a person has to decide. */
export const definitionText = (parts: Parts): string =>
  [...head(parts), '', ...endpoint(parts), '', ...feed(parts), ''].join('\n');

const head = ({ names, origin, pages }: Parts): readonly string[] => {
  const { credentials } = requestParts(origin);
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
    ...(pages?.host === undefined ? [] : [`    hosts: [${quoted(pages.host)}]`]),
    ...(origin.access === undefined ? [] : [`    auth: ${authText(origin.access)}`]),
  ];
};

const step = ({ kind, options, sniff }: DecoderUse): string => {
  const name = sniff ? `${kind}?` : kind;
  return Object.keys(options).length === 0 ? name : `{ ${name}: ${flow(options)} }`;
};

const endpoint = ({ sample, draft, origin, pages, file }: Parts): readonly string[] => {
  const { at, place, decode } = sample;
  const list = typeof at !== 'string';
  const path = typeof at === 'string' ? quoted(at) : `[${at.map(quoted).join(', ')}]`;
  const entries =
    (place.entriesAs === undefined ? '' : `, entries_as: ${scalar(place.entriesAs)}`) +
    (place.item === undefined ? '' : `, item: ${scalar(place.item.join('.'))}`) +
    (place.as === undefined ? '' : `, as: ${scalar(place.as)}`) +
    (place.columns === undefined ? '' : `, columns: ${columnsText(place.columns)}`);
  const keys = draft.key.map((one) => expression(jsonataPath(one)));
  return [
    'endpoints:',
    '  records:',
    '    request:',
    ...indent(6, requestParts(origin, pages?.params).lines),
    ...(pages === undefined ? [`    ${pagingRemark(sample)}`] : pagesLines(pages)),
    `    decode: [${decode.map(step).join(', ')}]`,
    `    records: ${list || entries !== '' ? `{ at: ${path}${entries} }` : path === '"$"' ? '$' : scalar(String(at))}`,
    ...(keys.length === 0 && draft.keyByKind.length === 0
      ? ['    # Decide: `key:`; no member, and no pair with the value, is different in every record of the sample.']
      : []),
    ...(draft.keyByKind.length === 0 ? [] : [`    key: ${expression(`$first(${draft.keyByKind.map(jsonataPath).join(', ')})`)}`]),
    ...(keys.length === 1 ? [`    key: ${keys[0]}`] : []),
    ...(keys.length > 1 ? ['    key:', ...keys.map((one) => `      - ${one}`)] : []),
    ...(file === undefined ? [] : [`    samples: [${quoted(file)}]`]),
  ];
};

const pagesLines = ({ paginate, remark: says }: Pages): readonly string[] => [
  ...(says === undefined ? [] : [`    ${remark(says)}`]),
  `    paginate: { ${paginate} }`,
];

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
  const time = draft.changed ?? draft.published;
  return [
    'feeds:',
    `  ${names.feed}:`,
    ...indent(4, [
      `title: ${scalar(names.title)}`,
      'source: records',
      ...(time === undefined || stix ? [] : windowRemark(jsonataPath(time.path))),
      '# Decide: `snapshot: true`, if what is no longer listed has to expire.',
      'state: { kind: unchanged }',
      ...(stix ? stixReport(sample.records) : [...filters(draft, sample.expand), ...reportLines(draft)]),
    ]),
  ];
};

/** What has to stand for a window, as it can be taken over. */
const windowRemark = (time: string): readonly string[] => [
  '# Decide: if the request can ask for a range of times, say so in it with $window.since and $window.until, and put here:',
  snippet(`window: { time: ${expression(time)}, period: P7D }`),
];

const filters = ({ sparse, value }: Draft, expand: Expansion | undefined): readonly string[] => {
  const keep = sparse
    ? [
        `  # Decide: records without ${remark(value.path.join('.')).slice(2)} are left out.`,
        `  - keep: ${expression(`$exists(${jsonataPath(value.path)})`)}`,
        '    because: no value',
      ]
    : [];
  const parts = expand === undefined ? [] : [`  - expand: ${expression(expansionText(expand))}`];
  const lost = expand === undefined ? [] : remarks('  Left out of what is around them:'.trim(), expand.leftOut);
  return parts.length + keep.length === 0 ? [] : ['filters:', ...parts, ...indent(2, lost), ...keep];
};
