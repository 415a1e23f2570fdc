import { stringify } from '../builtins/stringify.ts';
import { fail } from '../errors/expression-error.ts';
import { chargeChars, chargeItems } from '../run.ts';
import { deepEqual, isNumeric, marked, SEQUENCE } from '../values.ts';

export type Operation = (left: unknown, right: unknown) => unknown;

function arithmetic(operation: (left: number, right: number) => number): Operation {
  return (left, right) => {
    if (left !== undefined && !isNumeric(left)) return fail('T2001', { value: left });
    if (right !== undefined && !isNumeric(right)) return fail('T2002', { value: right });
    return left === undefined || right === undefined ? undefined : operation(left, right);
  };
}

export function equal(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  return left === right || deepEqual(left, right);
}

/** Nothing differs from nothing neither: with a missing side both `=` and `!=` are false. */
export function unequal(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  return left !== right && !deepEqual(left, right);
}

function comparable(value: unknown): value is string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' || value === undefined;
}

function compare(operation: (left: string | number, right: string | number) => boolean): Operation {
  return (left, right) => {
    if (!comparable(left) || !comparable(right)) {
      return fail('T2010', { value: typeof left === 'string' || typeof left === 'number' ? right : left });
    }
    if (left === undefined || right === undefined) return undefined;
    if (typeof left !== typeof right) return fail('T2009', { value: left, value2: right });
    return operation(left, right);
  };
}

function concatenate(left: unknown, right: unknown): string {
  const first = typeof left === 'string' ? left : (stringify(left) ?? '');
  const second = typeof right === 'string' ? right : (stringify(right) ?? '');
  chargeChars(first.length + second.length);
  return first + second;
}

export function includes(value: unknown, list: unknown): boolean {
  if (value === undefined || list === undefined) return false;
  return Array.isArray(list) ? list.includes(value) && !Number.isNaN(value) : list === value;
}

function range(from: unknown, to: unknown): unknown {
  if (from !== undefined && !Number.isInteger(from)) return fail('T2003', { value: from });
  if (to !== undefined && !Number.isInteger(to)) return fail('T2004', { value: to });
  if (from === undefined || to === undefined) return undefined;
  const first = from as number;
  const last = to as number;
  if (first > last) return undefined;
  const size = last - first + 1;
  if (size > 1e7) return fail('D2014', { value: size });
  chargeItems(size);
  const items: unknown[] = [];
  for (let i = 0; i < size; i++) items.push(first + i);
  return marked(items, SEQUENCE);
}

export function negate(position: number | undefined): (value: unknown) => unknown {
  return (value) => {
    if (value === undefined) return undefined;
    return isNumeric(value) ? -value : fail('D1002', { position, token: '-', value });
  };
}

export const operations: Readonly<Record<string, Operation>> = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '=': equal,
  '!=': unequal,
  '<': compare((a, b) => a < b),
  '<=': compare((a, b) => a <= b),
  '>': compare((a, b) => a > b),
  '>=': compare((a, b) => a >= b),
  '&': concatenate,
  '..': range,
  in: includes,
};
