import type { Evaluate, Frame } from '../../calling/callable.ts';
import { isTest } from '../../decisions.ts';
import { chargeItems, tick } from '../../run.ts';
import type { Filter } from '../../syntax.ts';
import { finished, isNumeric, marked, marksOf, SEQUENCE, truthy, TUPLES } from '../../values.ts';
import { newScope, type Scope } from '../scope.ts';

/** A predicate, in the forms that its surroundings need. */
export interface Predicate {
  /** The items kept, as a sequence; where an index picks an item that is a list, that list. */
  readonly list: (value: unknown, frame: Frame) => unknown[];
  /** The same as a result: a single item comes alone. */
  readonly result: (value: unknown, frame: Frame) => unknown;
  /** Gives the picked item itself where it is a list. */
  readonly picks: boolean;
}

function itemAt(items: readonly unknown[], index: number): unknown {
  // `at` knows no place beyond the safe integers.
  return Number.isSafeInteger(index) ? items.at(index) : undefined;
}

function byIndex(literal: number): Predicate {
  const index = Math.floor(literal);
  const pick = (value: unknown): unknown =>
    Array.isArray(value) ? itemAt(value, index) : index === 0 || index === -1 ? value : undefined;
  return {
    picks: true,
    result: pick,
    list: (value) => {
      const item = pick(value);
      if (Array.isArray(item)) return item;
      const tuples = Array.isArray(value) && (marksOf(value) & TUPLES) !== 0;
      return marked(item === undefined ? [] : [item], tuples ? SEQUENCE | TUPLES : SEQUENCE);
    },
  };
}

function place(number: number, length: number): number {
  const index = Math.floor(number);
  return index < 0 ? length + index : index;
}

/** How often a predicate's result keeps the item at this place: a list of numbers may name it several times. */
function keeps(result: unknown, index: number, length: number): number {
  if (isNumeric(result)) return place(result, length) === index ? 1 : 0;
  if (Array.isArray(result) && result.every((each) => isNumeric(each))) {
    return (result as number[]).reduce((times, each) => (place(each, length) === index ? times + 1 : times), 0);
  }
  return truthy(result) ? 1 : 0;
}

function keep(kept: unknown[], item: unknown, result: unknown, index: number, length: number): void {
  if (typeof result === 'boolean') {
    if (result) kept.push(item);
    return;
  }
  let times = keeps(result, index, length);
  if (times > 1) chargeItems(times);
  for (; times > 0; times--) kept.push(item);
}

function select(test: Evaluate, value: unknown, frame: Frame): unknown[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const kept: unknown[] = [];
  const { length } = items;
  tick(length);
  for (let i = 0; i < length; i++) {
    const item = items[i];
    keep(kept, item, test(item, frame), i, length);
  }
  return kept;
}

function plain(test: Evaluate): Predicate {
  return {
    picks: false,
    list: (value, frame) => marked(select(test, value, frame), SEQUENCE),
    result: (value, frame) => finished(select(test, value, frame)),
  };
}

/** As `plain`, but the input may be a stream of tuples, whose variables the predicate sees. */
function overTuples(test: Evaluate): Predicate {
  const list = (value: unknown, frame: Frame): unknown[] => {
    const tuples = Array.isArray(value) && (marksOf(value) & TUPLES) !== 0;
    const framed: Evaluate = tuples
      ? (item) => test((item as Record<string, unknown>)['@'], [frame, item as Record<string, unknown>])
      : (item) => test(item, [frame, undefined]);
    return marked(select(framed, value, frame), tuples ? SEQUENCE | TUPLES : SEQUENCE);
  };
  return {
    picks: false,
    list,
    result: (value, frame) => {
      const items = list(value, frame);
      return (marksOf(items) & TUPLES) === 0 ? finished(items) : items;
    },
  };
}

/** Where somebody looks on, tells of each item whether it is kept. */
function watched(test: Evaluate, { expr, position = 0 }: Filter, { unit: { probe } }: Scope): Evaluate {
  if (probe === undefined || !isTest(expr)) return test;
  const kept = probe(position, 'kept');
  const rejected = probe(position, 'rejected');
  return (item, frame) => {
    const result = test(item, frame);
    if (typeof result !== 'number') (truthy(result) ? kept : rejected)();
    return result;
  };
}

export function compileFilter(filter: Filter, scope: Scope): Predicate {
  const { expr } = filter;
  if (expr.type === 'number') return byIndex(expr.value as number);
  if (scope.unit.tuples)
    return overTuples(watched(scope.unit.compile(expr, newScope(scope.unit, scope, 'tuple')), filter, scope));
  return plain(watched(scope.unit.compile(expr, scope), filter, scope));
}
