import { apply, applyTo, arityOf } from '../calling/apply.ts';
import type { NativeDefinition } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { mergeSort } from '../merge-sort.ts';
import { chargeItems, tick } from '../run.ts';
import { marked, ownKeys, SEQUENCE, setMember, truthy } from '../values.ts';
import { sortPlain } from './array.ts';
import { builtin } from './definition.ts';

function map(list: readonly unknown[], change: unknown): unknown[] {
  const result: unknown[] = [];
  for (let i = 0; i < list.length; i++) {
    chargeItems(1);
    const value = applyTo(change, list[i], i, list);
    if (value !== undefined) result.push(value);
  }
  return marked(result, SEQUENCE);
}

function filter(list: readonly unknown[], test: unknown): unknown[] {
  const result: unknown[] = [];
  for (let i = 0; i < list.length; i++) {
    chargeItems(1);
    if (truthy(applyTo(test, list[i], i, list))) result.push(list[i]);
  }
  return marked(result, SEQUENCE);
}

function single(list: readonly unknown[], test: unknown): unknown {
  let found = false;
  let result: unknown;
  for (let i = 0; i < list.length; i++) {
    tick();
    if (test !== undefined && !truthy(applyTo(test, list[i], i, list))) continue;
    if (found) return fail('D3138', { index: i });
    found = true;
    result = list[i];
  }
  return found ? result : fail('D3139');
}

function reduce(list: readonly unknown[], combine: unknown, initial: unknown): unknown {
  const arity = arityOf(combine);
  if (arity < 2) return fail('D3050', { index: 1 });
  const from = initial === undefined && list.length > 0 ? 1 : 0;
  let result = from === 1 ? list[0] : initial;
  for (let i = from; i < list.length; i++) {
    tick();
    const args = [result, list[i], i, list].slice(0, Math.min(Math.max(arity, 2), 4));
    result = apply(combine, args, null);
  }
  return result;
}

function each(object: Readonly<Record<string, unknown>>, change: unknown): unknown[] {
  const result: unknown[] = [];
  for (const key of ownKeys(object)) {
    chargeItems(1);
    const value = applyTo(change, object[key], key, object);
    if (value !== undefined) result.push(value);
  }
  return marked(result, SEQUENCE);
}

/** The members that pass; none is nothing. */
function sift(object: Readonly<Record<string, unknown>>, test: unknown): unknown {
  const result: Record<string, unknown> = {};
  let any = false;
  for (const key of ownKeys(object)) {
    chargeItems(1);
    if (!truthy(applyTo(test, object[key], key, object))) continue;
    setMember(result, key, object[key]);
    any = true;
  }
  return any ? result : undefined;
}

function sort(list: unknown[], after: unknown): unknown[] {
  if (after === undefined) return sortPlain(list);
  // The comparing function's result counts as JavaScript counts it, as in the reference.
  return mergeSort(list, (left, right) => Boolean(apply(after, [left, right], null)));
}

function overList(
  name: string,
  signature: string,
  arity: number,
  call: (list: unknown[], ...rest: unknown[]) => unknown,
): NativeDefinition {
  return builtin(
    name,
    signature,
    arity,
    (list, second, third) => (list === undefined ? undefined : call(list as unknown[], second, third)),
    true,
  );
}

export const higherOrder: readonly NativeDefinition[] = [
  overList('map', '<af>', 2, map),
  overList('filter', '<af>', 2, filter),
  overList('single', '<af?>', 2, single),
  overList('reduce', '<afj?:j>', 3, reduce),
  overList('sort', '<af?:a>', 2, sort),
  builtin('each', '<o-f:a>', 2, (object, change) => each((object ?? {}) as Readonly<Record<string, unknown>>, change), true),
  builtin('sift', '<o-f?:o>', 2, (object, test) => sift((object ?? {}) as Readonly<Record<string, unknown>>, test), true),
];
