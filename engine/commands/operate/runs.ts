import { summaryNow } from '../../api/review/summary-now.ts';
import type { ActionRun, RunView, OpenedStore } from '../../api/views.ts';
import { summaryLines } from '../display/summary.ts';
import { printTable } from '../display/table.ts';
import { harmless } from '../display/text.ts';
import { count, instant, isoOr, span } from '../../api/wording/units.ts';
import { askedFeed, mustBeFeed, unknownRun } from '../../api/store/asked-feed.ts';
import { withStore } from '../../api/store/store-choice.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { failureLines, shownPath, type Failure } from '../shell/failure.ts';
import { jsonFlag, mockStoreFlag, storeFlags, wholeNumber, type JsonFlag, type StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface RunsFlags extends JsonFlag, StoreFlags {
  readonly feed?: string;
  readonly limit?: number;
}

const json = ({ startedAt, endedAt, windows, error, ...run }: RunView) => ({
  ...run,
  plan: undefined,
  started_at: isoOr(startedAt, null),
  ended_at: isoOr(endedAt, null),
  error: error ?? null,
  windows: windows.map(({ since, until, ...window }) => ({ ...window, since: isoOr(since, null), until: isoOr(until, null) })),
});

const total = (run: RunView, of: (window: RunView['windows'][number]) => number): string =>
  count(run.windows.reduce((sum, window) => sum + of(window), 0));

const tookOf = (run: RunView): string => {
  const summary = summaryNow(run);
  return summary === undefined ? '–' : span(summary.duration_ms);
};

const row = (run: RunView): readonly string[] => [
  run.id,
  run.instance === '' ? run.feed : `${run.feed} (${run.instance})`,
  run.status,
  instant(run.startedAt),
  tookOf(run),
  total(run, (window) => window.ledger.records.fetched),
  total(run, ({ objects }) => objects.created + objects.updated + objects.withdrawn),
  run.error?.message ?? '',
];

const columns = [
  { title: 'run' },
  { title: 'feed' },
  { title: 'status' },
  { title: 'started' },
  { title: 'took' },
  { title: 'records', right: true },
  { title: 'changed', right: true },
  { title: 'error', wide: true },
];

const actionJson = ({ startedAt, endedAt, answer, error, who, ...run }: ActionRun) => ({
  ...run,
  who: who ?? null,
  started_at: isoOr(startedAt, null),
  ended_at: isoOr(endedAt, null),
  answer: answer ?? null,
  error: error ?? null,
});

const actionColumns = [
  { title: 'action run' },
  { title: 'action' },
  { title: 'object' },
  { title: 'status' },
  { title: 'started' },
  { title: 'by' },
  { title: 'error', wide: true },
];

const actionRow = (run: ActionRun): readonly string[] => [
  run.id,
  run.action,
  run.object,
  run.status === 'intent' || run.status === 'uncertain' ? 'may have happened' : run.status,
  instant(run.startedAt),
  run.who ?? '',
  run.error?.message ?? '',
];

const printAction = (io: Io, flags: RunsFlags, run: ActionRun): void => {
  if (flags.json === true) return io.print(JSON.stringify(actionJson(run)));
  printTable(io, actionColumns, [actionRow(run)]);
  io.print(`request: ${harmless(JSON.stringify(run.request))}`);
  if (run.answer !== undefined) io.print(`answer: ${harmless(JSON.stringify(run.answer))}`);
};

/** When it ran, and as what. */
const circumstances = ({ startedAt, endedAt, instance, partition }: RunView): string =>
  [
    `started ${instant(startedAt)}`,
    endedAt === undefined ? 'has not ended' : `ended ${instant(endedAt)}`,
    ...(instance === '' ? [] : [`instance ${harmless(instance)}`]),
    ...(partition === '' ? [] : [`partition ${harmless(partition)}`]),
  ].join(', ');

const SHOWN = 20;

const printOne = async (io: Io, store: OpenedStore, flags: RunsFlags, id: string): Promise<void> => {
  const [run] = await Array.fromAsync(store.runs({ run: id, limit: 1 }));
  const action = run === undefined ? (await Array.fromAsync(store.actionRuns({}))).find((one) => one.id === id) : undefined;
  if (action !== undefined) return printAction(io, flags, action);
  if (run === undefined) throw unknownRun(id);
  if (flags.json === true) return io.print(JSON.stringify(json(run)));
  const summary = summaryNow(run);
  for (const line of summary === undefined ? [`${run.feed}: ${run.status}`] : summaryLines(io, summary, run.status))
    io.print(line);
  io.print(`  ${circumstances(run)}`);
  // The summary knows more of a failure than the run's row: its place and what to do.
  const error: Failure | undefined = summary?.error ?? run.error;
  if (error !== undefined) {
    const place = error.place === undefined ? undefined : shownPath(io, error.place);
    io.print(failureLines(io, { ...error, place }, io.stdout));
  }
  if (run.windows.length < 2) return;
  const rows = run.windows.map(({ number, since, until, status, ledger, objects }) => [
    String(number + 1),
    instant(since),
    instant(until),
    status,
    count(ledger.records.fetched),
    count(objects.created + objects.updated + objects.withdrawn),
    ledger.stopReason,
  ]);
  const titles = [
    { title: 'window', right: true },
    { title: 'since' },
    { title: 'until' },
    { title: 'status' },
    { title: 'records', right: true },
    { title: 'changed', right: true },
    { title: 'ended by', wide: true },
  ];
  printTable(io, titles, rows);
};

export const command = defineCommand<RunsFlags, [string | undefined]>({
  description: 'Shows past runs of feeds and actions, the latest first; with an id one of them in full. With --json one a line.',
  args: [{ name: '[run]', help: 'the id of a run' }],
  flags: [
    { flags: '--feed <feed>', help: 'only runs of this feed or instance, and no actions' },
    { flags: '--limit <n>', help: `at most so many (default: all with --json, else ${SHOWN})`, parse: wholeNumber('--limit') },
    jsonFlag,
    mockStoreFlag,
    ...storeFlags,
  ],
  examples: ['feedwright runs', 'feedwright runs --feed PACK/FEED --limit 5', 'feedwright runs 20260131120000-1a2b3c4d --json'],
  run: (io, flags, id) =>
    withStore(io, flags, 'read', async (store, config) => {
      if (id !== undefined) {
        await printOne(io, store, flags, id);
        return EXIT.fine;
      }
      const limit = flags.limit ?? (flags.json === true ? undefined : SHOWN);
      const runs = await Array.fromAsync(store.runs({ ...askedFeed(flags.feed, config), limit }));
      if (runs.length === 0 && flags.feed !== undefined) await mustBeFeed(io, flags, config, store, flags.feed);
      const actions = flags.feed === undefined ? await Array.fromAsync(store.actionRuns({ limit })) : [];
      if (flags.json === true) {
        await io.printAll([
          ...runs.map((run) => JSON.stringify(json(run))),
          ...actions.map((run) => JSON.stringify(actionJson(run))),
        ]);
        return EXIT.fine;
      }
      if (runs.length > 0) printTable(io, columns, runs.map(row));
      if (runs.length > 0 && actions.length > 0) io.print('');
      if (actions.length > 0) printTable(io, actionColumns, actions.map(actionRow));
      if (runs.length + actions.length === 0) io.note('no runs');
      return EXIT.fine;
    }),
});
