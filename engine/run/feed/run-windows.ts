import { EngineError } from '../../language/basics/errors.ts';
import type { Checkpoint, ObjectCounts, WindowLedger, WindowStaging } from '../../store/contract/store.ts';
import { sumObjects } from '../../store/window/tally.ts';
import type { RunContext } from '../context/context.ts';
import { Counter } from '../context/ledger.ts';
import { RECALLED } from '../shortcuts/recall.ts';
import type { Shortcuts } from '../shortcuts/shortcuts.ts';
import { checkpointAfter, checkpointAt } from './checkpoint.ts';
import { halved } from './halve-window.ts';
import { receiveWindow } from './receive-window.ts';
import { holdOf } from './hold/hold.ts';
import type { WindowDone, WindowHeld, WindowsEnd, WindowsRun } from './windows-run.ts';

/** What follows a window. */
interface WindowResult {
  readonly window?: WindowDone;
  readonly held?: WindowHeld;
  readonly stopReason?: string;
  /** The next window; the same one, from the state that was committed; its two halves in its place; or nothing. */
  readonly next: 'window' | 'same' | 'halves' | 'nothing';
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
  let rested = (all.context.state?.mayRest === true || all.after !== undefined) && all.run.nextWindow >= windows.length;
  for (let index = all.run.nextWindow; index < all.context.plan.windows.length || rested;) {
    const counter = new Counter();
    const since = { before, full };
    const ledger = (reason: string): WindowLedger => ledgerOf(counter, since, given.context, reason);
    let applied = false;
    try {
      const result = await oneWindow(all, index, counter, ledger);
      tellEnd(all.context, index, counter, result);
      if (result.next === 'halves') {
        all = await halved(all, index);
        full++;
        continue;
      }
      index++;
      full = 0;
      before = all.context.services.http.stats();
      if (result.window !== undefined) done.push(result.window);
      if (result.stopReason !== undefined) stopReason = result.stopReason;
      if (result.held !== undefined) return heldEnd(all, index, { done, stopReason, held: result.held });
      applied = true;
      rested = result.next === 'same' || (result.next === 'window' && (await all.after?.tell(counter.fetched)) === 'again');
      if (result.next === 'nothing') break;
    } catch (thrown) {
      const error = asEngineError(thrown, all, done.length);
      // Why it failed may be that the records have another shape.
      if (!applied) judge(all, counter);
      if (!applied) tellEnd(all.context, index, counter, { stopReason: `a failure: ${error.message}`, next: 'nothing' });
      return {
        context: all.context,
        done,
        stopReason: 'a failure',
        error,
        failed: applied ? undefined : ledger('a failure'),
      };
    }
  }
  return { context: all.context, done, stopReason, error: undefined, failed: undefined };
}

/** The windows behind one that is held wait with it. */
function heldEnd({ context }: WindowsRun, held: number, end: Pick<WindowsEnd, 'done' | 'stopReason' | 'held'>): WindowsEnd {
  const { length } = context.plan.windows;
  const stopReason = held < length ? `window ${held} of ${length} is held` : end.stopReason;
  return { ...end, context, stopReason, error: undefined, failed: undefined };
}

/** Tells whoever looks on what came of a window. */
function tellEnd(
  { plan: { windows, partition }, services: { trace } }: RunContext,
  index: number,
  counter: Counter,
  result: WindowResult,
): void {
  if (trace === undefined) return;
  const at = Math.min(index, windows.length - 1);
  const because =
    (result.window ?? result.held)?.ledger.stopReason ?? result.stopReason ?? 'it is full: its halves are asked for';
  trace.tell({
    kind: 'window_end',
    partition,
    index: at,
    of: windows.length,
    since: windows[at]?.since,
    until: windows[at]?.until,
    records: counter.counts(),
    objects: result.window?.objects,
    notes: Object.fromEntries(counter.notes),
    because,
  });
}

async function oneWindow(
  all: WindowsRun,
  index: number,
  counter: Counter,
  ledger: (reason: string) => WindowLedger,
): Promise<WindowResult> {
  const { context, run } = all;
  const { instance } = context.services;
  const staging = await instance.window(run, index);
  try {
    const { end, shortcuts } = await receiveWindow(all, index, staging, counter);
    const only = context.plan.windows.length === 1;
    switch (end.kind) {
      case 'full':
        return { next: 'halves' };
      case 'stop_here':
        await keepEarlier(all, index, end.reason);
        return { stopReason: end.reason, next: 'nothing' };
      case 'nothing_new': {
        counter.reset();
        counter.unchanged = true;
        await moveCheckpoint(all, checkpointAt(context, context.plan.until, end.state));
        return { window: { ledger: ledger(end.reason), objects: sumObjects([]) }, stopReason: end.reason, next: 'nothing' };
      }
      case 'limit': {
        counter.lack({
          what: 'limit',
          words: `a limit ended it after ${counter.fetched} ${counter.fetched === 1 ? 'record' : 'records'}`,
        });
        const keeping = { counter, ledger: ledger(end.reason), partial: true, isCutOff: true, shortcuts, goesOn: false };
        const kept = await keep(all, staging, keeping);
        return { ...kept, stopReason: end.reason, next: 'nothing' };
      }
      case 'rest': {
        const checkpoint = { until: instance.checkpoint().until, state: end.state };
        const partial = end.missing > 0;
        const keeping = { counter, ledger: ledger(end.reason), checkpoint, partial, shortcuts, goesOn: true };
        const kept = await keep(all, staging, keeping);
        context.state?.moveTo(end.state);
        return { ...kept, ...(only ? { stopReason: end.reason } : {}), next: 'same' };
      }
      case 'complete': {
        const checkpoint = checkpointAfter(context, index, end.state);
        const partial = end.missing > 0;
        const goesOn = index < context.plan.windows.length - 1 || all.after !== undefined;
        const keeping = { counter, ledger: ledger(end.reason), checkpoint, partial, shortcuts, goesOn };
        const kept = await keep(all, staging, keeping);
        const stopReason = all.options.dryRun ? 'a dry run' : end.reason;
        return { ...kept, ...(only || all.options.dryRun ? { stopReason } : {}), next: 'window' };
      }
      default:
        throw end satisfies never;
    }
  } finally {
    // What was sealed is not given up by it.
    await staging.discard();
  }
}

interface Keeping {
  readonly counter: Counter;
  readonly ledger: WindowLedger;
  readonly checkpoint?: Checkpoint | undefined;
  readonly partial: boolean;
  /** By a limit. */
  readonly isCutOff?: boolean;
  readonly shortcuts: Shortcuts | undefined;
  /** Once it is applied there is more to fetch, or the vendor is to be told. */
  readonly goesOn: boolean;
}

/** Seals what was received, and applies it where nothing holds it; of a dry run it says what that would do. */
async function keep(all: WindowsRun, staging: WindowStaging, keeping: Keeping): Promise<Pick<WindowResult, 'window' | 'held'>> {
  const { context, options } = all;
  const { counter, ledger, checkpoint, partial, shortcuts, goesOn } = keeping;
  if (counter.unaccounted() !== 0)
    throw new EngineError(
      'run.ledger',
      `${counter.unaccounted()} records of this window are not accounted for: nothing of it was kept.`,
    );
  const confirmed = shortcuts?.confirmed();
  const now = context.services.clock();
  const { verdict, shape } = judge(all, counter);
  if (verdict.kind === 'fail') throw verdict.error;
  if (options.dryRun) return { window: { ledger, objects: withConfirmed(await staging.preview(), confirmed) } };
  const why = verdict.kind === 'hold' ? verdict.because : holdOf(context, options, ledger.records);
  const hold = why === undefined ? undefined : { why, goesOn };
  const learned = learns(all, keeping) ? shape : undefined;
  await staging.seal({ ledger, checkpoint, keepSeenUntil: keepSeen(context), now, partial, confirmed, shape: learned, hold });
  if (why !== undefined) return { held: { why, ledger } };
  const objects = await apply(staging, context, shortcuts);
  if (learned !== undefined) context.drift.keep(learned);
  return { window: { ledger, objects } };
}

/** Is the shape of what came another one than before? */
const judge = ({ context, run }: WindowsRun, { fetched, notes }: Counter): ReturnType<RunContext['drift']['judge']> =>
  context.drift.judge({ run: run.id, at: context.services.clock(), fetched, recalled: notes.get(RECALLED) ?? 0 });

/** What a user cut off comes again; of a stretch of history only what joins on to what was covered tells how records come now. */
const learns = ({ context, options }: WindowsRun, { isCutOff }: Keeping): boolean =>
  options.acceptDrift === true ||
  (isCutOff !== true && (!context.plan.manual || checkpointAt(context, context.plan.until, undefined) !== undefined));

const withConfirmed = (counts: ObjectCounts, confirmed: ObjectCounts | undefined): ObjectCounts =>
  confirmed === undefined ? counts : sumObjects([counts, confirmed]);

async function apply(staging: WindowStaging, { services }: RunContext, shortcuts: Shortcuts | undefined): Promise<ObjectCounts> {
  try {
    const objects = await staging.apply({
      onBatch: (done, total) => services.report({ kind: 'applying', done, total }),
      onObject: shortcuts && ((applied) => shortcuts.applied(applied)),
    });
    shortcuts?.keep(await services.instance.revision());
    return objects;
  } catch (error) {
    services.report({
      kind: 'notice',
      level: 'warning',
      message: 'What was received is kept beside the store: the next run writes the rest of it first.',
    });
    throw error;
  }
}

/** `stop_here`: this window does not count, what the earlier ones covered does. */
async function keepEarlier(all: WindowsRun, index: number, reason: string): Promise<void> {
  const { context } = all;
  const { services, plan } = context;
  services.report({ kind: 'notice', level: 'warning', message: `The vendor says to stop here: ${reason}.` });
  const covered = plan.windows[index - 1]?.until;
  if (covered !== undefined) await moveCheckpoint(all, checkpointAt(context, covered, services.instance.checkpoint().state));
}

async function moveCheckpoint({ context, options }: WindowsRun, checkpoint: Checkpoint | undefined): Promise<void> {
  if (!options.dryRun && checkpoint !== undefined) await context.services.instance.moveCheckpoint(checkpoint);
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
  const seen = counter.seen();
  return {
    ...(seen === undefined ? {} : { seen }),
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
