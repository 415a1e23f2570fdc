import type { Evaluate, Frame } from '../callable.ts';
import { chargeItems, tick } from '../run.ts';
import type { Filter, Node } from '../syntax.ts';
import { isNumeric, marked, marksOf, SEQUENCE, truthy, TUPLES } from '../values.ts';
import { newScope, type Scope } from './scope.ts';

/** Applies a predicate: gives a sequence, or the item itself where an index picks an item that is a list. */
export type ApplyFilter = (value: unknown, frame: Frame) => unknown[];

function pick(items: readonly unknown[], index: number, tuples: boolean): unknown[] {
  const item = items.at(index);
  if (Array.isArray(item)) return item;
  return marked(item === undefined ? [] : [item], tuples ? SEQUENCE | TUPLES : SEQUENCE);
}

function byIndex(literal: number): ApplyFilter {
  const index = Math.floor(literal);
  return (value) => {
    if (Array.isArray(value)) {
      // `at` would turn an index before the beginning into nothing as well, but not one beyond the safe integers.
      return Number.isSafeInteger(index) ? pick(value, index, (marksOf(value) & TUPLES) !== 0) : marked([], SEQUENCE);
    }
    return marked(value !== undefined && (index === 0 || index === -1) ? [value] : [], SEQUENCE);
  };
}

/** Whether a predicate's result keeps the item at this place; a list of numbers keeps it as often as it names it. */
function keeps(result: unknown, index: number, length: number): number {
  if (typeof result === 'boolean') return result ? 1 : 0;
  if (isNumeric(result)) return place(result, length) === index ? 1 : 0;
  if (Array.isArray(result) && result.every((each) => isNumeric(each))) {
    return (result as number[]).reduce((times, each) => (place(each, length) === index ? times + 1 : times), 0);
  }
  return truthy(result) ? 1 : 0;
}

function place(number: number, length: number): number {
  const index = Math.floor(number);
  return index < 0 ? length + index : index;
}

function compileTest(predicate: Node, scope: Scope): Evaluate {
  return scope.unit.compile(predicate, scope);
}

function plain(test: Evaluate): ApplyFilter {
  return (value, frame) => {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const kept: unknown[] = [];
    for (let i = 0; i < items.length; i++) {
      tick();
      const item = items[i];
      let times = keeps(test(item, frame), i, items.length);
      if (times > 1) chargeItems(times);
      for (; times > 0; times--) kept.push(item);
    }
    return marked(kept, SEQUENCE);
  };
}

/** As `plain`, but the input may be a stream of tuples, whose variables the predicate sees. */
function overTuples(test: Evaluate): ApplyFilter {
  return (value, frame) => {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const tuples = Array.isArray(value) && (marksOf(value) & TUPLES) !== 0;
    const kept: unknown[] = [];
    for (let i = 0; i < items.length; i++) {
      tick();
      const item = items[i];
      const tuple = tuples ? (item as Record<string, unknown>) : undefined;
      let times = keeps(test(tuple === undefined ? item : tuple['@'], [frame, tuple]), i, items.length);
      if (times > 1) chargeItems(times);
      for (; times > 0; times--) kept.push(item);
    }
    return marked(kept, tuples ? SEQUENCE | TUPLES : SEQUENCE);
  };
}

export function compileFilter(filter: Filter, scope: Scope): ApplyFilter {
  const { expr } = filter;
  if (expr.type === 'number') return byIndex(expr.value as number);
  if (scope.unit.tuples) return overTuples(compileTest(expr, newScope(scope.unit, scope, 'tuple')));
  return plain(compileTest(expr, scope));
}
