import { boundIn } from './closures/scope.ts';
import { childrenOf, walk, type Node, type VariableNode } from './syntax.ts';

/** Names of an expression that it does not bind itself; `offset` is the place of the `$`, from 0. */
export interface FreeNames {
  /** `path`: the members that are read right behind the variable. */
  readonly variables: readonly { readonly name: string; readonly path: readonly string[]; readonly offset: number }[];
  readonly functions: readonly { readonly name: string; readonly offset: number }[];
}

interface Found {
  readonly variables: FreeNames['variables'][number][];
  readonly functions: FreeNames['functions'][number][];
}

/** `$` and `$$` are no names. What `@$x` and `#$x` bind counts as bound in the whole expression. */
export function freeNames(root: Node): FreeNames {
  const bound = new Set(boundIn([root]));
  for (const { node } of walk(root)) {
    for (const name of [node.focus, node.index]) if (name !== undefined) bound.add(name);
    for (const stage of node.stages ?? []) if (stage.type === 'index') bound.add(stage.value);
  }
  const found: Found = { variables: [], functions: [] };
  visit(root, bound, found);
  return { variables: once(found.variables), functions: once(found.functions) };
}

/** The parser copies the left side of `??` and `?:`, so that a name can be met twice at one place. */
function once<T extends { readonly name: string; readonly offset: number }>(names: readonly T[]): readonly T[] {
  const seen = new Map(names.map((each) => [`${each.offset} ${each.name}`, each]));
  return [...seen.values()].toSorted((a, b) => a.offset - b.offset);
}

function visit(node: Node, bound: ReadonlySet<string>, found: Found): void {
  if (node.type === 'path') visitPath(node.steps, bound, found);
  if (node.type === 'variable') note(node, [], bound, found);
  if ((node.type === 'function' || node.type === 'partial') && node.procedure.type === 'variable') {
    const { value: name } = node.procedure;
    if (!bound.has(name)) found.functions.push({ name, offset: offsetOf(node.procedure, node.position) });
  }
  const children = childrenOf(node);
  if (children.length === 0) return;
  const within = scopeOf(node, bound);
  const outside = outsideOf(node);
  for (const child of children) {
    const isCalled =
      (node.type === 'function' || node.type === 'partial') && child === node.procedure && child.type === 'variable';
    const isHead = node.type === 'path' && child === node.steps[0] && child.type === 'variable';
    if (!isCalled && !isHead) visit(child, outside.includes(child) ? bound : within, found);
    else if (isHead) for (const below of childrenOf(child)) visit(below, bound, found);
  }
}

/** What stands behind a node, and sees nothing of what that binds. */
function outsideOf({ predicate, stages }: Node): readonly Node[] {
  if (predicate === undefined && stages === undefined) return [];
  return [...(predicate ?? []), ...(stages ?? [])].flatMap((each) => (each.type === 'filter' ? [each.expr] : []));
}

/** The variable that a path begins with, and the names that follow it. */
function visitPath(steps: readonly Node[], bound: ReadonlySet<string>, found: Found): void {
  const [head, ...rest] = steps;
  if (head?.type !== 'variable') return;
  const end = rest.findIndex((step) => step.type !== 'name');
  const names = (end < 0 ? rest : rest.slice(0, end)).map((step) => (step.type === 'name' ? step.value : ''));
  note(head, names, bound, found);
}

function note(node: VariableNode, path: readonly string[], bound: ReadonlySet<string>, found: Found): void {
  if (node.value === '' || node.value === '$' || bound.has(node.value)) return;
  found.variables.push({ name: node.value, path, offset: offsetOf(node, undefined) });
}

/** Blocks and functions have variables of their own. */
function scopeOf(node: Node, bound: ReadonlySet<string>): ReadonlySet<string> {
  if (node.type === 'block') return new Set([...bound, ...boundIn(node.expressions)]);
  if (node.type !== 'lambda') return bound;
  return new Set([...bound, ...node.arguments.map((argument) => argument.value), ...boundIn([node.body])]);
}

/** The parser notes where a token ends; of a call it may note only where the parenthesis ends. */
export function offsetOf(node: VariableNode, fallback: number | undefined): number {
  return Math.max(0, (node.position ?? fallback ?? 0) - node.value.length - 1);
}
