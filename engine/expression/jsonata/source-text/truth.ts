import { truthy } from '../values.ts';
import type { Emitter, Operand } from './emitter.ts';

/** A JavaScript condition that holds where the operand counts as true. */
export function truth(operand: Operand, emitter: Emitter): string {
  const { code, kind, literal } = operand;
  if (literal !== undefined) return truthy(literal) ? 'true' : 'false';
  switch (kind) {
    case 'boolean':
      return code;
    case 'boolean?':
      return `${code} === true`;
    case 'string':
      return `${code} !== ""`;
    case 'null':
      return 'false';
    case 'number':
    case 'any':
      return `(typeof ${code} === "boolean" ? ${code} : ${emitter.constant(truthy)}(${code}))`;
    default:
      return kind satisfies never;
  }
}
