/** The syntax tree that the parser of the `jsonata` package gives, as far as it is used here. */
export interface Filter {
  readonly type: 'filter';
  readonly expr: Node;
  readonly position?: number;
}

export interface IndexBinding {
  readonly type: 'index';
  readonly value: string;
  readonly position?: number;
}

export type Stage = Filter | IndexBinding;
export type Pair = readonly [key: Node, value: Node];

export interface Group {
  readonly lhs: readonly Pair[];
  readonly position?: number;
}

export interface Slot {
  readonly label: string;
  readonly level: number;
  readonly index: number;
}

interface Common {
  readonly position?: number;
  readonly keepArray?: boolean;
  readonly predicate?: readonly Filter[];
  readonly stages?: readonly Stage[];
  readonly group?: Group;
  readonly tuple?: boolean;
  readonly focus?: string;
  readonly index?: string;
  readonly ancestor?: Slot;
  readonly consarray?: boolean;
}

export interface PathNode extends Common {
  readonly type: 'path';
  readonly steps: readonly Node[];
  readonly keepSingletonArray?: boolean;
}
export interface BinaryNode extends Common {
  readonly type: 'binary';
  readonly value: string;
  readonly lhs: Node;
  readonly rhs: Node;
}
export interface NegateNode extends Common {
  readonly type: 'unary';
  readonly value: '-';
  readonly expression: Node;
}
export interface ArrayNode extends Common {
  readonly type: 'unary';
  readonly value: '[';
  readonly expressions: readonly Node[];
}
export interface ObjectNode extends Common {
  readonly type: 'unary';
  readonly value: '{';
  readonly lhs: readonly Pair[];
}
export interface NameNode extends Common {
  readonly type: 'name';
  readonly value: string;
}
export interface LiteralNode extends Common {
  readonly type: 'string' | 'number' | 'value';
  readonly value: string | number | boolean | null;
}
export interface WildcardNode extends Common {
  readonly type: 'wildcard';
}
export interface DescendantNode extends Common {
  readonly type: 'descendant';
}
export interface ParentNode extends Common {
  readonly type: 'parent';
  readonly slot: Slot;
}
export interface ConditionNode extends Common {
  readonly type: 'condition';
  readonly condition: Node;
  readonly then: Node;
  readonly else?: Node;
}
export interface BlockNode extends Common {
  readonly type: 'block';
  readonly expressions: readonly Node[];
}
export interface BindNode extends Common {
  readonly type: 'bind';
  readonly lhs: VariableNode;
  readonly rhs: Node;
}
export interface RegexNode extends Common {
  readonly type: 'regex';
  readonly value: RegExp;
}
export interface CallNode extends Common {
  readonly type: 'function';
  readonly procedure: Node;
  readonly arguments: readonly Node[];
}
export interface PartialNode extends Common {
  readonly type: 'partial';
  readonly procedure: Node;
  readonly arguments: readonly Node[];
}
export interface VariableNode extends Common {
  readonly type: 'variable';
  readonly value: string;
}
export interface LambdaNode extends Common {
  readonly type: 'lambda';
  readonly thunk?: boolean;
  readonly arguments: readonly VariableNode[];
  readonly signature?: { readonly definition: string };
  readonly body: Node;
}
export interface ApplyNode extends Common {
  readonly type: 'apply';
  readonly lhs: Node;
  readonly rhs: Node;
}
export interface TransformNode extends Common {
  readonly type: 'transform';
  readonly pattern: Node;
  readonly update: Node;
  readonly delete?: Node;
}
export interface SortTerm {
  readonly descending: boolean;
  readonly expression: Node;
}
export interface SortNode extends Common {
  readonly type: 'sort';
  readonly terms: readonly SortTerm[];
}
/** Only the `?` of a partial application. */
export interface HoleNode extends Common {
  readonly type: 'operator';
  readonly value: '?';
}

export type Node =
  | PathNode
  | BinaryNode
  | NegateNode
  | ArrayNode
  | ObjectNode
  | NameNode
  | LiteralNode
  | WildcardNode
  | DescendantNode
  | ParentNode
  | ConditionNode
  | BlockNode
  | BindNode
  | RegexNode
  | CallNode
  | PartialNode
  | VariableNode
  | LambdaNode
  | ApplyNode
  | TransformNode
  | SortNode
  | HoleNode;

const NONE: readonly Node[] = [];

function ownOf(node: Node): readonly (Node | undefined)[] {
  switch (node.type) {
    case 'path':
      return node.steps;
    case 'binary':
    case 'apply':
      return [node.lhs, node.rhs];
    case 'unary':
      if (node.value === '-') return [node.expression];
      return node.value === '[' ? node.expressions : node.lhs.flat();
    case 'condition':
      return [node.condition, node.then, node.else];
    case 'block':
      return node.expressions;
    case 'bind':
      return [node.rhs];
    case 'function':
    case 'partial':
      return [node.procedure, ...node.arguments];
    case 'lambda':
      return [node.body];
    case 'transform':
      return [node.pattern, node.update, node.delete];
    case 'sort':
      return node.terms.map((term) => term.expression);
    case 'name':
    case 'string':
    case 'number':
    case 'value':
    case 'wildcard':
    case 'descendant':
    case 'parent':
    case 'regex':
    case 'variable':
    case 'operator':
      return NONE;
    default:
      return node satisfies never;
  }
}

/** The nodes right below one, in the order of the text as far as the tree still has it. */
export function childrenOf(node: Node): readonly Node[] {
  const own = ownOf(node);
  if (node.predicate === undefined && node.stages === undefined && node.group === undefined && !own.includes(undefined))
    return own as readonly Node[];
  const below = [...own];
  for (const filter of node.predicate ?? []) below.push(filter.expr);
  for (const stage of node.stages ?? []) if (stage.type === 'filter') below.push(stage.expr);
  if (node.group !== undefined) below.push(...node.group.lhs.flat());
  return below.filter((child) => child !== undefined);
}

/** Every node of a tree, without recursion, so that depth is no danger. */
export function* walk(root: Node): Generator<{ node: Node; depth: number }> {
  const open: { node: Node; depth: number }[] = [{ node: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    for (const child of childrenOf(next.node)) open.push({ node: child, depth: next.depth + 1 });
  }
}
