import type { Evaluate, Frame } from '../../calling/callable.ts';
import type { CallNode, Node } from '../../syntax.ts';
import type { Scope, Unit } from '../scope.ts';
import { meansGlobal, variableRead } from '../variable.ts';

/** Collects the variables that a node reads; false where its value hangs on anything else. */
class Dependence {
  readonly names = new Set<string>();
  /** There is something to save: a call, a predicate or a step that maps. */
  works = false;
  readonly #scope: Scope;
  readonly #unit: Unit;

  constructor(scope: Scope) {
    this.#scope = scope;
    this.#unit = scope.unit;
  }

  /** `within`: the context is such a value, too. */
  holds(node: Node, within: boolean): boolean {
    if (node.group !== undefined || node.tuple === true || node.keepArray === true) return false;
    const filters = [...(node.predicate ?? []), ...(node.stages ?? [])];
    if (filters.length > 0) this.works = true;
    return this.#bare(node, within) && filters.every((filter) => filter.type === 'filter' && this.holds(filter.expr, true));
  }

  #bare(node: Node, within: boolean): boolean {
    switch (node.type) {
      case 'string':
      case 'number':
      case 'value':
        return true;
      case 'name':
      case 'wildcard':
        return within;
      case 'variable':
        if (node.value === '') return within;
        if (!this.#unit.stable.has(node.value) || this.#isBound(node.value)) return false;
        this.names.add(node.value);
        return true;
      case 'binary':
        return this.holds(node.lhs, within) && this.holds(node.rhs, within);
      case 'condition':
        return [node.condition, node.then, node.else].every((part) => part === undefined || this.holds(part, within));
      case 'path':
        return node.steps.every((step, i) => this.holds(step, within || i > 0));
      case 'function':
        return this.#call(node, within);
      default:
        return false;
    }
  }

  #isBound(name: string): boolean {
    for (let at: Scope | null = this.#scope; at !== null; at = at.outer) if (at.slots.has(name)) return true;
    return this.#unit.tupleNames.has(name);
  }

  #call(node: CallNode, within: boolean): boolean {
    const { procedure } = node;
    if (procedure.type !== 'variable' || !meansGlobal(procedure.value, this.#scope)) return false;
    const native = this.#unit.globals.get(procedure.value);
    if (native?.pure !== true) return false;
    const parameters = native.signature?.parameters ?? [];
    const takesContext =
      node.arguments.length < parameters.length && parameters.some((parameter) => parameter.context !== undefined);
    this.works = true;
    return (within || !takesContext) && node.arguments.every((argument) => this.holds(argument, within));
  }
}

/** The variables that alone decide a node's value, if the host promised that they are stable and it is worth remembering. */
export function dependsOnStable(node: Node, scope: Scope): readonly string[] | undefined {
  if (scope.unit.stable.size === 0 || scope.unit.open) return undefined;
  const dependence = new Dependence(scope);
  const holds = dependence.holds(node, false) && dependence.works && dependence.names.size > 0;
  return holds ? [...dependence.names] : undefined;
}

/** Evaluates anew only when one of the variables has another value. */
export function remembered(evaluate: Evaluate, names: readonly string[], scope: Scope): Evaluate {
  const reads = names.map((name) => variableRead(name, scope));
  let last: readonly unknown[] | undefined;
  let value: unknown;
  const known = (frame: Frame): boolean => {
    if (last === undefined) return false;
    for (let i = 0; i < reads.length; i++) if (reads[i]?.(frame) !== last[i]) return false;
    return true;
  };
  return (input, frame) => {
    if (known(frame)) return value;
    value = evaluate(input, frame);
    last = reads.map((read) => read(frame));
    return value;
  };
}
