import { nearest } from '../../language/basics/nearest.ts';

/** The name that a slip of the hand would make of this one: another case, a letter more, less, other or swapped; in long ones two. */
export const nearName = (name: string, names: readonly string[]): string | undefined => {
  const sameCase = names.find((one) => one.toLowerCase() === name.toLowerCase());
  if (sameCase !== undefined) return sameCase;
  const words = wordsOf(name);
  // Versions of one thing are no slips of each other: `score_v2` and `score_v31`.
  const others = names.filter((one) => withoutDigits(one) !== withoutDigits(name) && !hasOtherWord(words, wordsOf(one)));
  const near = nearest(name, others, slips);
  if (near === undefined || name.length > 3 || near.length !== name.length) return near;
  // Of short names many differ by one letter; a swap is a slip.
  return [...near].toSorted().join('') === [...name].toSorted().join('') ? near : undefined;
};

const slips = (length: number): number => (length <= 1 ? 0 : length <= 11 ? 1 : 2);

const withoutDigits = (name: string): string => name.replaceAll(/\d/g, '');

/** One of several words is another one, which is a choice and no slip: `srcIpAddress` and `dstIpAddress`, `endIncluding` and `endExcluding`. */
const hasOtherWord = (ours: readonly string[], theirs: readonly string[]): boolean => {
  if (ours.length === 1 || ours.length !== theirs.length) return false;
  const allowed = (length: number): number => Math.max(1, slips(length));
  return ours.some((word, at) => nearest(word, theirs.slice(at, at + 1), allowed) === undefined);
};

const wordsOf = (name: string): readonly string[] => name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\p{Lu}\W_]+/gu) ?? [name];

/**
 * Names that are as near as a slip, and often stand side by side: singular and plural (`sensor`, `sensors`; `statu` is none), and those of
 * which a letter before the same word tells which is meant (`sport`, `dport`). A letter that is doubled is a slip.
 */
export const arePair = (one: string, other: string): boolean => {
  if (one.length < other.length) return arePair(other, one);
  const [long, short] = [one.toLowerCase(), other.toLowerCase()];
  if (long === short || short.length < SHORTEST_WORD) return false;
  if (long === `${short}es` || (long === `${short}s` && !/[isu]$/.test(short))) return true;
  return long.slice(1) === (long.length === short.length ? short.slice(1) : short) && long[0] !== short[0];
};

const SHORTEST_WORD = 3;
