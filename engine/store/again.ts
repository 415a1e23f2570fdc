import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../language/basics/errors.ts';

interface Bounds {
  readonly attempts: number;
  /** Ms before the second attempt; each pause is twice the one before it. */
  readonly first: number;
  readonly most: number;
}

/** About a minute: as long as a server takes to start again, or another one to take its place. */
const LONG: Bounds = { attempts: 36, first: 50, most: 2000 };
/**
 * Failures of a database that pass, and after which nothing of what was asked counts, or nobody knows: another process was quicker, or
 * the connection was lost. The same can be asked once more by whoever looks first how far it is.
 */
const PASSING: Readonly<Record<string, Bounds>> = {
  'store.conflict': { attempts: 20, first: 5, most: 500 },
  'store.away': LONG,
  'store.busy': LONG,
};

export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Told of each failure after which something is asked again, and in how many ms. */
  readonly onAgain?: ((failure: EngineError, pause: number) => void) | undefined;
}

/** Ms before the next attempt, never the same for two that met; undefined: that is for good, or enough were made. */
const pauseAfter = (failure: EngineError, attempts: number): number | undefined => {
  const bounds = PASSING[failure.code];
  if (bounds === undefined || attempts >= bounds.attempts) return undefined;
  return Math.round(Math.min(bounds.most, bounds.first * 2 ** Math.min(attempts - 1, 16)) * (0.5 + Math.random()));
};

/**
 * Does `work`, which can be done again from its beginning, until it succeeds, fails for good, or has been tried often enough.
 * `progress`: where it is another than after the last failure, attempts are counted anew.
 */
export const again = async <T>(
  work: () => Promise<T>,
  { signal, onAgain }: Patience = {},
  progress: () => unknown = () => undefined,
): Promise<T> => {
  let before = progress();
  for (let attempts = 1; ; attempts++) {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof EngineError) || signal?.aborted === true) throw cause;
      const now = progress();
      if (now !== before) attempts = 1;
      before = now;
      const pause = pauseAfter(cause, attempts);
      if (pause === undefined) throw cause;
      onAgain?.(cause, pause);
      await wait(pause);
    }
  }
};
