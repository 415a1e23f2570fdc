import type { Evaluate, Frame } from '../../calling/callable.ts';
import { chargeItems, tick } from '../../run.ts';
import type { Node } from '../../syntax.ts';
import { CONS, finished, marked, marksOf, SEQUENCE, unwrapped } from '../../values.ts';
import { compileFilter } from './filter.ts';
import type { Scope } from '../scope.ts';
import { compileSort } from './sort.ts';

/** One step of a path, in the forms that its place needs. */
export interface Step {
  /** The items for the next step. They are not marked. */
  readonly items: (items: readonly unknown[], frame: Frame) => unknown[];
  /** As the last step: a sequence, marked as one, or a list of the data as it is. */
  readonly list: (items: readonly unknown[], frame: Frame) => unknown[];
  /** As the last step: the path's value. */
  readonly result: (items: readonly unknown[], frame: Frame) => unknown;
}

function isCons(list: unknown[]): boolean {
  return (marksOf(list) & CONS) !== 0;
}

/** Adds a value to a sequence; a list is flattened into it, unless it was written as one value. */
export function flattenInto(found: unknown[], value: unknown): void {
  if (!Array.isArray(value) || isCons(value)) {
    found.push(value);
    return;
  }
  chargeItems(value.length);
  for (const item of value) found.push(item);
}

/**
 * The values that the items give, flattened into one sequence. Where the last step gives one list and it is data, that
 * list is the result as it is: an empty or single-item list of the input stays a list. `counted`: nothing counts as a
 * value, too, as it does behind a predicate.
 */
function gathering(evaluate: Evaluate, counted: boolean): Step {
  const collect = (items: readonly unknown[], frame: Frame): unknown[] => {
    const found: unknown[] = [];
    const { length } = items;
    tick(length);
    for (let i = 0; i < length; i++) {
      const value = evaluate(items[i], frame);
      if (typeof value === 'object') flattenInto(found, value);
      else if (value !== undefined) found.push(value);
    }
    return found;
  };
  /** The one list of data that the items give, or all that they give. */
  const last = (items: readonly unknown[], frame: Frame): { readonly found: unknown[]; readonly data: boolean } => {
    const found: unknown[] = [];
    let values = 0;
    let only: unknown;
    tick(items.length);
    for (let i = 0; i < items.length; i++) {
      const value = evaluate(items[i], frame);
      if (value === undefined && !counted) continue;
      values++;
      only = value;
      if (value !== undefined) flattenInto(found, value);
    }
    const data = values === 1 && Array.isArray(only) && (marksOf(only) & SEQUENCE) === 0;
    return data ? { found: only as unknown[], data } : { found, data };
  };
  return {
    items: collect,
    list: (items, frame) => {
      const { found, data } = last(items, frame);
      return data ? found : marked(found, SEQUENCE);
    },
    result: (items, frame) => {
      if (items.length !== 1) {
        const { found, data } = last(items, frame);
        return data ? found : finished(found);
      }
      return alone(evaluate(items[0], frame));
    },
  };
}

/** The value of a last step on a single item. */
function alone(value: unknown): unknown {
  if (!Array.isArray(value) || (marksOf(value) & SEQUENCE) === 0) return value;
  // A sequence made for another path may insist on staying a list: this one does not.
  return value.length > 1 ? value : (value[0] as unknown);
}

function sorting(node: Node & { type: 'sort' }, scope: Scope): Step {
  const sort = compileSort(node, scope);
  const stages = (node.stages ?? []).flatMap((stage) => (stage.type === 'filter' ? [compileFilter(stage, scope)] : []));
  // A single item is the sequence that came; several are a list of their own, which stays one.
  const list = (items: readonly unknown[], frame: Frame): unknown[] => {
    const sorted = items.length <= 1 ? marked(items.slice(), SEQUENCE) : sort(items, frame);
    return stages.reduce((value, stage) => stage.list(value, frame), sorted);
  };
  return { items: list, list, result: (items, frame) => unwrapped(list(items, frame)) };
}

function staged(node: Node, scope: Scope): Step {
  const evaluate = scope.unit.compile(node, scope);
  const stages = (node.stages ?? []).flatMap((stage) => (stage.type === 'filter' ? [compileFilter(stage, scope)] : []));
  if (stages.length === 0) return gathering(evaluate, false);
  const final = stages.pop();
  if (final === undefined) return gathering(evaluate, false);
  const [before] = stages;
  if (before === undefined) {
    // A picked item is a value like any other; a selection is a sequence.
    if (final.picks) return gathering((item, frame) => final.result(evaluate(item, frame), frame), true);
    return gathering((item, frame) => final.list(evaluate(item, frame), frame), true);
  }
  const value = (item: unknown, frame: Frame): unknown =>
    stages.reduce((list, stage) => stage.list(list, frame), evaluate(item, frame) as unknown[]);
  return gathering(
    (item, frame) => (final.picks ? final.result(value(item, frame), frame) : final.list(value(item, frame), frame)),
    true,
  );
}

export function compileStep(node: Node, scope: Scope): Step {
  return node.type === 'sort' ? sorting(node, scope) : staged(node, scope);
}
