import jsonata from 'jsonata';
import { compileExpression, ExpressionError, type CompileOptions } from '../../engine/expression/jsonata/compile.ts';

/** The value of an expression. */
export function evaluate(
  text: string,
  input?: unknown,
  bindings?: Readonly<Record<string, unknown>>,
  options?: CompileOptions,
): unknown {
  return compileExpression(text, options).evaluate(input, bindings);
}

/** The error that an expression ends in, from its text or from its evaluation. */
export function errorOf(text: string, input?: unknown, options?: CompileOptions): ExpressionError {
  try {
    const value = evaluate(text, input, undefined, options);
    throw new Error(`${text} gave ${JSON.stringify(value)} where it should have failed`);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

/** What the package itself says: the error's code, position and token. */
export async function referenceError(
  text: string,
  input?: unknown,
): Promise<{ code: unknown; position: unknown; token: unknown }> {
  try {
    await jsonata(text).evaluate(input);
  } catch (error) {
    const { code, position, token } = error as { code?: unknown; position?: unknown; token?: unknown };
    // A number as token is told as its text.
    return { code, position, token: typeof token === 'number' ? String(token) : token };
  }
  throw new Error(`the package evaluates ${text}`);
}
