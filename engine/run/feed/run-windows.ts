import { EngineError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import type { PlannedWindow } from '../../plan/plan.ts';
import type { ObjectCounts, OpenRun, WindowLedger, WindowStaging } from '../../store/contract/store.ts';
import { checkpointAfter, checkpointAt } from './checkpoint.ts';
import type { RunContext } from '../context/context.ts';
import { Counter } from '../context/ledger.ts';
import { halved, WindowFull } from './halve-window.ts';
import type { MapperParts } from '../records/mapper.ts';
import { progressReporter } from './progress.ts';
import { LimitReached, RESTARTS, WindowRestart } from '../context/signals.ts';
import type { RunOptions } from './run-feed.ts';
import { checkQuarantineAtEnd, runWindow } from './run-window.ts';
import type { SourceEnd } from '../source/source-sink.ts';

export interface WindowsRun {
  readonly context: RunContext;
  readonly run: OpenRun;
  readonly parts: MapperParts;
  readonly options: RunOptions;
}

export interface WindowDone {
  readonly ledger: WindowLedger;
  readonly objects: ObjectCounts;
}

export interface WindowsEnd {
  /** With the windows as they came to be. */
  readonly context: RunContext;
  /** Windows that are in the store, those before a resumption among them. */
  readonly done: readonly WindowDone[];
  readonly stopReason: string;
  readonly error: EngineError | undefined;
  /** Figures of the window that failed. */
  readonly failed: WindowLedger | undefined;
}

/** The windows in order: each is received whole, sealed, applied, and only then followed by the next. */
export async function runWindows(given: WindowsRun): Promise<WindowsEnd> {
  let all = given;
  const done: WindowDone[] = [...all.run.done];
  const { windows } = all.context.plan;
  /** The window was full, so often: what was sent for it counts with its first half. */
  let full = 0;
  let before = all.context.services.http.stats();
  let stopReason = windows.length === 0 ? 'the range is empty: nothing new' : 'the end of the range';
  // A run that was cut off at a rest goes on from there, although its one window has been committed.
  let rested = all.context.state?.mayRest === true && all.run.nextWindow >= windows.length;
  for (let index = all.run.nextWindow; index < all.context.plan.windows.length || rested;) {
    const counter = new Counter();
    const since = { before, full };
    const ledger = (reason: string): WindowLedger => ledgerOf(counter, since, given.context, reason);
    try {
      const result = await oneWindow(all, index, counter, ledger);
      if (result === 'full') {
        all = halved(all, index);
        full++;
        continue;
      }
      index++;
      full = 0;
      before = all.context.services.http.stats();
      if (result.window !== undefined) done.push(result.window);
      if (result.stopReason !== undefined) stopReason = result.stopReason;
      rested = result.rested === true;
      if (result.last) break;
    } catch (error) {
      return {
        context: all.context,
        done,
        stopReason: 'a failure',
        error: asEngineError(error, all, done.length),
        failed: ledger('a failure'),
      };
    }
  }
  return { context: all.context, done, stopReason, error: undefined, failed: undefined };
}

interface WindowResult {
  readonly window: WindowDone | undefined;
  readonly stopReason: string | undefined;
  /** No further window is to be run. */
  readonly last: boolean;
  /** The same window goes on from the state that was committed. */
  readonly rested?: boolean;
}

const NOTHING: ObjectCounts = { created: 0, updated: 0, unchanged: 0, withdrawn: 0, by_type: {}, attributes: 0 };

async function oneWindow(
  all: WindowsRun,
  index: number,
  counter: Counter,
  ledger: (reason: string) => WindowLedger,
): Promise<WindowResult | 'full'> {
  const { context, run, options } = all;
  const staging = context.services.instance.window(run, index);
  let kept = false;
  try {
    const end = await receive(all, index, staging, counter);
    if (end === 'full') return end;
    if (end !== 'limit' && end.stopHere) {
      keepEarlier(all, index, ledger(end.stopReason));
      return { window: undefined, stopReason: end.stopReason, last: true };
    }
    const rest = end === 'limit' ? undefined : end.rest;
    const { failed: missing = 0, setAside = 0 } = end === 'limit' ? {} : end;
    const { state, nothingNew } =
      end === 'limit' || rest !== undefined ? { state: rest } : endState(context, index, counter.quarantined + setAside, counter);
    if (nothingNew !== undefined) return keepUnchanged(all, state, counter, () => ledger(nothingNew));
    const reason = end === 'limit' ? 'the limit was reached' : end.stopReason;
    const sealed = ledger(reason);
    if (counter.unaccounted() !== 0)
      throw new EngineError(
        'run.ledger',
        `${counter.unaccounted()} records of this window are not accounted for: nothing of it was kept.`,
      );
    if (options.dryRun)
      return {
        window: { ledger: sealed, objects: staging.preview() },
        stopReason: end === 'limit' ? reason : 'a dry run',
        last: end === 'limit',
      };
    const now = context.services.clock();
    const checkpoint =
      end === 'limit'
        ? undefined
        : rest === undefined
          ? checkpointAfter(context, index, state)
          : { until: context.services.instance.checkpoint().until, state: rest };
    staging.seal({
      ledger: sealed,
      checkpoint,
      keepSeenUntil: keepSeen(context),
      now,
      partial: end === 'limit' || missing > 0,
    });
    kept = true;
    const objects = await apply(staging, context);
    if (rest !== undefined) context.state?.moveTo(rest);
    const only = context.plan.windows.length === 1;
    return {
      window: { ledger: sealed, objects },
      stopReason: end === 'limit' || only ? reason : undefined,
      last: end === 'limit',
      rested: rest !== undefined,
    };
  } finally {
    if (!kept) staging.discard();
  }
}

async function apply(staging: WindowStaging, { services }: RunContext): Promise<ObjectCounts> {
  try {
    return await staging.apply((done, total) => services.report({ kind: 'applying', done, total }));
  } catch (error) {
    services.report({
      kind: 'notice',
      level: 'warning',
      message: 'What was received is kept beside the store: the next run writes the rest of it first.',
    });
    throw error;
  }
}

/** The state that is committed with the run's last window; a feed without one leaves what there is. */
function endState(
  { plan, services, state, echoes }: RunContext,
  index: number,
  quarantined: number,
  counter: Counter,
): { readonly state: Json | undefined; readonly nothingNew?: string | undefined } {
  if (state === undefined || index < plan.windows.length - 1) return { state: services.instance.checkpoint().state };
  const { notes, ...finished } = state.session.finish({ quarantined });
  const end = { ...finished, state: echoes.state(finished.state) };
  for (const [note, times] of Object.entries(notes)) counter.note(note, times);
  return end;
}

/** The source is as it was: what is in the store stands, and nothing of it may be taken for withdrawn. */
function keepUnchanged(
  { context, options }: WindowsRun,
  state: Json | undefined,
  counter: Counter,
  ledger: () => WindowLedger,
): WindowResult {
  counter.reset();
  const unchanged = ledger();
  const checkpoint = options.dryRun ? undefined : checkpointAt(context, context.plan.until, state);
  if (checkpoint !== undefined) context.services.instance.moveCheckpoint(checkpoint);
  return { window: { ledger: unchanged, objects: NOTHING }, stopReason: unchanged.stopReason, last: true };
}

/** `stop_here`: this window does not count, what the earlier ones covered does. */
function keepEarlier({ context, options }: WindowsRun, index: number, ledger: WindowLedger): void {
  context.services.report({ kind: 'notice', level: 'warning', message: `The vendor says to stop here: ${ledger.stopReason}.` });
  const covered = context.plan.windows[index - 1]?.until;
  if (options.dryRun || covered === undefined) return;
  const checkpoint = checkpointAt(context, covered, context.services.instance.checkpoint().state);
  if (checkpoint !== undefined) context.services.instance.moveCheckpoint(checkpoint);
}

async function receive(
  all: WindowsRun,
  index: number,
  staging: WindowStaging,
  counter: Counter,
): Promise<SourceEnd | 'limit' | 'full'> {
  const { context, parts, options } = all;
  const { windows } = context.plan;
  const at = Math.min(index, windows.length - 1);
  const window = windows[at] as PlannedWindow;
  context.services.report({ kind: 'window', index: at, of: windows.length, ...window });
  const fetchedBefore = all.run.done.reduce((sum, { ledger }) => sum + ledger.records.fetched, 0);
  const limit = options.limit === undefined ? undefined : Math.max(0, options.limit - fetchedBefore);
  for (let restarts = 0; ; restarts++) {
    const windowRun = {
      id: all.run.id,
      context,
      window,
      staging,
      counter,
      parts,
      limit,
      onProgress: progressReporter(context, index, counter),
    };
    try {
      const end = await runWindow(windowRun);
      checkQuarantineAtEnd(windowRun);
      return end;
    } catch (error) {
      if (error instanceof LimitReached) return 'limit';
      if (error instanceof WindowFull) return 'full';
      if (!(error instanceof WindowRestart)) throw error;
      if (restarts >= RESTARTS)
        throw new EngineError('run.broken-off', `The vendor's answer broke off ${RESTARTS + 1} times in the middle.`, {
          hint: 'Try again later; if it goes on, ask the vendor.',
        });
      context.services.report({
        kind: 'notice',
        level: 'warning',
        message: 'The answer broke off in the middle: the window is read again from its start.',
      });
      staging.reset();
      counter.reset();
      context.state?.restart();
    }
  }
}

/** Seen keys are kept across runs for the lookback only. */
function keepSeen(context: RunContext): number | undefined {
  const lookback = context.plan.feed.window?.lookback ?? 0;
  return lookback > 0 && context.plan.until !== undefined ? context.plan.until + lookback : undefined;
}

function ledgerOf(
  counter: Counter,
  { before, full }: { before: { requests: number; retried: number; bytes: number }; full: number },
  context: RunContext,
  stopReason: string,
): WindowLedger {
  const now = context.services.http.stats();
  return {
    records: counter.counts(),
    requests: { count: now.requests - before.requests, retried: now.retried - before.retried, bytes: now.bytes - before.bytes },
    notes: { ...Object.fromEntries(counter.notes), ...(full === 0 ? {} : { 'windows halved': full }) },
    stopReason,
  };
}

function asEngineError(error: unknown, { context }: WindowsRun, done: number): EngineError {
  if (context.services.signal.aborted) {
    const received = error instanceof EngineError && error.code === 'store.interrupted';
    const way = received ? 'goes on where it stopped' : wayOn(context, done);
    return new EngineError('run.interrupted', `The run was interrupted; the next one ${way}.`, { cause: error });
  }
  if (error instanceof EngineError) return error;
  throw error;
}

const wayOn = ({ plan: { windows } }: RunContext, done: number): string => {
  if (done === 0) return 'begins it again from its start';
  return done < windows.length ? `goes on with window ${done + 1} of ${windows.length}` : 'goes on where it stopped';
};
