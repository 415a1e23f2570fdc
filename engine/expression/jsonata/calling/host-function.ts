import { apply, arityOf } from './apply.ts';
import { Callable, type ArgumentChoice, type NativeDefinition } from './callable.ts';
import { parseSignature } from './signature.ts';

/** A function that the host gives to expressions. */
export interface ExpressionFunction {
  /** How many arguments it can use; by default as many as `call` declares. */
  readonly arity?: number;
  /** JSONata's signature, such as `<s-n?:s>`, checked on every call. */
  readonly signature?: string;
  /** Gives the same for the same arguments, whenever it is called, and changes nothing. */
  readonly pure?: boolean;
  /** It gives one of its arguments. */
  readonly choice?: ArgumentChoice | undefined;
  /** Synchronous. A missing argument is undefined, a function among the arguments is a JavaScript function. */
  call(...args: unknown[]): unknown;
}

function asJavaScript(value: unknown): unknown {
  if (typeof value !== 'object' || !(value instanceof Callable)) return value;
  const callable = (...args: unknown[]): unknown => apply(value, args, null);
  Object.defineProperty(callable, 'length', { value: arityOf(value) });
  return callable;
}

/** Most take one or two arguments, which need no list of their own; how many there are is told as it is. */
function caller(definition: ExpressionFunction): (...args: unknown[]) => unknown {
  return function call(first?: unknown, second?: unknown): unknown {
    switch (arguments.length) {
      case 1:
        return definition.call(asJavaScript(first));
      case 2:
        return definition.call(asJavaScript(first), asJavaScript(second));
      default:
        return definition.call(...Array.from(arguments, asJavaScript));
    }
  };
}

export function hostFunction(name: string, definition: ExpressionFunction): NativeDefinition {
  return {
    name,
    arity: definition.arity ?? definition.call.length,
    signature: definition.signature === undefined ? undefined : parseSignature(definition.signature),
    pure: definition.pure ?? false,
    choice: definition.choice,
    call: caller(definition),
  };
}
