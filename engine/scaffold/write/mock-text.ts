import type { Names } from './definition-text.ts';
import { isMap, valueAt } from '../sample/columns.ts';
import { isStix, type Sample } from '../sample/read-sample.ts';
import type { Pages } from '../paging/pages.ts';
import { mockCondition } from './access.ts';
import { requestParts, type Origin } from './request-lines.ts';
import { expression, flow, indent, quoted } from './yaml.ts';

interface Served {
  readonly sample: Sample;
  readonly pages: Pages | undefined;
  /** The sample's file beside the mock. */
  readonly file: string;
}

/** A vendor that answers with the sample, and with an empty page to whoever asks for the next one. */
export const mockText = ({ pack, title }: Names, origin: Origin, { sample, pages, file }: Served): string => {
  const { credentials, route } = requestParts(origin, pages?.params);
  const user = credentials.map(({ name }) => `${name}: mock-${pack}`).join(', ');
  const required = origin.access === undefined ? undefined : mockCondition(origin.access);
  return [
    'mock: 1',
    `title: ${quoted(`${title}, as the sample has it.`)}`,
    ...(user === '' ? [] : [`user: { ${user} }`]),
    ...(required === undefined ? [] : ['require:', `  - { that: ${required}, status: 401 }`]),
    'routes:',
    ...indent(2, furtherPage(sample, pages, route)),
    `  - route: ${quoted(`GET ${route}`)}`,
    `    file: ${quoted(file)}`,
    '',
  ].join('\n');
};

const furtherPage = (sample: Sample, pages: Pages | undefined, route: string): readonly string[] => {
  const further = pages?.isFurther;
  if (further === undefined) return [];
  return [
    '# The sample is one page: the next one is empty.',
    `- route: ${quoted(`GET ${'path' in further ? further.path : route}`)}`,
    ...('when' in further ? [`  when: ${expression(further.when)}`] : []),
    `  json: ${flow(emptyPage(sample))}`,
  ];
};

/** An answer without records, and without anything that leads further. */
const emptyPage = (sample: Sample): unknown => {
  if (isStix(sample)) return { more: false, objects: [] };
  const { path, entriesAs, columns } = sample.place;
  const empty = within(path, entriesAs === undefined ? [] : {});
  if (columns?.kind !== 'path' || !isMap(sample.envelope)) return empty;
  return merged(empty, within(columns.path, valueAt(sample.envelope, columns.path)));
};

const within = (path: readonly string[], value: unknown): unknown =>
  path.toReversed().reduce<unknown>((inner, name) => ({ [name]: inner }), value);

const merged = (a: unknown, b: unknown): unknown =>
  isMap(a) && isMap(b)
    ? Object.fromEntries(
        [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [
          name,
          name in a && name in b ? merged(a[name], b[name]) : (a[name] ?? b[name]),
        ]),
      )
    : a;
