import type { Evaluate, Frame } from '../../calling/callable.ts';
import { fail } from '../../errors/expression-error.ts';
import type { SortNode } from '../../syntax.ts';
import { marksOf, TUPLES } from '../../values.ts';
import { mergeSort } from '../../merge-sort.ts';
import { newScope, type Scope } from '../scope.ts';

interface Term {
  readonly evaluate: Evaluate;
  readonly descending: boolean;
}

/** Less than zero, zero or more than zero; nothing sorts last either way. */
function compareTerm(left: unknown, right: unknown, descending: boolean, position: number | undefined): number {
  if (left === undefined) return right === undefined ? 0 : 1;
  if (right === undefined) return -1;
  const sortable = typeof left === 'string' || typeof left === 'number';
  if (!sortable || !(typeof right === 'string' || typeof right === 'number')) {
    return fail('T2008', { position, value: sortable ? right : left });
  }
  if (typeof left !== typeof right) return fail('T2007', { position, value: left, value2: right });
  if (left === right) return 0;
  const order = left < right ? -1 : 1;
  return descending ? -order : order;
}

/** The order-by step `^( … )`. */
export function compileSort(node: SortNode, scope: Scope): (items: readonly unknown[], frame: Frame) => unknown[] {
  const inner = scope.unit.tuples ? newScope(scope.unit, scope, 'tuple') : scope;
  const terms: Term[] = node.terms.map((term) => ({
    evaluate: scope.unit.compile(term.expression, inner),
    descending: term.descending,
  }));
  const { position } = node;
  const value = (term: Term, item: unknown, tuples: boolean, frame: Frame): unknown => {
    if (inner === scope) return term.evaluate(item, frame);
    if (!tuples) return term.evaluate(item, [frame, undefined]);
    const tuple = item as Record<string, unknown>;
    return term.evaluate(tuple['@'], [frame, tuple]);
  };
  return (items, frame) => {
    const tuples = (marksOf(items) & TUPLES) !== 0;
    const after = (left: unknown, right: unknown): boolean => {
      for (const term of terms) {
        const order = compareTerm(value(term, left, tuples, frame), value(term, right, tuples, frame), term.descending, position);
        if (order !== 0) return order > 0;
      }
      return false;
    };
    return mergeSort(items as unknown[], after);
  };
}
