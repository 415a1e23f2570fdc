import type { Evaluate, Native } from '../calling/callable.ts';
import type { DecisionProbe } from '../decisions.ts';
import { childrenOf, type Node, walk } from '../syntax.ts';

/** What all nodes of one expression share while it is compiled. */
export interface Unit {
  /** Functions by name: JSONata's own and the host's. */
  readonly globals: ReadonlyMap<string, Native>;
  /** Names that the bindings of this variant take from `globals`. */
  readonly shadowed: ReadonlySet<string>;
  /** Variables from outside whose values the host does not change. */
  readonly stable: ReadonlySet<string>;
  /** Variables can turn up at run time (`$eval`), so every frame is asked by name. */
  readonly open: boolean;
  /** Names that a tuple may carry; empty where the expression has no `@`, `#` or `%`. */
  readonly tupleNames: ReadonlySet<string>;
  readonly tuples: boolean;
  /** Asked for each side of a decision, by the position that the parser gives it; undefined where nobody looks on. */
  readonly probe: DecisionProbe | undefined;
  /** The regular expressions of the text by position: the parser spoils them where it copies a node. */
  readonly regexes: ReadonlyMap<number, RegExp>;
  /** Levels of evaluation from the body's root to the node being compiled, for the count of depth. */
  level: number;
  /** Compiles any node; here, so that the files of the node types need not know each other. */
  readonly compile: (node: Node, scope: Scope) => Evaluate;
}

/** A level of variables at compile time; mirrors the frames at run time. */
export interface Scope {
  readonly unit: Unit;
  readonly outer: Scope | null;
  /** Slot by name; slots begin at 2. */
  readonly slots: Map<string, number>;
  /** Slots that have a value whenever they can be read: parameters, and variables once their binding is behind. */
  settled: ReadonlySet<string>;
  /** Has members by name at run time: the bindings, a tuple, or what `$eval` bound. */
  readonly named: 'always' | 'tuple' | 'never';
  size: number;
}

export function newScope(unit: Unit, outer: Scope | null, named: Scope['named'], names: Iterable<string> = []): Scope {
  const scope: Scope = {
    unit,
    outer,
    slots: new Map(),
    settled: new Set(),
    named: unit.open && named === 'never' ? 'always' : named,
    size: 2,
  };
  for (const name of names) addSlot(scope, name);
  return scope;
}

export function settle(scope: Scope, name: string): void {
  scope.settled = new Set(scope.settled).add(name);
}

/** The scope as it is at this point of the text: what is settled by later statements must not count. */
export function snapshot(scope: Scope): Scope {
  return { ...scope, outer: scope.outer === null ? null : snapshot(scope.outer) };
}

/** Compiles only when it is first needed: the general way of something that nearly always goes a shorter one. */
export function lazily(scope: Scope, build: (scope: Scope) => Evaluate): Evaluate {
  const here = snapshot(scope);
  const { level } = scope.unit;
  let evaluate: Evaluate | undefined;
  return (input, frame) => {
    if (evaluate === undefined) {
      const { unit } = here;
      const now = unit.level;
      unit.level = level;
      evaluate = build(here);
      unit.level = now;
    }
    return evaluate(input, frame);
  };
}

export function addSlot(scope: Scope, name: string): void {
  scope.slots.set(name, scope.size++);
}

/** The variables that `:=` binds in the scope of this node itself, not in a block or lambda within. */
export function boundIn(nodes: readonly Node[]): Set<string> {
  const names = new Set<string>();
  const open = [...nodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === 'bind') names.add(node.lhs.value);
    if (node.type === 'block' || node.type === 'lambda') {
      // Their own scope; but predicates and groupings after a block are evaluated outside of it.
      for (const filter of node.predicate ?? []) open.push(filter.expr);
      for (const stage of node.stages ?? []) if (stage.type === 'filter') open.push(stage.expr);
      if (node.group !== undefined) open.push(...node.group.lhs.flat());
    } else open.push(...childrenOf(node));
  }
  return names;
}

/** Names that tuples may carry into a frame: bound by `@`, `#`, `%`, or by `:=` somewhere below such a step. */
export function tupleNamesOf(root: Node): { tuples: boolean; names: Set<string> } {
  const names = new Set<string>();
  let tuples = false;
  for (const { node } of walk(root)) {
    if (node.tuple === true || node.type === 'parent') tuples = true;
    if (node.focus !== undefined) names.add(node.focus);
    if (node.index !== undefined) names.add(node.index);
    if (node.type === 'bind') names.add(node.lhs.value);
    for (const stage of node.stages ?? []) if (stage.type === 'index') names.add(stage.value);
  }
  return { tuples, names: tuples ? names : new Set() };
}

function regexesOf(root: Node): Map<number, RegExp> {
  const regexes = new Map<number, RegExp>();
  for (const { node } of walk(root)) {
    if (node.type === 'regex' && node.value instanceof RegExp && node.position !== undefined)
      regexes.set(node.position, node.value);
  }
  return regexes;
}

export function newUnit(root: Node, shared: Pick<Unit, 'globals' | 'shadowed' | 'stable' | 'open' | 'probe' | 'compile'>): Unit {
  const { tuples, names } = tupleNamesOf(root);
  return { ...shared, tupleNames: names, tuples: tuples || shared.open, regexes: regexesOf(root), level: -1 };
}
