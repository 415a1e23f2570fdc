import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../language/basics/errors.ts';

const AWAY: readonly string[] = ['store.away', 'store.busy', 'store.conflict'];

/** The database could not be asked, or not now: the same may go well a little later. */
export const isAway = (error: unknown): boolean => error instanceof EngineError && AWAY.includes(error.code);

/** The first pause, and the longest, ms. */
const PAUSE = 100;
const LONGEST = 5000;

export interface AwayTelling {
  readonly onAway: (error: EngineError) => void;
  readonly onBack: () => void;
}

/** Does what asks the database again and again until it is there. That it is away is told once, and once that it is back. */
export class Patience {
  readonly #telling: AwayTelling;
  #isAway = false;

  constructor(telling: AwayTelling) {
    this.#telling = telling;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  /** Throws what is no matter of waiting, and, once the signal is aborted, what came last. */
  async until<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let pause = PAUSE; ; pause = Math.min(pause * 2, LONGEST)) {
      try {
        const result = await work();
        this.#back();
        return result;
      } catch (error) {
        if (!isAway(error) || signal?.aborted === true) throw error;
        if ((error as EngineError).code === 'store.away') this.#away(error as EngineError);
        await sleep(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
    }
  }

  #away(error: EngineError): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#telling.onAway(error);
  }

  #back(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#telling.onBack();
  }
}
