/** Names longer than this are never compared: the edit distance is quadratic and the text may come from outside. */
const longest = 64;

/** How many letters may differ in a name of such a length. */
const usual = (length: number): number => (length <= 1 ? 0 : length <= 3 ? 1 : length <= 7 ? 2 : 3);

/** The candidate that differs least from `name`, where the difference is small enough to be a slip: at most what `most` says. */
export const nearest = (name: string, candidates: Iterable<string>, most = usual): string | undefined => {
  if (name.length > longest) return undefined;
  const plain = simplify(name);
  const limit = most(plain.length);
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of candidates) {
    if (candidate.length > longest) continue;
    const distance = editDistance(plain, simplify(candidate), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
};

/** `Did you mean …?` where a candidate is near, else a list of what there is. */
export const suggest = (name: string, candidates: Iterable<string>, prefix = ''): string => {
  const all = [...candidates];
  const near = nearest(name, all);
  if (near !== undefined) return `Did you mean \`${prefix}${near}\`?`;
  if (all.length === 0) return 'There is none to choose from.';
  const shown = all.slice(0, 12).map((one) => `\`${prefix}${one}\``);
  return `Use one of ${shown.join(', ')}${all.length > shown.length ? ', …' : ''}.`;
};

const simplify = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '');

/** Levenshtein's distance with swapped neighbours as one slip; gives up at `limit`. */
const editDistance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? limit;
};
