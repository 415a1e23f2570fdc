import type { Guide, GuideFeed, GuideRequest, MappingRow } from '../model/guide.ts';
import { anchor, code, plain, prose, table } from './escape.ts';
import { requestLines } from './requests.ts';

type Blocks = readonly (readonly string[])[];

/** A section for each feed: what a run does, its calls, and its mapping. A call of several feeds is told with the first. */
export const feedSections = (guide: Guide): Blocks => {
  const told = new Set<string>();
  return Object.values(guide.feeds).flatMap((feed) => {
    const calls = guide.requests.filter(({ role, name }) => role !== 'login' && feed.requests.includes(name));
    const blocks = calls.flatMap((call) => callSection(call, told.has(call.name)));
    for (const { name } of calls) told.add(name);
    return [
      [`## ${plain(feed.title)}`],
      ...(feed.description === null ? [] : [[prose(feed.description)]]),
      feed.steps.map((step) => `- ${prose(step)}`),
      ...filterLines(feed),
      ...blocks,
      ...mappingSection(feed, guide.mapping[feed.name] ?? []),
    ];
  });
};

const headingOf = ({ title, role }: GuideRequest): string => `${title} (${role})`;

const callSection = (call: GuideRequest, isTold: boolean): Blocks =>
  isTold
    ? [[`### ${plain(headingOf(call))}`], [`As told [above](#${anchor(headingOf(call))}).`]]
    : [[`### ${plain(headingOf(call))}`], ...requestLines(call)];

const filterLines = ({ filters }: GuideFeed): Blocks =>
  filters.length === 0
    ? []
    : [
        ['Left out are records that are:'],
        filters.map(
          ({ because, kind, test }) => `- ${prose(because)} (${kind === 'keep' ? 'kept' : 'dropped'} where ${code(test)})`,
        ),
      ];

const mappingSection = ({ title }: GuideFeed, rows: readonly MappingRow[]): Blocks =>
  rows.length === 0
    ? []
    : [
        [`### ${plain(title)}: mapping`],
        table(
          ['Feed data path', 'Entity', 'Object type or attribute key', 'Published date', 'Example', 'Notes'],
          rows.map(({ path, entity, key, published, example, notes }) => [
            pathCell(path),
            plain(entity),
            plain(key ?? ''),
            pathCell(published),
            code(example ?? ''),
            notes.map((note) => `${prose(note)}.`).join(' '),
          ]),
        ),
      ];

const pathCell = (path: string | null): string => (path ?? '').split(', ').map(code).join(', ');
