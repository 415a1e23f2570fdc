import { walk, type CallNode, type ConditionNode, type Node, type PathNode } from '../jsonata/syntax.ts';

/** Which members of its context an expression cannot do without, from its text alone. */
export interface Needs {
  /** Of each group at least one member; a plain read is a group of one. */
  readonly groups: readonly Group[];
  /** Members, and variables with their `$`, of which it says what happens without them. */
  readonly asked: ReadonlySet<string>;
}

type Group = readonly string[];

const NONE: readonly Group[] = [];
/** They tell whether something is there. */
const ASKING = new Set(['exists', 'boolean', 'not', 'type', 'count']);
/** They take what is there of several values. */
const CHOOSING = new Set(['first', 'earliest', 'latest', 'append']);
/** Names of the whole input. */
const ROOTS = new Set(['', '$', 'record']);

/** In doubt a member is not needed. */
export const needsOf = (root: Node): Needs => {
  const asked = new Set<string>();
  for (const { node } of walk(root)) for (const name of askedBy(node)) asked.add(name);
  return { groups: new NeedsFinder(asked).of(root), asked };
};

/** What a node asks about by what it is. */
const askedBy = (node: Node): readonly string[] => {
  if (node.type === 'condition') return bareNames([node.condition]);
  // The third argument says what there is without the second.
  if (node.type === 'function' && calleeOf(node) === 'table' && node.arguments.length > 2)
    return bareNames(node.arguments.slice(1, 2));
  if (node.type === 'function' && ASKING.has(calleeOf(node))) return bareNames(node.arguments);
  if (node.type !== 'binary') return [];
  if (node.value === 'and' || node.value === 'or') return bareNames([node.lhs, node.rhs]);
  return [node.lhs, node.rhs].some((side) => side.type === 'value' && side.value === null) ? bareNames([node.lhs, node.rhs]) : [];
};

const bareNames = (nodes: readonly Node[]): readonly string[] =>
  nodes.flatMap((node) => {
    if (node.type === 'variable') return [`$${node.value}`];
    const name = node.type === 'path' ? firstName(node) : undefined;
    return name === undefined ? [] : [name];
  });

/** The member of the context that a path begins with. */
const firstName = ({ steps: [first, second] }: PathNode): string | undefined => {
  if (first?.type === 'name') return first.value;
  if (first?.type !== 'variable') return undefined;
  if (!ROOTS.has(first.value)) return `$${first.value}`;
  return second?.type === 'name' ? second.value : undefined;
};

const calleeOf = ({ procedure }: CallNode): string => (procedure.type === 'variable' ? procedure.value : '');

class NeedsFinder {
  readonly #asked: ReadonlySet<string>;

  constructor(asked: ReadonlySet<string>) {
    this.#asked = asked;
  }

  of(node: Node): readonly Group[] {
    switch (node.type) {
      case 'path':
        return this.#path(node);
      case 'condition':
        return [
          ...this.of(node.condition),
          ...anyOf([this.#orItself(node), node.else === undefined ? NONE : this.of(node.else)]),
        ];
      case 'binary':
        // An option may decide that the rest is not looked at.
        if ((node.value === 'and' || node.value === 'or') && !this.#readsMembers(node.lhs)) return NONE;
        return this.#all([node.lhs, node.rhs]);
      case 'unary':
        if (node.value === '-') return this.of(node.expression);
        return node.value === '[' ? anyOf(node.expressions.map((one) => this.of(one))) : this.#all(node.lhs.flat());
      case 'block':
        return this.#all(node.expressions);
      case 'bind':
        return this.#asked.has(`$${node.lhs.value}`) ? NONE : this.of(node.rhs);
      case 'function':
        return this.#call(node);
      case 'apply':
        return this.#all([node.lhs, node.rhs]);
      default:
        // Functions and what stands behind a first step have contexts of their own.
        return NONE;
    }
  }

  #readsMembers(node: Node): boolean {
    return walk(node).some((one) => one.node.type === 'path' && !(firstName(one.node) ?? '').startsWith('$'));
  }

  /** `a ?? b` needs one of both; the parser writes `$exists(a) ? a : b`. */
  #orItself({ condition, then }: ConditionNode): readonly Group[] {
    const [tested] = bareNames(condition.type === 'function' ? condition.arguments : [condition]);
    const [given] = bareNames([then]);
    return tested !== undefined && tested === given && !given.startsWith('$') ? [[given]] : this.of(then);
  }

  #path(node: PathNode): readonly Group[] {
    const name = firstName(node);
    if (name !== undefined) return name.startsWith('$') || this.#asked.has(name) ? NONE : [[name]];
    const [first] = node.steps;
    return first === undefined || first.type === 'name' || first.type === 'variable' ? NONE : this.of(first);
  }

  #call(node: CallNode): readonly Group[] {
    const callee = calleeOf(node);
    if (callee === 'exists' || callee === 'type' || callee === 'count') return NONE;
    return CHOOSING.has(callee) ? anyOf(node.arguments.map((one) => this.of(one))) : this.#all(node.arguments);
  }

  #all(nodes: readonly Node[]): readonly Group[] {
    return nodes.flatMap((node) => this.of(node));
  }
}

/** One of several: nothing is needed where one of them needs nothing. */
const anyOf = (several: readonly (readonly Group[])[]): readonly Group[] =>
  several.length === 0 || several.some((groups) => groups.length === 0) ? NONE : [[...new Set(several.flat(2))]];
