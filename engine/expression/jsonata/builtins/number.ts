import type { NativeDefinition } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { tick } from '../run.ts';
import { truthy } from '../values.ts';
import { builtin } from './definition.ts';

const decimal = /^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$/;
// The alternatives are anchored on one side only, as in the reference: "0x1G" gets this far and is NaN.
const prefixed = /^(0[xX][0-9A-Fa-f]+)|(0[oO][0-7]+)|(0[bB][0-1]+)$/;

function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    if (decimal.test(value)) {
      const number = Number.parseFloat(value);
      if (Number.isFinite(number)) return number;
    } else if (prefixed.test(value)) return Number(value);
  }
  if (typeof value === 'boolean') return value ? 1 : 0;
  return fail('D3030', { value, index: 1 });
}

/** Moves the decimal point in the text of a number: multiplying would add errors of its own. */
function shift(number: number, places: number): number {
  const [mantissa, exponent] = number.toString().split('e');
  return Number(`${mantissa ?? ''}e${String(Number(exponent ?? 0) + places)}`);
}

/** Rounds half to even. */
export function round(number: number, precision = 0): number {
  const shifted = precision === 0 ? number : shift(number, precision);
  let result = Math.round(shifted);
  if (Math.abs(result - shifted) === 0.5 && Math.abs(result % 2) === 1) result -= 1;
  if (precision !== 0) result = shift(result, -precision);
  return result === 0 ? 0 : result;
}

function formatBase(value: number, base: number | undefined): string {
  const radix = base === undefined ? 10 : round(base);
  if (radix < 2 || radix > 36) return fail('D3100', { value: radix });
  return round(value).toString(radix);
}

function squareRoot(value: number): number {
  return value < 0 ? fail('D3060', { index: 1, value }) : Math.sqrt(value);
}

function power(base: number, exponent: number): number {
  const result = base ** exponent;
  return Number.isFinite(result) ? result : fail('D3061', { index: 1, value: base, exp: exponent });
}

function ofNumber(
  name: string,
  arity: number,
  signature: string,
  call: (number: number, second: number | undefined) => unknown,
): NativeDefinition {
  return builtin(name, signature, arity, (number, second) =>
    number === undefined ? undefined : call(number as number, second as number | undefined),
  );
}

function total(numbers: readonly number[]): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}

function extreme(numbers: readonly number[], choose: (a: number, b: number) => number): number {
  let result = numbers[0] as number;
  for (const number of numbers) result = choose(result, number);
  return result;
}

/** A function of a list of numbers that is nothing for nothing. */
function ofNumbers(name: string, ofEmpty: number | undefined, call: (numbers: readonly number[]) => number): NativeDefinition {
  return builtin(name, '<a<n>:n>', 1, (list) => {
    if (list === undefined) return undefined;
    const numbers = list as readonly number[];
    tick(numbers.length >> 3);
    return numbers.length === 0 ? ofEmpty : call(numbers);
  });
}

export const numbers: readonly NativeDefinition[] = [
  ofNumbers('sum', 0, total),
  ofNumbers('max', undefined, (list) => extreme(list, Math.max)),
  ofNumbers('min', undefined, (list) => extreme(list, Math.min)),
  ofNumbers('average', undefined, (list) => total(list) / list.length),
  builtin('number', '<(nsb)-:n>', 1, (value) => (value === undefined ? undefined : toNumber(value))),
  ofNumber('floor', 1, '<n-:n>', Math.floor),
  ofNumber('ceil', 1, '<n-:n>', Math.ceil),
  ofNumber('round', 2, '<n-n?:n>', round),
  ofNumber('abs', 1, '<n-:n>', Math.abs),
  ofNumber('sqrt', 1, '<n-:n>', squareRoot),
  ofNumber('power', 2, '<n-n:n>', (base, exponent) => power(base, exponent ?? Number.NaN)),
  ofNumber('formatBase', 2, '<n-n?:s>', formatBase),
  builtin('random', '<:n>', 0, Math.random),
  builtin('boolean', '<x-:b>', 1, (value) => (value === undefined ? undefined : truthy(value))),
  builtin('not', '<x-:b>', 1, (value) => (value === undefined ? undefined : !truthy(value))),
];
