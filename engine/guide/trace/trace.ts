import type { CallNode, Node, PathNode } from '../../expression/jsonata/syntax.ts';
import { distinct, isData, passed, strandOf, under, type Clause, type Strand, type TraceScope } from './strand.ts';

type Strands = readonly Strand[];

/** The strands that a node's value may be; what only decides whether it comes is under their conditions. */
export const trace = (node: Node, scope: TraceScope): Strands => {
  const bare = distinct(filtered(bareOf(node, scope), node, scope));
  return node.group === undefined || node.type === 'path' ? bare : passed(bare, { kind: 'computed' });
};

/** What the predicates behind a node leave. */
const filtered = (strands: Strands, { predicate = [], stages = [] }: Node, scope: TraceScope): Strands =>
  [...predicate, ...stages].reduce<Strands>(
    (left, one) =>
      one.type === 'index' ? left : passed(left, { kind: 'filtered', test: one.expr, scope: { ...scope, context: left } }),
    strands,
  );

const bareOf = (node: Node, scope: TraceScope): Strands => {
  switch (node.type) {
    case 'path':
      return pathOf(node, scope);
    case 'name':
      return memberOf(scope.context, node.value);
    case 'wildcard':
      return memberOf(scope.context, '*');
    case 'descendant':
      return memberOf(scope.context, '**');
    case 'parent':
      return [];
    case 'variable':
      return variableOf(node.value, scope);
    case 'condition':
      return conditionOf(node, scope);
    case 'block':
      return blockOf(node.expressions, scope);
    case 'bind':
      return trace(node.rhs, scope);
    case 'function':
      return callOf(node, scope, []);
    case 'partial':
      return passed(all(node.arguments, scope), { kind: 'computed' });
    case 'apply':
      return node.rhs.type === 'function'
        ? callOf(node.rhs, scope, [node.lhs])
        : passed(trace(node.lhs, scope), { kind: 'computed' });
    case 'transform':
      return scope.context;
    case 'binary':
      return passed(all([node.lhs, node.rhs], scope), { kind: node.value === '&' ? 'joined' : 'computed' });
    case 'unary':
      return unaryOf(node, scope);
    case 'sort':
      return scope.context;
    case 'string':
    case 'number':
    case 'value':
      return [strandOf({ kind: 'literal', value: node.value })];
    case 'lambda':
    case 'regex':
    case 'operator':
      return [];
    default:
      return node satisfies never;
  }
};

const all = (nodes: readonly Node[], scope: TraceScope): Strands => nodes.flatMap((node) => trace(node, scope));

/** A member of each of them. */
const memberOf = (strands: Strands, name: string): Strands =>
  strands.flatMap((strand): Strands => {
    const { origin, through } = strand;
    if (origin.kind === 'object')
      return (origin.members.get(name) ?? memberOf(origin.rest ?? [], name)).map((inner) => ({
        ...inner,
        through: [...inner.through, ...through],
        when: [...strand.when, ...inner.when],
      }));
    if (origin.kind === 'run') return [{ ...strand, origin: { ...origin, text: `${origin.text}.${name}` } }];
    if (origin.kind !== 'data') return [];
    // What a function made has members of its own; of JSON in a text they are the vendor's.
    const made = through.findLast(({ kind }) => kind !== 'filtered');
    if (made !== undefined && !(made.kind === 'function' && made.name === 'json'))
      return [{ ...strand, through: [...through, { kind: 'computed' }] }];
    return [{ ...strand, origin: { ...origin, names: [...origin.names, name] } }];
  });

const pathOf = (node: PathNode, outer: TraceScope): Strands => {
  const locals = new Map<string, Strands>();
  const scope = withLocals(outer, locals);
  let context = outer.context;
  for (const [index, step] of node.steps.entries()) {
    const isOption = index === 0 && step.type === 'variable' && step.value === 'user';
    const next = node.steps[index + 1];
    if (isOption && next?.type === 'name') return [strandOf({ kind: 'option', name: next.value })];
    const reached = trace(step, { ...scope, context });
    if (step.focus !== undefined) locals.set(step.focus, reached);
    else context = distinct(reached);
  }
  return node.group === undefined ? context : passed(context, { kind: 'computed' });
};

/** Names that a block or a path gives stand before those around it. */
const withLocals = (outer: TraceScope, locals: ReadonlyMap<string, Strands>): TraceScope => ({
  ...outer,
  variable: (name) => locals.get(name) ?? outer.variable(name),
  binding: (name) => (locals.has(name) ? undefined : outer.binding(name)),
});

const variableOf = (name: string, scope: TraceScope): Strands => {
  if (name === '') return scope.context;
  if (name === '$') return scope.root;
  return scope.variable(name) ?? [];
};

/** What a condition chooses between; where that is nothing but texts of the definition, what it looks at. */
const conditionOf = (node: Extract<Node, { type: 'condition' }>, scope: TraceScope): Strands => {
  const clause = (holds: boolean): Clause => ({ kind: 'test', test: node.condition, scope, holds });
  const taken = under(trace(node.then, scope), clause(true));
  const other = node.else === undefined ? [] : under(trace(node.else, scope), clause(false));
  const left = [...taken, ...other].filter(({ origin }) => origin.kind !== 'literal' || origin.value !== null);
  if (left.some(({ origin }) => origin.kind !== 'literal')) return left;
  const looked = trace(node.condition, scope).filter(isData);
  return looked.length === 0 ? left : passed(looked, { kind: 'computed' });
};

const blockOf = (expressions: readonly Node[], outer: TraceScope): Strands => {
  const locals = new Map<string, Strands>();
  const scope = withLocals(outer, locals);
  let last: Strands = [];
  for (const expression of expressions) {
    last = trace(expression, scope);
    if (expression.type === 'bind') locals.set(expression.lhs.value, last);
  }
  return last;
};

const unaryOf = (node: Extract<Node, { type: 'unary' }>, scope: TraceScope): Strands => {
  if (node.value === '-') return passed(trace(node.expression, scope), { kind: 'computed' });
  if (node.value === '[') return all(node.expressions, scope);
  const members = new Map(
    node.lhs.flatMap(([key, value]) => (key.type === 'string' ? [[String(key.value), trace(value, scope)] as const] : [])),
  );
  return [strandOf({ kind: 'object', members })];
};

/** Functions that give one of what they are given, as it is. */
const CHOOSING = new Set(['first', 'append', 'distinct', 'reverse', 'sort', 'filter', 'merge', 'spread', 'shuffle']);
/** Functions whose further arguments only say how. */
const ONE_VALUE = new Set(['replace', 'match', 'contains', 'split', 'pad', 'round', 'formatNumber', 'formatInteger', 'lookup']);

const callOf = (node: CallNode, scope: TraceScope, before: readonly Node[]): Strands => {
  const given = [...before, ...node.arguments];
  const name = node.procedure.type === 'variable' ? node.procedure.value : undefined;
  if (name === undefined) return passed(all(given, scope), { kind: 'computed' });
  if (name === 'first') return firstOf(given, scope);
  if (name === 'exists') return passed(all(given, scope), { kind: 'computed' });
  const arguments_ = name === 'lookup' ? given.slice(1) : ONE_VALUE.has(name) ? given.slice(0, 1) : given;
  const values = given.length === 0 ? scope.context : all(arguments_, scope);
  if (CHOOSING.has(name)) return values;
  const found = values.filter(({ origin }) => origin.kind !== 'literal');
  if (name === 'join') return passed(found, { kind: 'joined' });
  const texts = given.map((one) => (one.type === 'string' || one.type === 'number' ? String(one.value) : undefined));
  return passed(found.length === 0 ? values : found, { kind: 'function', name, texts });
};

/** Each where those before it have no value. */
const firstOf = (given: readonly Node[], scope: TraceScope): Strands => {
  let before: Strands = [];
  return given.flatMap((node) => {
    const own = trace(node, scope);
    const missing = before;
    before = [...before, ...own];
    return missing.length === 0 ? own : under(own, { kind: 'missing', of: missing });
  });
};
