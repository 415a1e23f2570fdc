import { walk, type CallNode, type Node } from './syntax.ts';

/**
 * Asked for each side of a decision while it is compiled, by where its operator begins in the text (from 0); what it gives is called
 * each time that side is taken.
 */
export type DecisionProbe = (offset: number, side: string) => () => void;

/** A place where an expression goes one way or another. */
export interface Decision {
  /** `condition`: `? :`; `default`: `?:` and `??`; `choice`: a call that gives one of its arguments. */
  readonly kind: 'condition' | 'default' | 'and' | 'or' | 'predicate' | 'choice';
  /** Where its operator begins in the text, from 0. */
  readonly offset: number;
  /** The ways that it can go, as the probe is told them. */
  readonly sides: readonly string[];
}

const OPERATORS = ['and', 'or', '?:', '??'] as const;

/** The parser tells where an operator ends. */
export function operatorStart(text: string, position: number): number {
  const operator = OPERATORS.find((one) => text.endsWith(one, position));
  return Math.max(0, position - (operator?.length ?? 1));
}

const TELLING = new Set(['not', 'exists', 'boolean', 'contains']);

/** Does a predicate ask whether something holds? Anything else may be a place in the list. */
export function isTest(node: Node): boolean {
  switch (node.type) {
    case 'binary':
      return ['=', '!=', '<', '<=', '>', '>=', 'in', 'and', 'or'].includes(node.value);
    case 'function':
      return node.procedure.type === 'variable' && TELLING.has(node.procedure.value);
    case 'path':
      return node.steps.every((step) => step.type === 'name');
    case 'name':
      return true;
    default:
      return false;
  }
}

/** The side of a call that gives the argument at this place. */
export const argumentSide = (index: number): string => `argument ${index + 1}`;

/** The sides of a call that gives one of its arguments, from the one at `from` on; none where it has no choice. */
export const sidesOfCall = ({ arguments: given }: CallNode, from: number): readonly string[] =>
  given.length - from < 2 ? [] : given.map((_, index) => argumentSide(index)).slice(from);

const isDefault = (text: string, position = 0): boolean => text.endsWith('?:', position) || text.endsWith('??', position);

/** `choices`: functions that give one of their arguments, by name, and from which argument on. */
export function decisionsOf(root: Node, text: string, choices: ReadonlyMap<string, number>): readonly Decision[] {
  const found = new Map<string, Decision>();
  // In `a ~> $f(b)` the first argument stands elsewhere.
  const applied = new Set(walk(root).flatMap(({ node }) => (node.type === 'apply' ? [node.rhs] : [])));
  const add = (kind: Decision['kind'], position: number | undefined, sides: readonly string[]): void => {
    const offset = operatorStart(text, position ?? 0);
    // The parser copies the left side of `??` and `?:`.
    if (sides.length > 0) found.set(`${offset} ${kind}`, { kind, offset, sides });
  };
  for (const { node } of walk(root)) {
    if (node.type === 'condition')
      add(isDefault(text, node.position) ? 'default' : 'condition', node.position, ['holds', 'otherwise']);
    if (node.type === 'binary' && (node.value === 'and' || node.value === 'or'))
      add(node.value, node.position, ['left', 'right']);
    if (node.type === 'function' && node.procedure.type === 'variable' && !applied.has(node))
      add('choice', node.position, sidesOfCall(node, choices.get(node.procedure.value) ?? Infinity));
    for (const stage of [...(node.predicate ?? []), ...(node.stages ?? [])])
      if (stage.type === 'filter' && isTest(stage.expr)) add('predicate', stage.position, ['kept', 'rejected']);
  }
  return [...found.values()].toSorted((a, b) => a.offset - b.offset);
}
