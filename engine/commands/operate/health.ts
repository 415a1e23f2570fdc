import { healthOf, type HealthReport, type InstanceHealth } from '../../api/health/health-of.ts';
import { instant, isoOr } from '../../api/wording/units.ts';
import { printTable } from '../display/table.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, mockStoreFlag, storeFlags, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface HealthFlags extends JsonFlag, StoreFlags {
  readonly check?: boolean;
}

const placeOf = (io: Io, place: string | undefined): string | undefined =>
  place === undefined ? undefined : shownPath(io, place);

const json = (io: Io, one: InstanceHealth): string => {
  const { lastRun, lastGood } = one;
  return JSON.stringify({
    feed: one.feed,
    instance: one.instance,
    ...(one.partition === '' ? {} : { partition: one.partition }),
    state: one.state,
    needs_somebody: one.needsSomebody,
    since: isoOr(one.since, null),
    words: one.words,
    remedy: one.remedy ?? null,
    place: placeOf(io, one.place) ?? null,
    last_run:
      lastRun === undefined
        ? null
        : {
            run: lastRun.run,
            status: lastRun.status,
            started_at: isoOr(lastRun.startedAt, null),
            ended_at: isoOr(lastRun.endedAt, null),
          },
    last_good: lastGood === undefined ? null : { run: lastGood.run, at: isoOr(lastGood.at, null) },
    next_run: isoOr(one.next, null),
    newest_record: isoOr(one.newestRecord, null),
    quarantined: one.quarantined,
    drift: one.drift.map(({ words, counts, since, place }) => ({
      words,
      counts,
      since: isoOr(since, null),
      place: placeOf(io, place) ?? null,
    })),
  });
};

/** The store has a line of its own where it is unwell. */
const storeJson = ({ store: { path, trouble } }: HealthReport): readonly string[] =>
  trouble === undefined
    ? []
    : [
        JSON.stringify({
          store: path,
          state: 'store unwell',
          needs_somebody: true,
          since: null,
          words: trouble.words,
          remedy: trouble.remedy,
        }),
      ];

const columns = [{ title: 'state' }, { title: 'feed' }, { title: 'since' }, { title: 'last good' }, { title: 'why', wide: true }];

const rows = (io: Io, { instances, store: { path, trouble } }: HealthReport): readonly (readonly string[])[] => [
  ...(trouble === undefined ? [] : [['store unwell', shownPath(io, path), '–', '–', trouble.words]]),
  ...instances.map(({ state, name, since, lastGood, words }) => [state, name, instant(since), instant(lastGood?.at), words]),
];

/** Where it is, and what to do, of all that needs somebody; of one that was asked for in any case. */
const remedies = (io: Io, { instances, store: { path, trouble } }: HealthReport, all: boolean): readonly string[] => {
  const told = (name: string, place: string | undefined, remedy: string): string =>
    `${io.stdout.style('bold', harmless(name))}: ${harmless(remedy)}${place === undefined ? '' : `\n  at ${harmless(shownPath(io, place))}`}`;
  return [
    ...(trouble === undefined ? [] : [told(shownPath(io, path), undefined, trouble.remedy)]),
    ...instances
      .filter(({ needsSomebody, remedy }) => remedy !== undefined && (needsSomebody || all))
      .map(({ name, place, remedy = '' }) => told(name, place, remedy)),
  ];
};

export const command = defineCommand<HealthFlags, [string | undefined]>({
  description:
    'Says of each instance whether it is well, in one state and in words that say why: since when, the last good run, the line of the definition, and what to do. What needs somebody comes first. What is expected of a feed stands under `health` in its definition, or with the instance in feedwright.yaml.',
  args: [{ name: '[feed]', help: "only this one: pack/feed, or an instance's name" }],
  flags: [
    { flags: '--check', help: 'look through the whole store as well, however large it is (as store check does)' },
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: ['feedwright health', 'feedwright health PACK/FEED', 'feedwright health --json'],
  exits: { 0: 'nobody has to do anything', 1: 'somebody has to' },
  async run(io, flags, feed) {
    const report = await healthOf(io, { ...flags, feed });
    const { instances, store, left } = report;
    if (flags.json === true) await io.printAll([...storeJson(report), ...instances.map((one) => json(io, one))]);
    else {
      const shown = rows(io, report);
      if (shown.length === 0) io.note('no feed has run, and the configuration has no instances');
      else printTable(io, columns, shown, (row) => styleOf(report, row));
      const lines = remedies(io, report, feed !== undefined);
      if (lines.length > 0) io.print('');
      for (const line of lines) io.print(line);
    }
    if (left.length > 0)
      io.note(`left out, since the configuration no longer has them: ${left.map((name) => harmless(name)).join(', ')}`);
    return store.trouble !== undefined || instances.some(({ needsSomebody }) => needsSomebody) ? EXIT.failed : EXIT.fine;
  },
});

/** The colour of a row: of those that need somebody, and of those that somebody may want to look at. */
const styleOf = ({ instances, store: { trouble } }: HealthReport, row: number): 'red' | 'yellow' | undefined => {
  const offset = trouble === undefined ? 0 : 1;
  if (row < offset) return 'red';
  const one = instances[row - offset];
  if (one?.needsSomebody === true) return 'red';
  return one !== undefined && QUIET.has(one.state) ? undefined : 'yellow';
};

const QUIET: ReadonlySet<string> = new Set(['new', 'up to date', 'nothing new']);
