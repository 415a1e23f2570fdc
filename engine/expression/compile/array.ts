import type { Evaluate } from '../callable.ts';
import { chargeItems } from '../run.ts';
import type { ArrayNode, Node } from '../syntax.ts';
import { CONS, marked } from '../values.ts';
import type { Scope } from './scope.ts';

/** An item that is itself written as `[…]` stays a list of its own. */
function nests(node: Node): boolean {
  return (node as { readonly value?: unknown }).value === '[';
}

/** `[a..b]`: nobody else holds the range, so it becomes the list itself. */
function onlyRange(range: Evaluate, cons: boolean): Evaluate {
  return (input, frame) => {
    const items = range(input, frame);
    const list: unknown[] = Array.isArray(items) ? items : items === undefined ? [] : [items];
    return marked(list, cons ? CONS : 0);
  };
}

/** `[ … ]`: the items in a row, sequences among them flattened one level. */
export function compileArray(node: ArrayNode, scope: Scope): Evaluate {
  const items = node.expressions.map((item) => ({ evaluate: scope.unit.compile(item, scope), nested: nests(item) }));
  const cons = node.consarray === true;
  const [first] = node.expressions;
  const [range] = items;
  if (items.length === 1 && range !== undefined && first?.type === 'binary' && first.value === '..') return onlyRange(range.evaluate, cons);
  return (input, frame) => {
    const list: unknown[] = [];
    for (const { evaluate, nested } of items) {
      const value = evaluate(input, frame);
      if (value === undefined) continue;
      if (nested || !Array.isArray(value)) list.push(value);
      else {
        chargeItems(value.length);
        for (const item of value) list.push(item);
      }
    }
    return cons ? marked(list, CONS) : list;
  };
}
