import { performance } from 'node:perf_hooks';
import { fail } from './errors/expression-error.ts';

/** Bounds of one evaluation. They hold by default; `Infinity` switches one off. */
export interface Limits {
  /** Milliseconds. Default 500. */
  readonly timeMs?: number;
  /** Levels of evaluation within each other, counted as the reference counts them (a recursive call takes about three). Default 3000. */
  readonly depth?: number;
  /** UTF-16 units of an expression's text. Default 65536. */
  readonly sourceLength?: number;
  /** Levels of the syntax tree. Default 500. */
  readonly sourceDepth?: number;
  /** Nodes of the syntax tree. Default 65536. */
  readonly sourceNodes?: number;
  /** Items of all lists made on the way, in sum. Default 20 million. */
  readonly outputItems?: number;
  /** UTF-16 units of all texts made on the way, in sum. Default 64 million. */
  readonly outputChars?: number;
}

export type FullLimits = Required<Limits>;

export const defaultLimits: FullLimits = Object.freeze({
  timeMs: 500,
  depth: 3000,
  sourceLength: 65_536,
  sourceDepth: 500,
  sourceNodes: 65_536,
  outputItems: 20_000_000,
  outputChars: 64_000_000,
});

/** Ticks between two looks at the clock. */
const INTERVAL = 5000;

/** What an expression is evaluated with, the same for all its evaluations. */
export interface Conditions {
  readonly limits: FullLimits;
  /** ms since the epoch. */
  readonly clock: () => number;
  /** Times without a zone are UTC. */
  readonly utc: boolean;
}

/**
 * The counters of the evaluation that is under way. One object for the whole thread: evaluation is synchronous, and an
 * evaluation inside another (a host function that evaluates) saves and restores it. Integers where it can be: they are
 * set anew for every row.
 */
export const run = {
  /** Evaluations within each other; 0: none is under way. */
  level: 0,
  depth: 0,
  ticks: INTERVAL,
  items: 0,
  chars: 0,
  maxDepth: 0,
  /** Nothing before the clock is looked at for the first time. */
  deadline: undefined as number | undefined,
  timestamp: undefined as number | undefined,
  conditions: { limits: defaultLimits, clock: Date.now, utc: true } as Conditions,
  /** The context of the last call of a function value, for `$eval`. */
  input: undefined as unknown,
};

export function startRun(conditions: Conditions): void {
  run.depth = 1;
  run.ticks = INTERVAL;
  run.items = conditions.limits.outputItems;
  run.chars = conditions.limits.outputChars;
  run.maxDepth = conditions.limits.depth;
  run.deadline = undefined;
  run.timestamp = undefined;
  run.conditions = conditions;
}

/** The moment of this evaluation, the same however often it is asked for; ms since the epoch. */
export function timestamp(): number {
  run.timestamp ??= run.conditions.clock();
  return run.timestamp;
}

/** Counts steps of work; every few thousand the clock is looked at. A short evaluation never looks. */
export function tick(count = 1): void {
  run.ticks -= count;
  if (run.ticks < 0) lookAtClock();
}

function lookAtClock(): void {
  run.ticks = INTERVAL;
  const now = performance.now();
  const { timeMs } = run.conditions.limits;
  if (run.deadline === undefined) run.deadline = now + timeMs;
  else if (now > run.deadline) outOfTime(timeMs);
}

/** Milliseconds that the evaluation has left. */
export function timeLeft(): number {
  const now = performance.now();
  run.deadline ??= now + run.conditions.limits.timeMs;
  return run.deadline - now;
}

export function outOfTime(timeMs: number): never {
  return fail('U1001', {
    value: timeMs,
    reason: `The expression took longer than ${String(timeMs)} ms: look for an endless recursion or a regular expression that backtracks.`,
  });
}

export function tooDeep(): never {
  return fail('U1001', {
    value: run.maxDepth,
    reason:
      'The expression calls itself too deeply: look for a recursion without an end, or make the call the last thing that the function does.',
  });
}

/** Charges list items before they are made. */
export function chargeItems(count: number): void {
  run.items -= count;
  run.ticks -= count;
  if (run.items < 0) fail('D2015', { value: run.conditions.limits.outputItems });
  if (run.ticks < 0) lookAtClock();
}

/** Charges the length of a text before it is made. */
export function chargeChars(count: number): void {
  run.chars -= count;
  if (run.chars < 0) fail('U1002', { value: run.conditions.limits.outputChars - run.chars });
  if (count > 64) tick(count >> 6);
}
