import { functions } from '../../expression/functions/registry.ts';
import { builtins } from '../../expression/jsonata/builtins/index.ts';
import type { Node } from '../../expression/jsonata/syntax.ts';
import type { Scope, Value } from '../expression/scope.ts';
import { judgeNative } from './natives.ts';
import { judgeRegistered } from './registered.ts';
import { judgeNot, judgeTruth } from './truth.ts';

/** A call of a function of the language. */
export interface CallSite {
  readonly node: Node;
  readonly args: readonly Value[];
  /** Where each of them stands. */
  readonly argumentNodes: readonly Node[];
}

/** Judges what a function is called with; gives whether there is a finding. */
export const judgeCall = (name: string, site: CallSite, scope: Scope): boolean => {
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (own !== undefined) return own.supplied === undefined && judgeRegistered(own, site, scope);
  const native = builtins.get(name);
  if (native === undefined) return false;
  const [first] = site.args;
  const [node = site.node] = site.argumentNodes;
  if (first !== undefined && name === 'not') return judgeNot(node, first, scope);
  if (first !== undefined && name === 'boolean') return judgeTruth(node, first, scope);
  return judgeNative(native, site, scope);
};
