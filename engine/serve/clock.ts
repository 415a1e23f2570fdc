/** Time as the server counts it: a test gives its own. */
export interface Clock {
  /** ms since epoch. */
  readonly now: () => number;
  /** Calls once the time has come; gives what takes that back. */
  readonly at: (time: number, call: () => void) => () => void;
}

/** A timer takes no more than so many ms. */
const LONGEST = 2 ** 31 - 1;

/** Real time, by what reads it. */
export const realClock = (now: () => number): Clock => ({
  now,
  at: (time, call) => {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = time - now();
      timer = setTimeout(left > LONGEST ? wait : call, Math.max(0, Math.min(left, LONGEST)));
    };
    wait();
    return () => clearTimeout(timer);
  },
});
