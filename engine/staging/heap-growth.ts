/**
 * How far garbage may grow before V8 collects it. Left alone, it grows with the machine's memory; a feed's memory is to stay flat on any.
 *
 * V8's flags are part of the key by which compiled code is kept: while one differs, Node compiles its own modules anew, and what
 * is kept of others is of no use to the next process. So it differs only while a run is under way, and not while a thread starts.
 */
import { setFlagsFromString } from 'node:v8';

/** Of what was left after the last collection; 0: as V8 sees fit. */
const PERCENT = 30;

let limits = 0;
let suspensions = 0;

const apply = (): void => setFlagsFromString(`--heap-growing-percent=${limits > 0 && suspensions === 0 ? PERCENT : 0}`);

/** Gives what ends it. */
export const limitHeapGrowth = (): (() => void) => {
  limits += 1;
  apply();
  return () => {
    limits -= 1;
    apply();
  };
};

/** For as long as a thread starts. Gives what ends it, once however often it is called. */
export const suspendHeapLimit = (): (() => void) => {
  let ended = false;
  suspensions += 1;
  apply();
  return () => {
    if (ended) return;
    ended = true;
    suspensions -= 1;
    apply();
  };
};
