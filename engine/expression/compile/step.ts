import type { Frame } from '../callable.ts';
import { chargeItems, tick } from '../run.ts';
import type { Node } from '../syntax.ts';
import { CONS, marked, marksOf, SEQUENCE } from '../values.ts';
import { compileFilter } from './filter.ts';
import type { Scope } from './scope.ts';
import { compileSort } from './sort.ts';

/** One step of a path: from the items so far to the next ones. */
export type Step = (items: readonly unknown[], frame: Frame) => unknown[];

function isCons(list: unknown[]): boolean {
  return (marksOf(list) & CONS) !== 0;
}

function pushAll(into: unknown[], list: readonly unknown[]): void {
  chargeItems(list.length);
  for (const item of list) into.push(item);
}

/**
 * The values that the items give, flattened into one sequence. Where the last step gives one list and it is data, that
 * list is the result as it is: an empty or single-item list of the input stays a list.
 */
function gather(evaluate: (item: unknown, frame: Frame) => unknown, last: boolean): Step {
  return (items, frame) => {
    const found: unknown[] = [];
    let results = 0;
    let only: unknown;
    for (let i = 0; i < items.length; i++) {
      tick();
      const value = evaluate(items[i], frame);
      if (value === undefined) continue;
      results++;
      only = value;
      if (!Array.isArray(value) || isCons(value)) found.push(value);
      else pushAll(found, value);
    }
    if (last && results === 1 && Array.isArray(only) && (marksOf(only) & SEQUENCE) === 0) return only;
    return marked(found, SEQUENCE);
  };
}

export function compileStep(node: Node, scope: Scope, last: boolean): Step {
  const stages = (node.stages ?? []).flatMap((stage) => (stage.type === 'filter' ? [compileFilter(stage, scope)] : []));
  if (node.type === 'sort') {
    const sort = compileSort(node, scope);
    return (items, frame) => stages.reduce<unknown[]>((list, stage) => stage(list, frame), sort(items, frame));
  }
  const evaluate = scope.unit.compile(node, scope);
  if (stages.length === 0) return gather(evaluate, last);
  return gather((item, frame) => stages.reduce<unknown>((value, stage) => stage(value, frame), evaluate(item, frame)), last);
}
