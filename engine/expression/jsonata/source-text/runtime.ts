import { marksOf, SEQUENCE } from '../values.ts';

const base = Object.prototype;

/** An ordinary object: what is not its own can only come from `Object.prototype`. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === base || prototype === null;
}

/** As `isPlain`, for what many expressions in a row are asked about: a row, and the bindings of a run. */
function rememberingPlain(): (value: unknown) => value is Record<string, unknown> {
  let last: unknown;
  return (value): value is Record<string, unknown> => {
    if (value === last && value !== undefined) return true;
    if (!isPlain(value)) return false;
    last = value;
    return true;
  };
}

export const isPlainInput = rememberingPlain();
export const isPlainBindings = rememberingPlain();

/** A member whose name `Object.prototype` has as well. */
export function own(value: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A stored sequence read by a path is a new one: a single item comes alone. */
export function single(value: unknown): unknown {
  if (!Array.isArray(value) || value.length > 1 || (marksOf(value) & SEQUENCE) === 0) return value;
  return value[0];
}

/** Adds an item of `[…]`: lists are flattened one level. */
export function pushItem(list: unknown[], value: unknown, charge: (count: number) => void): void {
  if (Array.isArray(value)) {
    charge(value.length);
    for (const item of value) list.push(item);
  } else if (value !== undefined) list.push(value);
}
