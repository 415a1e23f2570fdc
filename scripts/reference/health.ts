/** The chapter on health: the states, in the order in which they count, and what an instance may say of its turns. */
import { expectations } from '../../engine/language/feed/health.ts';
import { scheduleOptions } from '../../engine/api/config/read-schedule.ts';
import { storeHealth } from '../../engine/api/config/config-shape.ts';
import { STATES, type StateName } from '../../engine/api/health/decide.ts';
import { object } from '../../engine/language/basics/shape.ts';
import { code, table } from './markdown.ts';
import { printed } from './printed.ts';
import { Sections } from './sections.ts';

const introduction = `\`feedwright health [FEED]\` gives each instance of \`feedwright.yaml\`, and each feed that ran without one, a state, in words that say why; since
when that is so, the last run that brought all there was, the line of the definition, and what to do. It exits with 1 where somebody must act. What is
expected of a feed stands under [\`health\`](#feedhealth) in its definition; an instance may have it otherwise (all but \`reconcile\`), and says when it is due.
A feed with partitions has the state of the one that is worst off. The clock of a mock stands still: its runs are judged as of the last one.`;

const yaml = (text: string): string => `\`\`\`yaml\n${text}\n\`\`\``;

/** When it holds, and whether somebody must act. */
const MEANING: Readonly<Record<StateName, readonly [when: string, act: string]>> = {
  'store unwell': [
    'The store is damaged, can not be opened or written, or is larger, or its disk fuller, than it may be.',
    'yes',
  ],
  overdue: [
    'It should have run by now and has not: its schedule, or `every`, passed by more than a grace (half the time to the next turn, a minute at least and an hour at most; a tenth of `every`). A run that has been under way for six hours counts for nothing.',
    'yes',
  ],
  failing: [
    'The last run failed by the network, the vendor or the definition, or the next one can not begin.',
    'yes; but after one failure of the network or of a vendor in trouble only where it was not due again since',
  ],
  refused: ['The vendor answered 401, 403 or 429, or refused the login.', 'yes; after one 429 as above'],
  'blocked by records': ['Records are set aside, or so many that the run failed.', 'yes'],
  partial: [
    'Pages, documents, records of the total, windows or rows are missing, or a snapshot would have withdrawn too much.',
    'yes; not where `--limit` cut it off',
  ],
  drifting: ['Records come in another shape than before, and something of the definition hangs on it.', 'yes'],
  held: ['A window is sealed and waits to be looked at.', 'yes'],
  'source dormant': [
    'It answers, but its newest record is older, or its last change longer ago, than expected.',
    'where somebody has written down what is expected',
  ],
  'never run': ['No run of it has come to an end.', 'where something says that it should run'],
  'nothing new': ['The vendor says so: 304, the same body, no record in the window.', 'no'],
  'up to date': ['Records came, and what they say is in the store already.', 'no'],
  new: ['Objects are new or have changed.', 'no'],
};

export const healthChapter = (): string => {
  const sections = new Sections({}, [], {});
  const said = (name: string, description: string, shape: object): string =>
    printed(sections.of(name, { ...shape, description }), 3);
  return [
    `## Health and schedules\n\n${introduction}`,
    table(
      ['state', 'when', 'must somebody act?'],
      STATES.map((state) => [code(state), ...MEANING[state]]),
    ),
    yaml(
      "instances:\n  acme: { feed: acme/phishing-domains, schedule: '0 */6 * * *', zone: Europe/Berlin, health: { newest_age: P3D } }\nhealth: { store_size: 20 GiB }",
    ),
    said('instance schedule', 'When an instance is due.', object({}, scheduleOptions).schema),
    said(
      'instance health',
      'What is expected of an instance, in the place of what its feed says.',
      object({}, expectations).schema,
    ),
    said('store health', 'When the store is unwell.', storeHealth.schema),
  ].join('\n\n');
};
