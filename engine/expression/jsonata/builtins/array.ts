import type { NativeDefinition } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { mergeSort } from '../merge-sort.ts';
import { chargeItems, tick } from '../run.ts';
import { append, deepEqual, isNumeric, isSequence, marked, SEQUENCE } from '../values.ts';
import { builtin } from './definition.ts';

function distinct(value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= 1) return value;
  const plain = new Set<unknown>();
  const compound: unknown[] = [];
  const result: unknown[] = [];
  for (const item of value as unknown[]) {
    if (typeof item !== 'object' || item === null) {
      // NaN equals nothing, not even itself.
      if (plain.has(item) && item === item) continue;
      plain.add(item);
    } else {
      tick(compound.length);
      if (compound.some((other) => deepEqual(item, other))) continue;
      compound.push(item);
    }
    result.push(item);
  }
  chargeItems(result.length);
  return isSequence(value) ? marked(result, SEQUENCE) : result;
}

function zip(...lists: unknown[]): unknown[] {
  const length = Math.min(...lists.map((list) => (Array.isArray(list) ? list.length : 0)));
  chargeItems(length * lists.length);
  return Array.from({ length }, (_, i) => lists.map((list) => (list as unknown[])[i]));
}

function shuffle(list: unknown[]): unknown[] {
  if (list.length <= 1) return list;
  chargeItems(list.length);
  const result = list.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

function reverse(list: unknown[]): unknown[] {
  if (list.length <= 1) return list;
  chargeItems(list.length);
  return list.slice().reverse();
}

/** Without a comparing function: texts or numbers only. */
export function sortPlain(list: unknown[]): unknown[] {
  if (list.length <= 1) return list;
  const numeric = list.map(isNumeric);
  if (numeric.includes(false) && !list.every((item) => typeof item === 'string')) return fail('D3070', { index: 1 });
  return mergeSort(list, (left, right) => (left as number) > (right as number));
}

function ofList(name: string, signature: string, call: (list: unknown[]) => unknown): NativeDefinition {
  return builtin(name, signature, 1, (list) => (list === undefined ? undefined : call(list as unknown[])));
}

export const arrays: readonly NativeDefinition[] = [
  builtin('count', '<a:n>', 1, (list) => (list === undefined ? 0 : (list as unknown[]).length)),
  builtin('append', '<xx:a>', 2, (left, right) => {
    if (left !== undefined && right !== undefined)
      chargeItems((Array.isArray(left) ? left.length : 1) + (Array.isArray(right) ? right.length : 1));
    return append(left, right);
  }),
  ofList('reverse', '<a:a>', reverse),
  ofList('shuffle', '<a:a>', shuffle),
  builtin('distinct', '<x:x>', 1, distinct),
  builtin('zip', '<a+>', 0, zip),
];
