import jsonata from 'jsonata';
import { compileExpression, ExpressionError } from '../../../engine/expression/jsonata/compile.ts';

/** What an evaluation came to, as text: the value with its members in order, or the error's code. */
export interface Outcome {
  readonly text: string;
  /** The reference failed with an error of JavaScript's, not of the language: a bug of its own. */
  readonly crashed: boolean;
}

function special(_key: string, value: unknown): unknown {
  if (typeof value === 'function') return '<function>';
  if (typeof value === 'number' && !Number.isFinite(value)) return `<${String(value)}>`;
  if (
    typeof value === 'object' &&
    value !== null &&
    ('_jsonata_function' in value || '_jsonata_lambda' in value || 'signature' in value)
  )
    return '<function>';
  return value;
}

function written(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value, special);
}

function failed(error: unknown): Outcome {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const known = typeof code === 'string';
  return { text: known ? `error ${code}` : `crash: ${String(error instanceof Error ? error.message : error)}`, crashed: !known };
}

export async function reference(
  expression: string,
  input: unknown,
  bindings: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  try {
    const value: unknown = await jsonata(expression).evaluate(input, bindings);
    return { text: written(value), crashed: false };
  } catch (error) {
    return failed(error);
  }
}

export function compiled(expression: string, input: unknown, bindings: Readonly<Record<string, unknown>>): Outcome {
  try {
    // `$eval` changes how variables are compiled: on only where it is used.
    const program = compileExpression(expression, {
      utc: false,
      allowEval: expression.includes('$eval'),
      limits: { timeMs: 20_000 },
    });
    return { text: written(program.evaluate(input, bindings)), crashed: false };
  } catch (error) {
    return error instanceof ExpressionError ? failed(error) : { text: `crash: ${String(error)}`, crashed: true };
  }
}
