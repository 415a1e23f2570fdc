/** A number of seconds, as number or text, in ms; undefined for anything else. */
export const secondsOf = (given: unknown): number | undefined => {
  const seconds = typeof given === 'number' || (typeof given === 'string' && given.trim() !== '') ? Number(given) : Number.NaN;
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
};
