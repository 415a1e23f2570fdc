/** At most `limit` at once; the others wait their turn in order. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }
}

/**
 * Results in the order of the items, with at most `limit` under way. The first failure stops what has not begun; it is
 * thrown once everything under way has ended, so that nothing goes on behind the caller's back.
 */
export async function mapOrdered<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failed: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (next < items.length && failed === undefined) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failed !== undefined) throw failed.error;
  return results;
}

/** The turn of one of several pieces of work. */
export interface Turn {
  /** Have all earlier pieces ended? */
  has(): boolean;
  /** Waits until they have; throws where one of them has failed. */
  come(): Promise<void>;
}

/** Thrown at the turn of work that an earlier failure has made needless. */
class NoTurn extends Error {}

/**
 * Works on at most `limit` items at once, the effects in their order: work waits for its turn before it has any, and ends in
 * its turn. Of several failures the one of the earliest item is thrown, once everything under way has ended.
 */
export async function inTurn<T>(items: readonly T[], limit: number, work: (item: T, turn: Turn) => Promise<void>): Promise<void> {
  let next = 0;
  let ended = 0;
  let failed: { readonly error: unknown } | undefined;
  const waiting = new Map<number, (() => void)[]>();
  const wake = (index: number): void => {
    for (const go of waiting.get(index) ?? []) go();
    waiting.delete(index);
  };
  const turnOf = (index: number): Turn => ({
    has: () => index === ended,
    come: async () => {
      if (index !== ended && failed === undefined)
        await new Promise<void>((resolve) => waiting.set(index, [...(waiting.get(index) ?? []), resolve]));
      if (failed !== undefined) throw new NoTurn();
    },
  });
  const one = async (index: number, turn: Turn): Promise<void> => {
    try {
      await work(items[index] as T, turn);
      await turn.come();
    } catch (error) {
      await turn.come();
      throw error;
    }
  };
  const worker = async (): Promise<void> => {
    while (next < items.length && failed === undefined) {
      const index = next++;
      try {
        await one(index, turnOf(index));
      } catch (error) {
        if (error instanceof NoTurn) return;
        failed = { error };
        for (const later of waiting.keys()) wake(later);
        return;
      }
      wake(++ended);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failed !== undefined) throw (failed as { readonly error: unknown }).error;
}
