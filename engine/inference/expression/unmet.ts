import type { BinaryNode, Node } from '../../expression/jsonata/syntax.ts';
import { flattened, memberOf, present, UNKNOWN, type Type } from '../types/type.ts';
import { plainPath } from './plain-path.ts';
import { lookUp, type Scope } from './scope.ts';

type Surroundings = Pick<Scope, 'root' | 'context' | 'names'>;

/**
 * Of what a condition asks for a value that no sample shows, where it holds, or where it doesn't: `''` for the context, otherwise a variable with
 * its `$`. Samples say nothing of what stands beside such a value.
 */
export const unmetBy = (node: Node, holds: boolean, around: Surroundings): readonly string[] => {
  if (node.type === 'block' && node.expressions.length === 1 && node.expressions[0] !== undefined)
    return unmetBy(node.expressions[0], holds, around);
  if (node.type === 'function' && node.procedure.type === 'variable' && node.procedure.value === 'not')
    return node.arguments.flatMap((one) => unmetBy(one, !holds, around));
  return node.type === 'binary' ? ofBinary(node, holds, around) : ofPath(node, holds, around);
};

/** `[active]`, where samples show but those that are not. */
const ofPath = (node: Node, holds: boolean, around: Surroundings): readonly string[] => {
  const path = plainPath(node);
  if (path === undefined) return [];
  const { boolean, only, text, number, list, object } = present(typeAt(path, around));
  const isOther = boolean === true && only === !holds && [text, number, list, object].every((one) => one === undefined);
  return isOther ? [ownerOf(path)] : [];
};

const ofBinary = ({ value: operator, lhs, rhs }: BinaryNode, holds: boolean, around: Surroundings): readonly string[] => {
  if (operator === 'and' || operator === 'or') {
    const [left, right] = [unmetBy(lhs, holds, around), unmetBy(rhs, holds, around)];
    // Of two of which either will do, each has to ask for such a value.
    return (operator === 'and') === holds ? [...left, ...right] : left.filter((one) => right.includes(one));
  }
  if (!['=', '!=', 'in'].includes(operator)) return [];
  const isEqual = (operator !== '!=') === holds;
  return [...ofSides(lhs, rhs, isEqual, around), ...ofSides(rhs, lhs, isEqual, around)];
};

/** A path, and what it is compared with. */
const ofSides = (asked: Node, wanted: Node, isEqual: boolean, around: Surroundings): readonly string[] => {
  const [path, values] = [plainPath(asked), literalsOf(wanted)];
  if (path === undefined || values === undefined) return [];
  // What is not the one boolean is the other; what is not a text may be any.
  const [only] = values;
  if (!isEqual && (values.length !== 1 || typeof only !== 'boolean')) return [];
  const allowed = isEqual ? values : [!only];
  return allowed.some((one) => isShown(typeAt(path, around), one)) ? [] : [ownerOf(path)];
};

const literalsOf = (node: Node): readonly (string | boolean)[] | undefined => {
  if (node.type === 'string' || node.type === 'number') return [String(node.value)];
  if (node.type === 'value' && typeof node.value === 'boolean') return [node.value];
  if (node.type !== 'unary' || node.value !== '[') return undefined;
  const each = node.expressions.map(literalsOf);
  return each.every((one) => one !== undefined) ? each.flat() : undefined;
};

const ownerOf = ([first = '']: readonly string[]): string => (first.startsWith('$') && first !== '$' ? first : '');

const typeAt = (path: readonly string[], { root, context, names }: Surroundings): Type => {
  const owner = ownerOf(path);
  const start = owner === '' ? context : owner === '$$' ? root : (lookUp(owner.slice(1), names) ?? UNKNOWN);
  const members = owner === '' && path[0] !== '$' ? path : path.slice(1);
  return members.reduce((at, name) => {
    const found = memberOf(at, name);
    return found.kind === 'known' ? found.type : UNKNOWN;
  }, start);
};

/** What is not from samples may be any value of its kind. */
const isShown = (type: Type, value: string | boolean): boolean => {
  const { boolean, only, text, number, blank } = flattened(present(type));
  if (typeof value === 'boolean') return boolean === true && only !== !value;
  if (blank === true && value.trim() === '') return true;
  return [text, number].some((one) => one !== undefined && (one.closed !== undefined || (one.shown?.includes(value) ?? true)));
};
