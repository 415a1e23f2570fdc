/** How often something was there where it could have been, over windows. */
export interface Tally {
  /** Places looked at. */
  n: number;
  /** Those of them that had it. */
  k: number;
  /** The sum of k²/n over the windows: how much its share changes from window to window. */
  q: number;
  /** Windows. */
  w: number;
}

/** Something that is nearly always there needs no windows to be known by. */
export const NEARLY_ALWAYS = 0.9;
/** Windows before the share of anything else is known. */
const ENOUGH_WINDOWS = 5;
/** More evidence than this is not weighed: it is enough for anything. */
const MOST_WEIGHED = 400;

/**
 * Would at most k of n have by chance, less often than once in 1 / `chance` times, what so many had before? By the beta-binomial distribution
 * that follows from what came (with Jeffreys' prior), and with as much less evidence as its share has changed more from window to window
 * than chance would have it (quasi-likelihood): records of one kind come together. Not where too little is known.
 */
export const isUnlikely = (chance: number, { k, n }: Pick<Tally, 'k' | 'n'>, before: Tally): boolean => {
  if (before.n === 0 || n === 0) return false;
  const share = before.k / before.n;
  if (share < NEARLY_ALWAYS && before.w < ENOUGH_WINDOWS) return false;
  const spread = spreadOf(before, share);
  const weight = Math.min(1 / spread, MOST_WEIGHED / n);
  const places = Math.floor(n * weight);
  const a = before.k / spread + 0.5;
  const b = (before.n - before.k) / spread + 0.5;
  const whole = lnBeta(a, b);
  let sum = 0;
  // The likeliest first: mostly it is enough.
  for (let i = Math.min(Math.ceil(k * weight), places); i >= 0; i--) {
    const part = Math.exp(lnChoose(places, i) + lnBeta(i + a, places - i + b) - whole);
    sum += part;
    if (sum >= chance) return false;
    if (part < chance / NEGLIGIBLE) break;
  }
  return true;
};

/** Smaller parts of a chance add up to nothing. */
const NEGLIGIBLE = 1e6;

/** How much more the share changes between windows than by chance; at least 1. */
const spreadOf = ({ n, k, q, w }: Tally, share: number): number => {
  const variance = share * (1 - share);
  return w < 2 || variance === 0 ? 1 : Math.max(1, (q - (k * k) / n) / (variance * (w - 1)));
};

const lnBeta = (a: number, b: number): number => lnGamma(a) + lnGamma(b) - lnGamma(a + b);
const lnChoose = (n: number, k: number): number => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);

/** Stirling's series, from 8 on; below that by its recurrence. */
const lnGamma = (x: number): number => {
  let shift = 0;
  let at = x;
  for (; at < 8; at++) shift += Math.log(at);
  const inverse = 1 / (at * at);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / at;
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift;
};
