import type { NativeDefinition } from '../calling/callable.ts';
import { parseSignature } from '../calling/signature.ts';

/** These give something else each time, or fail on purpose. */
const changing: ReadonlySet<string> = new Set(['now', 'millis', 'random', 'shuffle', 'eval', 'error', 'assert', 'toMillis']);

/** A built-in function: `arity` is what higher-order functions may pass to it. */
export function builtin(
  name: string,
  signature: string,
  arity: number,
  call: NativeDefinition['call'],
  higher = false,
): NativeDefinition {
  return Object.freeze({ name, arity, signature: parseSignature(signature), call, higher, own: true, pure: !changing.has(name) });
}
