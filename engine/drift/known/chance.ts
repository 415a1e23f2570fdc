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
 * How likely it is by chance that at most k of n have something that so many had before: by the beta-binomial distribution that follows from
 * what came (with Jeffreys' prior), and with as much less evidence as its share has changed more from window to window than chance would
 * have it (quasi-likelihood): records of one kind come together. 1 where too little is known.
 */
export const chanceOfAtMost = (k: number, n: number, before: Tally): number => {
  if (before.n === 0 || n === 0) return 1;
  const share = before.k / before.n;
  if (share < NEARLY_ALWAYS && before.w < ENOUGH_WINDOWS) return 1;
  const spread = spreadOf(before, share);
  const weight = Math.min(1 / spread, MOST_WEIGHED / n);
  const places = Math.floor(n * weight);
  const had = Math.ceil(k * weight);
  const a = before.k / spread + 0.5;
  const b = (before.n - before.k) / spread + 0.5;
  let sum = 0;
  for (let i = 0; i <= Math.min(had, places); i++)
    sum += Math.exp(lnChoose(places, i) + lnBeta(i + a, places - i + b) - lnBeta(a, b));
  return Math.min(1, sum);
};

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
