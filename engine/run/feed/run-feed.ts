import { iso } from '../../language/basics/instant.ts';
import type { Json } from '../../language/basics/json.ts';
import { askedOf } from '../../drift/asked.ts';
import { DriftWatch } from '../../drift/drift-watch.ts';
import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import type { OpenRun, RunPlan } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import { bindAfterApplied } from './after-applied.ts';
import { continuation } from './continuation.ts';
import { Counter } from '../context/ledger.ts';
import { bindFulfiller } from '../records/fetch-files.ts';
import { noteNothingMet } from './summary/nothing-met.ts';
import { openContext } from './open-context.ts';
import { reportableTypes } from '../report/reportable-types.ts';
import { bindReport } from '../report/report.ts';
import type { RunOptions } from './run-options.ts';
import { runWindows } from './run-windows.ts';
import type { Services } from '../context/services.ts';
import type { RunRow } from '../context/run-row.ts';
import { standingAfter } from './summary/standing.ts';
import { storedRow, summarize } from './summary/summarize.ts';
import { bindSupplements, CallMemory } from '../records/supplement.ts';

/** Runs a planned feed to its end; a failure is in the row, only a bug throws. */
export async function runFeed(planned: FeedPlan, options: RunOptions, services: Services, evaluator: Evaluator): Promise<RunRow> {
  const started = services.ticks();
  const { plan, run } = options.dryRun ? { plan: planned, run: freshRun(planned, services) } : await openRun(planned, services);
  services.report({
    kind: 'started',
    run: run.id,
    feed: `${plan.pack.name}/${plan.feed.name}`,
    windows: plan.windows.length,
    resumed: run.nextWindow > 0,
  });
  if (plan.clipped !== undefined) services.report({ kind: 'notice', level: 'warning', message: leftOut(plan.clipped) });
  const drift = await openDrift(plan, services, options);
  const context: RunContext = { ...openContext(plan, run, services, evaluator, options.dryRun), drift };
  const fulfiller = plan.feed.fulfillment.length === 0 || options.dryRun ? undefined : bindFulfiller(context);
  const parts = {
    report: bindReport(plan.feed, evaluator, { user: plan.options }, reportableTypes(plan.pack), context.mapping),
    supplement:
      plan.feed.supplemental.length === 0
        ? undefined
        : bindSupplements(plan.feed.supplemental, context, new CallMemory(), context.mapping),
    fulfiller,
  };
  const after = bindAfterApplied(context, options.dryRun);
  const end = await runWindows({ context, run, parts, options, after });
  if (options.acceptDrift === true && context.drift.isIdle && end.error === undefined)
    services.report({ kind: 'notice', level: 'warning', message: 'Nothing came: there was no shape to accept.' });
  const notes = new Counter();
  if (after !== undefined && after.times > 0) notes.note('told to the vendor once it was applied', after.times);
  // What is held reaches nothing in the store, and neither do files of objects that are there.
  if (fulfiller !== undefined && end.error === undefined && end.held === undefined) await retryFiles(fulfiller, notes, context);
  await noteWaiting(notes, context);
  await noteNothingMet(end.context, run, end, notes);
  const row = summarize({ context: end.context, run, end, notes, options, duration: services.ticks() - started });
  if (!options.dryRun) {
    const now = services.clock();
    const standing = standingAfter(options.before, row, iso(now));
    const summary = JSON.parse(JSON.stringify(storedRow(row, standing))) as Json;
    await services.instance.end(run, { status: row.status, now, summary, error: row.error ?? undefined });
  }
  services.report({ kind: 'ended', row });
  return row;
}

const openDrift = async (
  { pack, feed, endpoint, options }: FeedPlan,
  { instance, redact }: Services,
  { acceptDrift = false }: RunOptions,
): Promise<DriftWatch> =>
  new DriftWatch({
    pack,
    feed,
    main: endpoint.name,
    asked: askedOf(pack, feed, options),
    before: await instance.shape(),
    accepts: acceptDrift,
    redact,
  });

const leftOut = ({ since, until }: NonNullable<FeedPlan['clipped']>): string =>
  `${iso(since)} to ${iso(until)} is left out: the vendor no longer reaches back so far.`;

/** Relations by reference may wait for an object that never comes: of this run, or of any before it. Partitions share them: none of them can tell. */
async function noteWaiting(notes: Counter, { plan, services }: RunContext): Promise<void> {
  if (plan.feed.relate.length === 0 || plan.partition !== undefined) return;
  const { count, since } = await services.instance.waitingRelations();
  const oldest = since === undefined ? '' : `, the oldest since ${iso(since)}`;
  if (count > 0) notes.note(`relations that wait for an object which has not come${oldest}`, count);
}

/** Files that earlier runs could not have; what still can't be had stays wanted and is no failure of this run. */
async function retryFiles(
  fulfiller: NonNullable<ReturnType<typeof bindFulfiller>>,
  notes: Counter,
  context: RunContext,
): Promise<void> {
  try {
    const came = await fulfiller.retryWanted(notes);
    if (came > 0) context.services.report({ kind: 'notice', level: 'info', message: `${came} files of earlier runs have come.` });
  } catch (error) {
    context.services.report({
      kind: 'notice',
      level: 'warning',
      message: `Files of earlier runs could not be asked for: ${error instanceof Error ? error.message : 'unknown failure'}`,
    });
  }
}

/** Goes on with a run that was cut off under the same definition and options, else begins a new one. */
async function openRun(planned: FeedPlan, services: Services): Promise<{ readonly plan: FeedPlan; readonly run: OpenRun }> {
  const { instance } = services;
  const notice = (level: 'info' | 'warning', message: string): void => services.report({ kind: 'notice', level, message });
  if (instance.recovered.rolledForward > 0) notice('info', 'What an interrupted run had received whole was put into the store.');
  const cut = await instance.interrupted();
  if (cut !== undefined) {
    const next = continuation(cut, planned);
    notice(next.plan === undefined ? 'warning' : 'info', next.says);
    if (next.plan !== undefined) return { plan: next.plan, run: await instance.resume(cut) };
    await instance.abandon(cut.id, services.clock());
  }
  return { plan: planned, run: await instance.begin(storedPlan(planned), services.id()) };
}

const storedPlan = (plan: FeedPlan): RunPlan => ({
  since: plan.since,
  until: plan.until,
  now: plan.now,
  windows: plan.windows,
  fingerprint: plan.fingerprint,
  manual: plan.manual,
  snapshot: plan.snapshot,
  documents: plan.documents,
});

const freshRun = (plan: FeedPlan, services: Services): OpenRun => ({
  id: services.id(),
  plan: storedPlan(plan),
  startedAt: services.clock(),
  nextWindow: 0,
  done: [],
});
