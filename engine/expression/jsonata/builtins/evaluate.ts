import type { NativeDefinition } from '../calling/callable.ts';
import { ExpressionError, fail } from '../errors/expression-error.ts';
import { isSequence, marked, OUTER, SEQUENCE } from '../values.ts';
import { builtin } from './definition.ts';

/** Evaluates a text in the caller's scope; `input` is undefined where the caller's context is meant. */
export interface TextEvaluator {
  parse(text: string): unknown;
  evaluate(parsed: unknown, focus: { readonly value: unknown } | undefined): unknown;
}

function inner(code: string, error: unknown): never {
  if (error instanceof ExpressionError && error.code !== 'U1001')
    return fail(code, { value: error.complete().message, cause: error });
  throw error;
}

/** `$eval`, for whoever switched it on. */
export function evalDefinition(evaluator: TextEvaluator): NativeDefinition {
  const call = (text: unknown, focus: unknown): unknown => {
    if (text === undefined) return undefined;
    let parsed: unknown;
    try {
      parsed = evaluator.parse(text as string);
    } catch (error) {
      return inner('D3120', error);
    }
    try {
      if (focus === undefined) return evaluator.evaluate(parsed, undefined);
      const value = Array.isArray(focus) && !isSequence(focus) ? marked([focus], SEQUENCE | OUTER) : focus;
      return evaluator.evaluate(parsed, { value });
    } catch (error) {
      return inner('D3121', error);
    }
  };
  return builtin('eval', '<sx?:x>', 2, call, true);
}

export const evalOff: NativeDefinition = builtin('eval', '<sx?:x>', 2, () => fail('U1004'));
