import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { Limiter } from '../../http/client/limiter.ts';
import { startMock } from '../../mock/start-mock.ts';
import { partitionsOf } from '../../plan/partitions.ts';
import { rateLimitOf } from '../../plan/rate-limit.ts';
import { planWindows } from '../../plan/windows.ts';
import { comesAgain } from '../../run/feed/comes-again.ts';
import { runFeed } from '../../run/feed/run-feed.ts';
import type { RunEvent } from '../../run/context/services.ts';
import { baseAddress, connectionOf } from '../../run/context/connection-settings.ts';
import { type PartitionRow, sumRows } from '../../run/feed/sum-rows.ts';
import type { RunRow } from '../../run/context/run-row.ts';
import { limitHeapGrowth } from '../../staging/heap-growth.ts';
import { openStore, type SqliteStore } from '../../store/sqlite/open-store.ts';
import type { Checkpoint } from '../../store/contract/store.ts';
import type { SharedBudget } from '../../store/sqlite/budgets/shared-budgets.ts';
import { readConfig } from '../config/read-config.ts';
import { createProgress } from '../display/progress.ts';
import { summaryLines } from '../display/summary.ts';
import { openCatalog } from '../feed/catalog.ts';
import { composeServices, connectionLimiter, sharedBudget } from '../feed/compose.ts';
import { feedHelp } from '../feed/feed-help.ts';
import { answeredByMock, findMock } from '../feed/mock-vendor.ts';
import { type FeedOptions, readFeedOptions } from '../feed/options.ts';
import { planRun, startsOver } from '../feed/plan-run.ts';
import { rangeOf } from '../feed/range.ts';
import { storePath } from '../feed/store-choice.ts';
import { findFeed, instanceKey, type Target } from '../feed/target.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { failureLines, shownPath } from '../shell/failure.ts';
import { feedFlags, type FeedFlags, jsonFlag, type JsonFlag, rangeFlags, type RangeFlags, wholeNumber } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface RunFlags extends FeedFlags, RangeFlags, JsonFlag {
  readonly dryRun?: boolean;
  readonly limit?: number;
}

const run = async (io: Io, flags: RunFlags, text: string): Promise<number> => {
  const config = readConfig(io.cwd, flags.config);
  const target = findFeed(io, text, flags, config, openCatalog(io, flags, config));
  const { pack, feed, instance } = target;
  const mock = flags.mock === true ? findMock(io, pack.name, target.root) : undefined;
  const range = rangeOf(flags, feed, mock, io.now());
  const options = readFeedOptions(io, {
    pack: pack.name,
    fields: feed.userFields,
    set: flags.set ?? [],
    config,
    instance,
    mock: mock?.user,
  });
  const path = storePath(io, flags, config);
  const job: Job = { target, options, path, ...range };
  if (mock === undefined) return inStore(io, flags, job, io.now, undefined);
  const vendor = await startMock({ file: mock, clock: range.now });
  try {
    const code = await inStore(io, flags, job, () => range.now, vendor.origin);
    if (code === EXIT.failed && vendor.requests.length > 0) io.note(answeredByMock(io, mock));
    return code;
  } finally {
    await vendor.close();
  }
};

interface Job {
  readonly target: Target;
  readonly options: FeedOptions;
  readonly path: string;
  /** As the range was read; ms since epoch. */
  readonly now: number;
  readonly since: number | undefined;
  readonly until: number | undefined;
}

interface Surroundings {
  readonly store: SqliteStore;
  readonly evaluator: Evaluator;
  readonly clock: () => number;
  readonly mockOrigin: URL | undefined;
  readonly report: (event: RunEvent) => void;
  readonly limiter: Limiter;
}

const inStore = async (io: Io, flags: RunFlags, job: Job, clock: () => number, mockOrigin: URL | undefined): Promise<number> => {
  const evaluator = createDefinitionEvaluator(clock);
  const partitions = partitionsOf(job.target.feed, job.options.values, evaluator);
  checkAsked(job, flags, evaluator);
  const { concurrency, ...connection } = connectionOf(job.target.pack);
  const rateLimit = rateLimitOf(connection, job.options.values, evaluator);
  const store = openStore({
    path: job.path,
    mock: mockOrigin !== undefined,
    readOnly: flags.dryRun === true,
    ifMissing: 'empty',
  });
  const progress = createProgress(io);
  const shared = mockOrigin === undefined && flags.dryRun !== true ? budgetFor(io, job, progress.report, evaluator) : undefined;
  const limiter = connectionLimiter(io, { concurrency, rateLimit }, shared);
  const around = { store, evaluator, clock, mockOrigin, report: progress.report, limiter };
  const rows: PartitionRow[] = [];
  const unlimitHeap = limitHeapGrowth();
  try {
    for (const partition of partitions) {
      const row = await runOne(io, flags, job, partition, around);
      rows.push({ partition: partition ?? '', row });
      // One that fails keeps none of the others from running.
      if (io.signal.aborted) break;
    }
    progress.end();
    const [first, ...others] = rows;
    if (first === undefined) return EXIT.interrupted;
    return conclude(io, flags, job.target.feed.partition === undefined ? first.row : sumRows([first, ...others]));
  } finally {
    progress.end();
    shared?.close();
    store.close();
    unlimitHeap();
  }
};

const budgetFor = (
  io: Io,
  { path, target: { pack }, options }: Job,
  report: Surroundings['report'],
  evaluator: Evaluator,
): SharedBudget =>
  sharedBudget(
    io,
    { path, pack, options: options.values, tell: (message) => report({ kind: 'notice', level: 'warning', message }) },
    evaluator,
  );

/** What was asked for wrongly is found before a store is made for it. */
const checkAsked = ({ target: { pack, feed }, options, ...range }: Job, flags: RunFlags, evaluator: Evaluator): void => {
  baseAddress(pack, options.values, evaluator);
  if (range.since !== undefined) planWindows({ feed, ...range, checkpoint: undefined, clip: flags.clip === true });
};

const runOne = async (
  io: Io,
  flags: RunFlags,
  job: Job,
  partition: string | undefined,
  around: Surroundings,
): Promise<RunRow> => {
  const { target, options, now, since, until } = job;
  const { store, evaluator, clock, mockOrigin, report, limiter } = around;
  const instance = await store.open(instanceKey(target, partition), { now: clock(), signal: io.signal });
  const closing: (() => unknown)[] = [() => instance.close()];
  try {
    const known = instance.checkpoint().until;
    const isMock = mockOrigin !== undefined;
    const asked = { target, options: options.values, now, since, until, clip: flags.clip === true, isMock };
    const plan = planRun(asked, partition, known, evaluator);
    const over = isMock && flags.json !== true && flags.since === undefined ? startsOver(plan.since, known) : undefined;
    if (over !== undefined && instance.interrupted() === undefined) report({ kind: 'notice', level: 'info', message: over });
    const services = composeServices(io, { plan, options, instance, evaluator, clock, mockOrigin, report, limiter });
    closing.push(() => services.http.close());
    const row = await runFeed(plan, { dryRun: flags.dryRun === true, limit: flags.limit }, services, evaluator);
    return flags.dryRun === true ? row : withSetAside(row, { ...target, partition: partition ?? '' }, instance.checkpoint());
  } finally {
    for (const close of closing.toReversed()) await close();
  }
};

/** Of a run that failed the next one goes on with what is left of it. */
const withSetAside = (
  row: RunRow,
  { feed, name, instance, partition }: Target & { readonly partition: string },
  checkpoint: Checkpoint,
): RunRow => {
  if (row.records.quarantined === 0 || row.status !== 'succeeded') return row;
  const at = (time: string | null | undefined): number | undefined => (typeof time === 'string' ? Date.parse(time) : undefined);
  const range = { since: at(row.windows[0]?.since), until: at(row.windows.at(-1)?.until) };
  const { nextRun, words } = comesAgain({ feed, name: instance?.name ?? name, partition, checkpoint, range });
  return { ...row, set_aside: { next_run: nextRun, words } };
};

const conclude = (io: Io, flags: JsonFlag, row: RunRow): number => {
  const error =
    row.error === null
      ? null
      : { ...row.error, ...(row.error.place === undefined ? {} : { place: shownPath(io, row.error.place) }) };
  if (flags.json === true) io.print(JSON.stringify({ ...row, error }));
  else for (const line of summaryLines(io, row)) io.print(line);
  if (error !== null) io.note(failureLines(io, error));
  return { succeeded: EXIT.fine, failed: EXIT.failed, interrupted: EXIT.interrupted }[row.status];
};

export const command = defineCommand<RunFlags, [string]>({
  description: 'Fetches a feed and brings the store up to date. The next run goes on where this one ends.',
  args: [{ name: '<feed>', help: "pack/feed, path/to/file.yaml#feed, or an instance's name" }],
  flags: [
    ...feedFlags,
    { flags: '--mock', help: 'run against a mock vendor that serves the fixtures, into a store of its own' },
    ...rangeFlags,
    { flags: '--dry-run', help: 'fetch and map, but write nothing' },
    { flags: '--limit <n>', help: 'stop after so many records; the checkpoint does not move', parse: wholeNumber('--limit') },
    jsonFlag,
  ],
  moreHelp: feedHelp,
  examples: [
    'feedwright run PACK/FEED --mock',
    'feedwright run PACK/FEED --set api_key=@./key.txt',
    'feedwright run PACK/FEED --since P7D --dry-run --json',
    'feedwright run definitions/mine.yaml#feed --store sqlite:./feeds.db',
  ],
  exits: { 0: 'the run succeeded', 1: 'the run failed; the checkpoint has not moved past what was applied' },
  run: async (io, flags, text) => run(io, flags, text),
});
