import type { Node } from '../../expression/jsonata/syntax.ts';
import type { Value } from '../expression/scope.ts';

/** A call of a function of the language. */
export interface CallSite {
  readonly node: Node;
  readonly args: readonly Value[];
  /** Where each of them stands. */
  readonly argumentNodes: readonly Node[];
}
