import { chargeItems, tick } from './run.ts';

function merge(
  left: readonly unknown[],
  right: readonly unknown[],
  after: (left: unknown, right: unknown) => boolean,
): unknown[] {
  const merged: unknown[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    tick();
    merged.push(after(left[l], right[r]) ? right[r++] : left[l++]);
  }
  while (l < left.length) merged.push(left[l++]);
  while (r < right.length) merged.push(right[r++]);
  return merged;
}

function sorted(items: readonly unknown[], after: (left: unknown, right: unknown) => boolean): readonly unknown[] {
  if (items.length <= 1) return items;
  const middle = Math.floor(items.length / 2);
  return merge(sorted(items.slice(0, middle), after), sorted(items.slice(middle), after), after);
}

/**
 * Stable sort; `after` tells whether the left item belongs after the right one. The same comparisons in the same order
 * as the reference makes them, so that comparing functions without a proper order give the same result, too.
 */
export function mergeSort(items: unknown[], after: (left: unknown, right: unknown) => boolean): unknown[] {
  if (items.length <= 1) return items;
  chargeItems(items.length);
  return sorted(items, after) as unknown[];
}
