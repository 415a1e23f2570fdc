import { Script } from 'node:vm';
import { ExpressionError } from './errors/expression-error.ts';
import { outOfTime, run } from './run.ts';

const HOOK = Symbol.for('feedwright.watchdog');
const script = new Script("globalThis[Symbol.for('feedwright.watchdog')]()");

let watched = false;
let stood = 0;

/** How many have stood in this thread so far. */
export const watchdogsStood = (): number => stood;

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error as { readonly code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

/**
 * Runs `work` in this thread and ends it after `ms` milliseconds, whatever it is doing: a regular expression, a sort, a
 * recursion that swallows errors. It costs about 0.15 ms, so put it around a batch, not around a row. Within another
 * watchdog it only runs `work`. Throws ExpressionError U1001 when the time is up; other errors pass through.
 */
export function withWatchdog<T>(ms: number, work: () => T): T {
  if (watched || !Number.isFinite(ms)) return work();
  const before = { ...run };
  let result: { readonly value: T } | undefined;
  const hook = (): void => {
    result = { value: work() };
  };
  Object.defineProperty(globalThis, HOOK, { value: hook, configurable: true, enumerable: false });
  watched = true;
  stood++;
  try {
    script.runInThisContext({ timeout: Math.max(1, Math.ceil(ms)) });
  } catch (error) {
    if (!isTimeout(error) || error instanceof ExpressionError) throw error;
    // The work was cut off wherever it was: its counters are not to be trusted.
    Object.assign(run, before);
    return outOfTime(run.level > 0 ? run.conditions.limits.timeMs : ms);
  } finally {
    watched = false;
    Reflect.deleteProperty(globalThis, HOOK);
  }
  return (result as unknown as { readonly value: T }).value;
}
