import { createDefinitionEvaluator } from '../expression/definition-evaluator.ts';
import { startMock } from '../mock/start-mock.ts';
import { planFeed } from '../plan/plan-feed.ts';
import { runFeed } from '../run/run-feed.ts';
import type { RunRow } from '../run/summary.ts';
import { openStore } from '../store/open-store.ts';
import { readConfig } from './config/read-config.ts';
import { createProgress } from './display/progress.ts';
import { summaryLines } from './display/summary.ts';
import { openCatalog } from './feed/catalog.ts';
import { composeServices } from './feed/compose.ts';
import { feedHelp } from './feed/feed-help.ts';
import { findMock, mockCheckpoint, mockRange } from './feed/mock-vendor.ts';
import { type FeedOptions, readFeedOptions } from './feed/options.ts';
import { storePath } from './feed/store-choice.ts';
import { findFeed, instanceKey, type Target } from './feed/target.ts';
import { defineCommand, EXIT } from './shell/command.ts';
import { failureLines, shownPath } from './shell/failure.ts';
import { feedFlags, type FeedFlags, jsonFlag, type JsonFlag, rangeFlags, type RangeFlags, wholeNumber } from './shell/flags.ts';
import type { Io } from './shell/io.ts';
import { parseTime } from './shell/time.ts';

interface RunFlags extends FeedFlags, RangeFlags, JsonFlag {
  readonly dryRun?: boolean;
  readonly limit?: number;
}

const run = async (io: Io, flags: RunFlags, text: string): Promise<number> => {
  const config = readConfig(io.cwd, flags.config);
  const target = findFeed(io, text, flags, config, openCatalog(io, flags, config));
  // One now for the range's both ends: else 90 days would be 90 days and a moment, which is a window more.
  const start = io.now();
  const given = { since: parseTime('--since', flags.since, start), until: parseTime('--until', flags.until, start) };
  const mock = flags.mock === true ? findMock(io, target.pack.name, target.root) : undefined;
  const { pack, feed, instance } = target;
  const options = readFeedOptions(io, {
    pack: pack.name,
    fields: feed.userFields,
    set: flags.set ?? [],
    config,
    instance,
    mock: mock?.user,
  });
  const path = storePath(io, flags, config);
  const job: Job = { target, options, path, now: start, ...given };
  if (mock === undefined) return inStore(io, flags, job, io.now, undefined);
  const { now, since } = mockRange(mock, given, start);
  const vendor = await startMock({ file: mock, clock: now });
  try {
    return await inStore(io, flags, { ...job, now, since: feed.window === undefined ? given.since : since }, () => now, vendor.origin);
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

const inStore = async (io: Io, flags: RunFlags, job: Job, clock: () => number, mockOrigin: URL | undefined): Promise<number> => {
  const { target, options, path, now, since, until } = job;
  const dryRun = flags.dryRun === true;
  const store = openStore({ path, mock: mockOrigin !== undefined, readOnly: dryRun, ifMissing: 'empty' });
  const progress = createProgress(io);
  const closing: (() => unknown)[] = [() => store.close(), () => progress.end()];
  try {
    const instance = await store.open(instanceKey(target), { now: clock(), signal: io.signal });
    closing.push(() => instance.close());
    const { pack, feed } = target;
    const evaluator = createDefinitionEvaluator(clock);
    const known = instance.checkpoint().until;
    const checkpoint = mockOrigin === undefined ? known : mockCheckpoint(known, until ?? clock());
    const plan = planFeed(
      { pack, feed, options: options.values, now, since, until, checkpoint, clip: flags.clip === true },
      evaluator,
    );
    const services = composeServices(io, { plan, options, instance, evaluator, clock, mockOrigin, report: progress.report });
    closing.push(() => services.http.close());
    const row = await runFeed(plan, { dryRun, limit: flags.limit }, services, evaluator);
    progress.end();
    return conclude(io, flags, row);
  } finally {
    for (const close of closing.toReversed()) await close();
  }
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
