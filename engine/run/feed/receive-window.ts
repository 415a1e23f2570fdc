import { EngineError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import type { PlannedWindow } from '../../plan/plan.ts';
import type { WindowStaging } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import type { Counter } from '../context/ledger.ts';
import { LimitReached, RESTARTS, WindowFull, WindowRestart } from '../context/signals.ts';
import type { Shortcuts } from '../shortcuts/shortcuts.ts';
import type { SourceEnd } from '../source/source-sink.ts';
import { progressReporter } from './progress.ts';
import { checkQuarantineAtEnd } from './quarantine-limit.ts';
import { bindWindow, runWindow } from './run-window.ts';
import type { WindowsRun } from './windows-run.ts';

/** How the source of a window ended, and what follows for the window. */
export type WindowEnd =
  /** The answer could not hold all of it: nothing counts, its two halves are asked for instead. */
  | { readonly kind: 'full' }
  /** The user's limit was reached: what has come counts, the checkpoint stays. */
  | { readonly kind: 'limit'; readonly reason: string }
  /** The vendor says that from here on nothing is to be had: the windows before this one count. */
  | { readonly kind: 'stop_here'; readonly reason: string }
  /** The source is as it was. */
  | { readonly kind: 'nothing_new'; readonly reason: string; readonly state: Json | undefined }
  /** What has come counts, and the same window goes on from `state`. */
  | { readonly kind: 'rest'; readonly reason: string; readonly state: Json; readonly missing: number }
  /** All of it has come, but for so many documents. */
  | { readonly kind: 'complete'; readonly reason: string; readonly state: Json | undefined; readonly missing: number };

export interface Received {
  readonly end: WindowEnd;
  readonly shortcuts: Shortcuts | undefined;
}

/** Reads the source of window `index` into the staging; what breaks off in the middle is read again from its start. */
export async function receiveWindow(all: WindowsRun, index: number, staging: WindowStaging, counter: Counter): Promise<Received> {
  const { context, parts, options, after } = all;
  const { windows } = context.plan;
  const at = Math.min(index, windows.length - 1);
  const window = windows[at] as PlannedWindow;
  context.services.report({ kind: 'window', index: at, of: windows.length, ...window });
  context.services.trace?.tell({ kind: 'window', partition: context.plan.partition, index: at, of: windows.length, ...window });
  const fetchedBefore = all.run.done.reduce((sum, { ledger }) => sum + ledger.records.fetched, 0);
  const limit = options.limit === undefined ? undefined : Math.max(0, options.limit - fetchedBefore);
  const onProgress = progressReporter(context, index, counter);
  const own = { id: all.run.id, context, window, staging, counter, parts, limit, onProgress, after };
  const revision = await context.services.instance.revision();
  const mark = context.mapping.mark();
  for (let restarts = 0; ; restarts++) {
    const { scope, filters, shortcuts } = bindWindow(own, revision);
    const run = { ...own, shortcuts };
    try {
      context.drift.shapes.begin();
      after?.begin();
      const source = await runWindow(run, scope, filters);
      after?.end(source.last, scope);
      checkQuarantineAtEnd(run);
      const end = endOf(source, context, index, counter);
      if (end.kind === 'stop_here' || end.kind === 'nothing_new') context.mapping.back(mark);
      return { end, shortcuts };
    } catch (error) {
      if (error instanceof LimitReached) return { end: { kind: 'limit', reason: 'the limit was reached' }, shortcuts: undefined };
      if (!(error instanceof WindowFull || error instanceof WindowRestart)) throw error;
      context.mapping.back(mark);
      if (error instanceof WindowFull) return { end: { kind: 'full' }, shortcuts: undefined };
      readAgain(restarts, context, staging, counter);
    }
  }
}

function readAgain(restarts: number, context: RunContext, staging: WindowStaging, counter: Counter): void {
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

function endOf(source: SourceEnd, context: RunContext, index: number, counter: Counter): WindowEnd {
  const { stopReason: reason, failed: missing = 0, setAside = 0, rest } = source;
  if (source.stopHere) return { kind: 'stop_here', reason };
  if (rest !== undefined) return { kind: 'rest', reason, state: rest, missing };
  const { state, nothingNew } = endState(context, index, counter.quarantined + setAside, counter);
  if (nothingNew !== undefined) return { kind: 'nothing_new', reason: nothingNew, state };
  return { kind: 'complete', reason, state, missing };
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
