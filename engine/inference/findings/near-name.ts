import { nearest } from '../../language/basics/nearest.ts';

/** The name that a slip of the hand would make of this one: another case, a letter more, less, other or swapped; in long ones two. */
export const nearName = (name: string, names: readonly string[]): string | undefined => {
  const sameCase = names.find((one) => one.toLowerCase() === name.toLowerCase());
  if (sameCase !== undefined) return sameCase;
  // Versions of one thing are no slips of each other: `score_v2` and `score_v31`.
  const others = names.filter((one) => withoutDigits(one) !== withoutDigits(name));
  const near = nearest(name, others, (length) => (length <= 1 ? 0 : length <= 11 ? 1 : 2));
  if (near === undefined || name.length > 3 || near.length !== name.length) return near;
  // Of short names many differ by one letter; a swap is a slip.
  return [...near].toSorted().join('') === [...name].toSorted().join('') ? near : undefined;
};

const withoutDigits = (name: string): string => name.replaceAll(/\d/g, '');
