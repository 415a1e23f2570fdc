import { missingMember, type Evaluator, type Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import type { Tree, TreeMap } from '../../language/basics/value.ts';

type Build = (context: unknown, scope: Scope) => unknown;

/** One build a tree and evaluator: a request may be made for every record. */
const built = new WeakMap<Evaluator, WeakMap<Tree, Build>>();

export function buildTree(tree: Tree, evaluator: Evaluator): Build {
  const known = built.get(evaluator) ?? new WeakMap<Tree, Build>();
  built.set(evaluator, known);
  const found = known.get(tree) ?? evaluator.tree(tree);
  known.set(tree, found);
  return found;
}

export interface Member {
  readonly name: string;
  readonly value: unknown;
  readonly place: Place;
}

/** The members that have a value, in the order in which they are written; an empty list is none. Throws `request.missing`. */
export function membersOf(tree: TreeMap | undefined, evaluator: Evaluator, scope: Scope): readonly Member[] {
  return (tree?.members ?? []).flatMap(({ name, optional, value: node, place }) => {
    const value = buildTree(node, evaluator)(undefined, scope);
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) return [{ name, value, place }];
    if (optional) return [];
    throw missingMember(name, place);
  });
}

/** The texts of a member: one, or one for each entry of a list. Throws `request.not-a-text`. */
export const textsOf = ({ name, value, place }: Member): readonly string[] =>
  (Array.isArray(value) ? value : [value]).map((one: unknown) => scalarText(one, name, place));

/** Booleans as `true` and `false`, numbers as JSON writes them. Its content is not shown: it may be a secret. */
export function scalarText(value: unknown, name: string, place: Place): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return JSON.stringify(value);
  const kind = Array.isArray(value) ? 'a list' : typeof value === 'object' && value !== null ? 'an object' : 'no text';
  throw new EngineError('request.not-a-text', `"${name}" is ${kind}, where a text, a number or a boolean is needed.`, {
    place,
    hint: 'Name one of its members, or make a text of it with $string(…) or $join(…).',
  });
}
