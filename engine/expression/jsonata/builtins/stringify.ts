import { Callable } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { chargeChars, chargeItems } from '../run.ts';
import { isNumeric, marksOf, OUTER } from '../values.ts';

function replace(_key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      chargeChars(8);
      return isNumeric(value) && !Number.isInteger(value) ? Number(value.toPrecision(15)) : value;
    case 'string':
      chargeChars(value.length + 3);
      return value;
    case 'function':
      return '';
    case 'object':
      chargeItems(1);
      return value instanceof Callable ? '' : value;
    default:
      return value;
  }
}

/** `$string`: JSON, except that a text stays as it is and a function is the empty text; numbers have 15 digits. */
export function stringify(value: unknown, pretty = false): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'undefined':
      return undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'function':
      return '';
    case 'number':
      if (Number.isInteger(value)) return String(value + 0);
      if (!Number.isFinite(value)) return fail('D3001', { value });
      return String(Number(value.toPrecision(15)));
    default: {
      if (value === null) return 'null';
      if (value instanceof Callable) return '';
      const data: unknown = Array.isArray(value) && (marksOf(value) & OUTER) !== 0 ? value[0] : value;
      return JSON.stringify(data, replace, pretty ? 2 : 0);
    }
  }
}
