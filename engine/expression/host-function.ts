import { apply, arityOf } from './apply.ts';
import type { NativeDefinition } from './callable.ts';
import { parseSignature } from './signature.ts';
import { isFunction } from './values.ts';

/** A function that the host gives to expressions. */
export interface ExpressionFunction {
  /** How many arguments it can use; by default as many as `call` declares. */
  readonly arity?: number;
  /** JSONata's signature, such as `<s-n?:s>`, checked on every call. */
  readonly signature?: string;
  /** Gives the same for the same arguments, whenever it is called, and changes nothing. */
  readonly pure?: boolean;
  /** Synchronous. A missing argument is undefined, a function among the arguments is a JavaScript function. */
  call(...args: unknown[]): unknown;
}

function asJavaScript(value: unknown): unknown {
  if (!isFunction(value) || typeof value === 'function') return value;
  const callable = (...args: unknown[]): unknown => apply(value, args, null);
  Object.defineProperty(callable, 'length', { value: arityOf(value) });
  return callable;
}

/** Most take one or two arguments, which need no list of their own. */
function caller(definition: ExpressionFunction): (...args: unknown[]) => unknown {
  return (...args) => {
    if (args.length === 1) return definition.call(asJavaScript(args[0]));
    if (args.length === 2) return definition.call(asJavaScript(args[0]), asJavaScript(args[1]));
    return definition.call(...args.map(asJavaScript));
  };
}

export function hostFunction(name: string, definition: ExpressionFunction): NativeDefinition {
  return {
    name,
    arity: definition.arity ?? definition.call.length,
    signature: definition.signature === undefined ? undefined : parseSignature(definition.signature),
    pure: definition.pure ?? false,
    call: caller(definition),
  };
}
