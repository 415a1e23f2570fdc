import type { Guide } from '../model/guide.ts';
import { actionSections } from './actions.ts';
import { configurationSection } from './configuration.ts';
import { code, plain, prose, table } from './escape.ts';
import { feedSections } from './feeds.ts';
import { introductionSection } from './introduction.ts';
import { requestLines } from './requests.ts';

/** A guide as Markdown, with tables. */
export const markdownGuide = (guide: Guide): string => {
  const login = guide.requests.filter(({ role }) => role === 'login');
  const blocks = [
    [`<!-- Written by \`feedwright guide ${guide.pack}\` from ${guide.facts.definition}: change that. -->`],
    [`# ${plain(guide.facts.title)}`],
    factsTable(guide),
    ...introductionSection(guide),
    ...listSection('Prerequisites', guide.prerequisites),
    ...configurationSection(guide),
    ...(login.length === 0 ? [] : [['## Login'], ...login.flatMap((one) => requestLines(one))]),
    ...feedSections(guide),
    ...actionSections(guide),
    ...runSection(guide),
    ...listSection('Known limits', guide.limits),
    ...changesSection(guide),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
};

/** Parts of a document with an empty line between them: paragraphs, lists, tables, code. */
type Blocks = readonly (readonly string[])[];

const factsTable = ({ pack, facts }: Guide): readonly string[] =>
  table(
    ['Fact', 'Value'],
    [
      ['Version', plain(facts.version)],
      ['Pack', code(pack)],
      ['Definition', code(facts.definition)],
      ['Needs', `An engine that knows language ${facts.language}`],
      ...(facts.category === null ? [] : [['Category', plain(facts.category)]]),
      ...(facts.author === null ? [] : [['Author', plain(facts.author)]]),
    ],
  );

const listSection = (title: string, items: readonly string[]): Blocks =>
  items.length === 0 ? [] : [[`## ${title}`], items.map((item) => `- ${prose(item)}`)];

const runSection = ({ runs, feeds }: Guide): Blocks => {
  const all = Object.entries(runs);
  if (all.length === 0) return [];
  return [
    ['## Average run'],
    ...all.flatMap(([name, { measured, rows }]) => [
      [`### ${plain(feeds[name]?.title ?? name)}: average run`],
      [prose(measured)],
      table(
        ['Metric', 'Result'],
        rows.map(({ metric, result }) => [plain(metric), plain(result)]),
      ),
    ]),
  ];
};

const changesSection = ({ changes }: Guide): Blocks =>
  changes.length === 0
    ? []
    : [
        ['## Changes'],
        changes.flatMap(({ version, date, lines }) => [
          `- **Version ${plain(version)}**${date === null ? '' : ` (${plain(date)})`}`,
          ...lines.map((line) => `  - ${prose(line)}`),
        ]),
      ];
