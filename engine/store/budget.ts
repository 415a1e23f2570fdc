/** What several processes know together of what one account may send. */
import type { EngineError } from '../language/basics/errors.ts';
import type { RateLimit } from '../language/model.ts';
import type { Awaitable } from './contract/awaitable.ts';

/** Whose budget it is. What it holds, secrets too, is hashed with care: nothing of it can be read or guessed from what is kept. */
export type Account = readonly unknown[];

export interface BudgetServices {
  /** Ms since epoch. */
  readonly clock: () => number;
  /** Told of each wait, in ms, that the server has asked another process for. */
  readonly onClosed?: (ms: number) => void;
  /** Told once, when the budget can't be shared any more: from then on this process keeps to its own budget alone. */
  readonly onFailure: (error: EngineError) => void;
}

/** Nothing is taken ahead of time: one that dies leaves no moment unused. */
export interface Budget {
  /** Takes this moment for a request, or tells how many ms to wait before asking again. */
  take(rate: RateLimit): Awaitable<number>;
  /** Nobody sends a request before so many ms have passed. */
  closeFor(ms: number): Awaitable<void>;
  /** For how many more ms nobody sends a request; 0: they may. */
  closedFor(): Awaitable<number>;
  /**
   * Waits for one of `most` places for a request that is under way, in the order of asking; gives what frees it. Those of a process
   * that died come free by themselves. Without it each process has all places for itself.
   */
  readonly enter?: (most: number, signal: AbortSignal) => Promise<() => void>;
  close(): Awaitable<void>;
}
