/**
 * How far garbage may grow before V8 collects it. Left alone, it grows with the machine's memory; a feed's memory is to stay flat on any.
 *
 * V8's flags are part of the key by which compiled code is kept: while one differs, Node compiles its own modules anew, and what
 * is kept of others is of no use to the next process. So it differs only while a run is under way.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Of what was left after the last collection; 0: as V8 sees fit. */
const PERCENT = 30;
/** Bytes of the space for what is new, beyond which it grows no more: by itself it goes on to four times that. */
const YOUNG = 8 * 1024 * 1024;
/** ms between two looks at it. */
const PAUSE = 5;
/** V8's own. */
const GROWTH = 2;

let limits = 0;
let watch: NodeJS.Timeout | undefined;

const youngBytes = (): number => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/** A space that is small from the beginning would be collected much too often. */
const keepYoungSmall = (): void => {
  if (youngBytes() < YOUNG) return;
  setFlagsFromString('--semi-space-growth-factor=1');
  clearInterval(watch);
};

const apply = (): void => {
  setFlagsFromString(`--heap-growing-percent=${limits > 0 ? PERCENT : 0}`);
  clearInterval(watch);
  if (limits > 0) watch = setInterval(keepYoungSmall, PAUSE).unref();
  else setFlagsFromString(`--semi-space-growth-factor=${GROWTH}`);
};

/** Limits the growth until the function that it returns is called. */
export const limitHeapGrowth = (): (() => void) => {
  limits += 1;
  apply();
  return () => {
    limits -= 1;
    apply();
  };
};
