import jsonata from 'jsonata';
import { ExpressionError } from '../errors/expression-error.ts';
import { timeLeft, timestamp } from '../run.ts';
import { withWatchdog } from '../watchdog.ts';

type Implementation = (this: unknown, ...args: unknown[]) => unknown;
interface Environment {
  lookup(name: string): { readonly implementation: Implementation };
}

/**
 * The picture functions of the package itself. They are synchronous there; the hook before the first node, which is called
 * before anything is awaited, is where their values can be had without a promise.
 */
function environment(): Environment {
  const expression = jsonata('null');
  let found: Environment | undefined;
  const hook = (_node: unknown, _input: unknown, own: Environment): void => {
    found = own;
  };
  expression.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, hook);
  void expression.evaluate(undefined);
  if (found === undefined) throw new Error('The jsonata package does not call its entry hook: its version must be 2.2.2.');
  return found;
}

const own = environment();

/** Pictures and texts longer than this are worked on under a watchdog. */
const LONG = 1000;

/** Some of the package's functions never come to an end with infinity. */
function isRisky(arg: unknown): boolean {
  return typeof arg === 'string' ? arg.length > LONG : typeof arg === 'number' && !Number.isFinite(arg);
}

function wrapped(error: unknown): unknown {
  // A stack that overflowed is told further out.
  if (error instanceof RangeError && /call stack/.test(error.message)) return error;
  if (error instanceof ExpressionError) return error;
  if (error instanceof Error) return new ExpressionError('U1005', { reason: error.message, cause: error });
  if (typeof error !== 'object' || error === null || !('code' in error)) return error;
  const { stack: _stack, code, ...details } = error as { stack?: unknown; code: unknown };
  return new ExpressionError(String(code), details);
}

/** A function of the package, called with the moment of this evaluation as its now. */
export function borrowed(name: string): (...args: unknown[]) => unknown {
  const { implementation } = own.lookup(name);
  return (...args) => {
    const focus = {
      environment: {
        get timestamp(): Date {
          return new Date(timestamp());
        },
      },
    };
    const work = (): unknown => Reflect.apply(implementation, focus, args);
    try {
      return args.some(isRisky) ? withWatchdog(timeLeft(), work) : work();
    } catch (error) {
      throw wrapped(error);
    }
  };
}
