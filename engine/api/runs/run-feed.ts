import { tellsAgain } from '../store/tells-again.ts';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { Limiter } from '../../http/client/limiter.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { DecidedFeed } from '../../language/model.ts';
import { decideDurations } from '../../plan/decide-durations.ts';
import { partitionsOf } from '../../plan/partitions.ts';
import { rateLimitOf } from '../../plan/rate-limit.ts';
import { planWindows } from '../../plan/windows.ts';
import { baseAddress, connectionOf, furtherHosts } from '../../run/context/connection-settings.ts';
import type { RunRow, Standing } from '../../run/context/run-row.ts';
import type { OnMapped, RunEvent } from '../../run/context/services.ts';
import type { Trace } from '../../run/context/trace.ts';
import { comesAgain } from '../../run/feed/comes-again.ts';
import { isWaiting, waitingRow } from '../../run/feed/hold/waiting-row.ts';
import { runFeed } from '../../run/feed/run-feed.ts';
import { type PartitionRow, sumRows } from '../../run/feed/summary/sum-rows.ts';
import { perText } from '../../run/shortcuts/per-text.ts';
import type { Checkpoint, InstanceKey } from '../../store/contract/store.ts';
import type { Budget } from '../../store/budget.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { openStoreAt, type StoreAddress, type StoreOptions } from '../../store/open.ts';
import type { AskedFeed, AskedMock, AskedRange } from '../asked.ts';
import { mockWishes, type MockSays } from '../mock/asked-mock.ts';
import type { Range } from '../options/range.ts';
import type { FeedOptions } from '../options/read-feed-options.ts';
import { standingNow } from '../health/standing-now.ts';
import type { Reach } from '../config/reach.ts';
import { instanceKey, type Target } from '../packs/target.ts';
import { type AskedTrace, openTrace } from '../trace/open-trace.ts';
import type { World } from '../world.ts';
import { composeServices, type RunTap, sharedBudget } from './compose.ts';
import { connectionLimiter } from './connection-client.ts';
import { gonePartitions, settleGone } from './gone-partitions.ts';
import { type AskedJob, jobRun } from './job-run.ts';
import { planRun, startsOver } from './plan-run.ts';
import { readAsked } from './read-asked.ts';
import { type RunningVendor, startVendor } from './running-vendor.ts';

export interface AskedRun extends AskedFeed, AskedRange, AskedMock {
  /** Fetches and maps, but writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Stops after so many records; the checkpoint does not move. */
  readonly limit?: number | undefined;
  /** Seals the next window and does not apply it. */
  readonly hold?: boolean | undefined;
  /** Objects of values that are no longer among those of `partition` expire, whatever the definition says of them. */
  readonly dropGone?: boolean | undefined;
  /** Goes on with what was cut off, and begins nothing: `run.nothing-cut` where nothing was. */
  readonly resumeOnly?: boolean | undefined;
  readonly acceptDrift?: boolean | undefined;
  /** False: a run over a mock, whose clock stands still, doesn't say that it starts over. */
  readonly tellsStart?: boolean | undefined;
  /** Told that a mock has answered, and what it did wrong itself: a failure may be its own. */
  readonly onMock?: ((says: MockSays) => void) | undefined;
  /** False: nothing of a run's work is skipped; `always`: also where that is not worth it. For tests that compare. */
  readonly shortcuts?: boolean | 'always' | undefined;
  /** Answers instead of the vendor or its mock, and is left running. */
  readonly vendor?: RunningVendor | undefined;
  /** Told of every durable step of the store, before the next one begins. */
  readonly onStep?: ((name: string) => void) | undefined;
  /** What its store has less of than others: smaller batches, a full disk. */
  readonly storeLimits?: Pick<StoreOptions, 'batch' | 'maxBytes' | 'pageBytes' | 'refusesWrites'> | undefined;
  /** Looks on; the run does the same as without. */
  readonly trace?: AskedTrace | undefined;
  /** Sees what is exchanged with the vendor, in clear. */
  readonly tap?: RunTap | undefined;
  readonly onMapped?: OnMapped | undefined;
  /** Whose run it is: one of a queue that may be given out again. */
  readonly job?: AskedJob | undefined;
  /** Open already, and left so: whoever runs one feed after the other need not open it each time. */
  readonly opened?: OpenedStore | undefined;
}

/** So many runs are looked through for one that was not cut off. */
const LOOKED_BACK = 50;

interface Job extends Range {
  readonly asked: AskedRun;
  readonly target: Target;
  readonly options: FeedOptions;
  readonly address: StoreAddress;
  readonly keepsChanges: number | undefined;
  readonly reach: Reach;
  readonly clock: () => number;
  /** Undefined: the real one. */
  readonly vendor: RunningVendor | undefined;
  readonly report: (event: RunEvent) => void;
  readonly trace: Trace | undefined;
}

interface Surroundings {
  readonly store: OpenedStore;
  readonly evaluator: Evaluator;
  readonly limiter: Limiter;
}

/**
 * Fetches a feed into the store, each of its partitions in turn. A run that fails is a row with an error; thrown is only what was
 * found before it began.
 */
export const fetchFeed = async (
  world: World,
  asked: AskedRun,
  text: string,
  report: (event: RunEvent) => void,
): Promise<RunRow> => {
  const { mock, range, ...meant } = await readAsked(world, asked, text);
  const trace = openTrace(asked.trace, meant.target.feed.userFields, meant.options.values);
  const job = { ...range, ...meant, asked, report, trace };
  if (mock === undefined) return inStore(world, { ...job, clock: world.now, vendor: undefined }).finally(() => trace?.end());
  if (asked.vendor !== undefined)
    return inStore(world, { ...job, clock: asked.vendor.clock, vendor: asked.vendor }).finally(() => trace?.end());
  const { vendor, close } = await startVendor(world, mock, {
    now: range.now,
    wishes: mockWishes(asked),
    onMock: asked.onMock,
  });
  try {
    return await inStore(world, { ...job, clock: vendor.clock, vendor });
  } finally {
    trace?.end();
    await close();
  }
};

const inStore = async (world: World, job: Job): Promise<RunRow> => {
  const { asked, target, options, vendor, clock, address } = job;
  const isDry = asked.dryRun === true;
  const evaluator = createDefinitionEvaluator(
    clock,
    asked.shortcuts === false ? undefined : perText,
    target.pack.tables,
    asked.probe,
  );
  const partitions = partitionsOf(target.feed, options.values, evaluator);
  const { feed } = decideDurations(target.feed, options.values, evaluator);
  checkAsked(job, feed, evaluator);
  const { concurrency, ...connection } = connectionOf(target.pack);
  const rateLimit = rateLimitOf(connection, options.values, evaluator);
  const store =
    asked.opened ??
    (await openStoreAt(address, {
      mock: vendor !== undefined,
      readOnly: isDry,
      ifMissing: 'empty',
      isFleeting: asked.isFleeting,
      keepsChanges: job.keepsChanges,
      onAgain: tellsAgain((message) => job.report({ kind: 'notice', level: 'warning', message })),
      ...(asked.onStep === undefined ? {} : { onStep: asked.onStep }),
      ...asked.storeLimits,
    }));
  const shared = vendor === undefined && !isDry ? budgetFor(world, job, evaluator) : undefined;
  const around = { store, evaluator, limiter: connectionLimiter(world, { concurrency, rateLimit }, shared) };
  const rows: PartitionRow[] = [];
  try {
    for (const partition of partitions) {
      const row = await runOne(world, job, partition, around);
      if (row !== undefined) rows.push({ partition: partition ?? '', row });
      // One that fails keeps none of the others from running.
      if (world.signal.aborted) break;
    }
    if (!world.signal.aborted && asked.resumeOnly !== true) {
      const holds = wishToHold(asked, target) !== undefined;
      const keeps =
        isDry || holds || asked.limit !== undefined || (asked.dropGone !== true && target.feed.partition?.gone !== 'withdraw');
      const gone = await gonePartitions(store, target, partitions);
      rows.push(...(await settleGone(gone, target, { world, store, clock, report: job.report, keeps })));
    }
  } finally {
    shared?.close();
    if (asked.opened === undefined) await store.close();
  }
  const [first, ...others] = rows;
  if (first === undefined && asked.resumeOnly === true)
    throw new EngineError('run.nothing-cut', `No run of ${target.name} was cut off.`, { hint: 'The next run is as any other.' });
  if (first === undefined) throw new EngineError('run.no-partition', `The feed ${target.name} has no partition to run.`);
  return target.feed.partition === undefined ? first.row : sumRows([first, ...others]);
};

const budgetFor = (world: World, { address, target: { pack }, options, report }: Job, evaluator: Evaluator): Budget =>
  sharedBudget(
    world,
    { address, pack, options: options.values, tell: (message) => report({ kind: 'notice', level: 'warning', message }) },
    evaluator,
  );

/** What was asked for wrongly is found before a store is made for it. */
const checkAsked = (
  { asked, target: { pack }, options, now, since, until }: Job,
  feed: DecidedFeed,
  evaluator: Evaluator,
): void => {
  baseAddress(pack, options.values, evaluator);
  furtherHosts(pack, options.values, evaluator);
  if (asked.dropGone === true && feed.partition === undefined)
    throw new UsageError('usage.partition', `The feed "${feed.name}" has no partitions.`, { hint: 'Leave --drop-gone out.' });
  if (since !== undefined) planWindows({ feed, now, since, until, checkpoint: undefined, clip: asked.clip === true });
};

/** Undefined where nothing is there to go on with, and nothing else is wanted. */
const runOne = async (
  world: World,
  job: Job,
  partition: string | undefined,
  around: Surroundings,
): Promise<RunRow | undefined> => {
  const { asked, target, options, reach, now, since, until, clock, vendor, report, trace } = job;
  const { store, evaluator, limiter } = around;
  const key = instanceKey(target, partition);
  const instance = await store.open(key, { now: clock(), signal: world.signal, takeOver: asked.job?.takesOver });
  const closing: (() => unknown)[] = [() => instance.close()];
  try {
    // Looked at once it is taken: one that was taken for dead, and does not know how its run ended, can write no other end from here on.
    const { ended, id } = await jobRun(store, asked.job, key);
    if (ended !== undefined) return ended;
    if (instance.held !== undefined && asked.dryRun !== true) {
      const waits = isWaiting(instance.held, target.instance?.name ?? target.name);
      if (partition === undefined) throw waits;
      return waitingRow(instance.held, target.name, waits);
    }
    if (asked.resumeOnly === true && (await instance.interrupted()) === undefined) return undefined;
    const known = instance.checkpoint().until;
    const isMock = vendor !== undefined;
    const wanted = { target, options: options.values, now, since, until, clip: asked.clip === true, isMock };
    const plan = planRun(wanted, partition, known, evaluator);
    const over = isMock && asked.tellsStart !== false && asked.since === undefined ? startsOver(plan.since, known) : undefined;
    if (over !== undefined && (await instance.interrupted()) === undefined)
      report({ kind: 'notice', level: 'info', message: over });
    const { shortcuts, tap, onMapped } = asked;
    const watched = { shortcuts, trace, tap, onMapped };
    const parts = { plan, options, instance, reach, evaluator, clock, vendor, report, limiter, id, ...watched };
    const services = composeServices(world, parts);
    closing.push(() => services.http.close());
    const wishes = {
      dryRun: asked.dryRun === true,
      limit: asked.limit,
      hold: wishToHold(asked, target),
      acceptDrift: asked.acceptDrift,
      before: await lastStanding(store, key),
    };
    const row = await runFeed(plan, wishes, services, evaluator);
    return asked.dryRun === true
      ? row
      : withSetAside(row, { ...target, feed: plan.feed, partition: partition ?? '' }, instance.checkpoint());
  } finally {
    for (const close of closing.toReversed()) await close();
  }
};

/** As the last run left it that knew; one that was cut off knows nothing. */
const lastStanding = async (store: OpenedStore, { feed, instance, partition }: InstanceKey): Promise<Standing | undefined> => {
  for await (const run of store.runs({ feed, instance, partition, limit: LOOKED_BACK })) {
    const standing = standingNow(run);
    if (standing !== undefined) return standing;
  }
  return undefined;
};

const wishToHold = ({ hold }: AskedRun, { instance }: Target): string | undefined => {
  if (hold === true) return 'asked for by --hold';
  return instance?.hold === true ? `\`hold: true\` of the instance ${instance.name}` : undefined;
};

/** Of a run that failed the next one goes on with what is left of it. */
const withSetAside = (
  row: RunRow,
  { feed, name, instance, partition }: Target & { readonly feed: DecidedFeed; readonly partition: string },
  checkpoint: Checkpoint,
): RunRow => {
  if (row.records.quarantined === 0 || row.status !== 'succeeded') return row;
  const at = (time: string | null | undefined): number | undefined => (typeof time === 'string' ? Date.parse(time) : undefined);
  const range = { since: at(row.windows[0]?.since), until: at(row.windows.at(-1)?.until) };
  const { nextRun, words } = comesAgain({ feed, name: instance?.name ?? name, partition, checkpoint, range });
  return { ...row, set_aside: { next_run: nextRun, words } };
};
