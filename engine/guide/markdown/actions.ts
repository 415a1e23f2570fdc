import type { Guide, GuideAction } from '../model/guide.ts';
import { optionTable } from './configuration.ts';
import { code, plain, prose, table } from './escape.ts';
import { requestLines } from './requests.ts';

type Blocks = readonly (readonly string[])[];

/** A table of the actions, then a section for each. */
export const actionSections = ({ actions, pack }: Guide): Blocks => {
  const all = Object.values(actions);
  if (all.length === 0) return [];
  return [
    ['## Actions'],
    table(
      ['Action', 'Description', 'Object types'],
      all.map(({ title, description, accepts }) => [plain(title), prose(description ?? ''), namesOf(accepts)]),
    ),
    ...all.flatMap((action) => actionSection(action, pack)),
  ];
};

const namesOf = (accepts: GuideAction['accepts']): string =>
  accepts.length === 0 ? 'none' : accepts.map(({ name }) => plain(name)).join(', ');

const actionSection = (
  { name, title, description, options, requires, changesVendor, request, result }: GuideAction,
  pack: string,
): Blocks => [
  [`### ${plain(title)}`],
  ...(description === null ? [] : [[prose(description)]]),
  [
    changesVendor
      ? `${code(`feedwright act ${pack}/${name}`)} asks before it is sent: it changes something at the vendor.`
      : `${code(`feedwright act ${pack}/${name}`)} only reads.`,
  ],
  ...requestLines(request),
  ...(result === null ? [] : [[`The result of that answer is ${code(result)}.`]]),
  ...(options.length === 0 ? [] : [[`#### ${plain(title)}: run options`], optionTable(options)]),
  ...(requires.length === 0 ? [] : [['Nothing is sent where:'], requires.map((one) => `- ${prose(one)}`)]),
];
