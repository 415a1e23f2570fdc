import { Callable } from './calling/callable.ts';
import { fail } from './errors/expression-error.ts';
import { tick } from './run.ts';

/** An array that the language unwraps: empty is nothing, a single item is that item. */
export const SEQUENCE = 1;
/** A sequence that stays an array even with a single item (`[]` after a step). */
export const KEEP = 2;
/** Made by `[…]` at an end of a path: it is one value and is not flattened into a sequence. */
export const CONS = 4;
/** A stream of tuples: context and variables bound by `@`, `#` and `%`. */
export const TUPLES = 8;
/** The array around an input that is itself an array, so that it counts as one input. */
export const OUTER = 16;

class Identity {
  constructor(target: object) {
    return target as Identity;
  }
}

/**
 * Marks sit in a private field stamped onto the array: no caller, serialiser or comparison can see it, and results stay
 * plain arrays. Only arrays made here are ever stamped.
 */
class Marks extends Identity {
  #bits: number;
  constructor(array: object, bits: number) {
    super(array);
    this.#bits = bits;
  }
  static of(array: object): number {
    return #bits in array ? array.#bits : 0;
  }
  static set(array: object, bits: number): void {
    if (#bits in array) array.#bits = bits;
    else new Marks(array, bits);
  }
}

export const marksOf = Marks.of;

export function marked<T extends unknown[]>(array: T, bits: number): T {
  Marks.set(array, bits);
  return array;
}

export function isSequence(value: unknown): value is unknown[] {
  return Array.isArray(value) && (Marks.of(value) & SEQUENCE) !== 0;
}

/** What evaluating a node gives in the end: empty sequences are nothing, single items come alone. */
export function unwrapped(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const bits = Marks.of(value);
  if ((bits & (SEQUENCE | TUPLES)) !== SEQUENCE) return value;
  if (value.length === 0) return undefined;
  return value.length === 1 && (bits & KEEP) === 0 ? (value[0] as unknown) : value;
}

/** A new array as the result of a path or function: unwrapped at once, so that most never need a mark. */
export function finished(items: unknown[]): unknown {
  if (items.length === 0) return undefined;
  if (items.length === 1) return items[0];
  Marks.set(items, SEQUENCE);
  return items;
}

/** What a path with `[]` in it gives: its sequence stays a list; a list written as its last step becomes the one item of one. */
export function kept(items: unknown[]): unknown {
  const bits = marksOf(items);
  const list = (bits & CONS) !== 0 && (bits & SEQUENCE) === 0 ? marked([items], SEQUENCE) : items;
  if (isSequence(list)) marked(list, marksOf(list) | KEEP);
  return unwrapped(list);
}

export function isFunction(value: unknown): boolean {
  return value instanceof Callable || typeof value === 'function';
}

/** A number that counts as one: NaN does not, infinities are refused. */
export function isNumeric(value: unknown): value is number {
  if (typeof value !== 'number') return false;
  if (Number.isFinite(value)) return true;
  if (Number.isNaN(value)) return false;
  return fail('D1001', { value });
}

export function ownKeys(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

/** Sets a member of a result object; `__proto__` becomes a plain member, too. */
export function setMember(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** The language's idea of true; nothing (undefined) counts as false. */
export function truthy(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return isNumeric(value) && value !== 0;
    case 'object':
      if (value === null) return false;
      if (Array.isArray(value)) return anyTruthy(value);
      if (value instanceof Callable) return false;
      return Object.keys(value).length > 0;
    default:
      return false;
  }
}

function anyTruthy(values: readonly unknown[]): boolean {
  let any = false;
  tick();
  // Every item is looked at, since an infinity among them is an error.
  for (const value of values) if (truthy(value)) any = true;
  return any;
}

export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  // Lists that share their parts can be exponentially larger than the memory they take, so every walk counts its steps.
  tick();
  if (Array.isArray(left) && Array.isArray(right)) {
    if (left.length !== right.length) return false;
    for (let i = 0; i < left.length; i++) if (!deepEqual(left[i], right[i])) return false;
    return true;
  }
  return equalMembers(left as Record<string, unknown>, right as Record<string, unknown>);
}

function equalMembers(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  if (Array.isArray(left) !== Array.isArray(right) || left instanceof Callable || right instanceof Callable) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  for (const key of keys) if (!Object.hasOwn(right, key) || !deepEqual(left[key], right[key])) return false;
  return true;
}

/** `$append`: nothing is disregarded, single values become arrays. */
export function append(left: unknown, right: unknown): unknown {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const items: unknown[] = Array.isArray(left) ? left.slice() : [left];
  if (Array.isArray(right)) for (const item of right) items.push(item);
  else items.push(right);
  return items;
}

/** A field of an object, or of every object in an array; own members only. */
export function lookup(input: unknown, key: string): unknown {
  if (typeof input !== 'object' || input === null) return undefined;
  if (Array.isArray(input)) return lookupAll(input, key);
  if (Object.hasOwn(input, key) && !(input instanceof Callable)) return (input as Record<string, unknown>)[key];
  return undefined;
}

function lookupAll(inputs: readonly unknown[], key: string): unknown[] {
  const found: unknown[] = [];
  tick(1 + inputs.length);
  for (const input of inputs) {
    const value = lookup(input, key);
    if (Array.isArray(value)) for (const item of value) found.push(item);
    else if (value !== undefined) found.push(value);
  }
  return marked(found, SEQUENCE);
}
