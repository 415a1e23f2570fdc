/** Expressions as definitions write them after `!expr`, for programs that check or try them: `import … from 'feedwright/expressions'`. */
import { definitionFunctions } from '../expression/definition/definition-evaluator.ts';
import { compileExpression as compile } from '../expression/jsonata/compile.ts';

export { ExpressionError } from '../expression/jsonata/compile.ts';

export interface ExpressionOptions {
  /** What `$now()` and `$millis()` give, milliseconds since 1970. Default: the system's clock. */
  readonly clock?: () => number;
}

export interface Expression {
  /** The text that it was made of. */
  readonly source: string;
  /**
   * The value for this input; undefined where it gives none. `variables` are named without their `$`: `{ user: { limit: 5 } }` is
   * `$user.limit`. Input and variables are never changed.
   *
   * @throws ExpressionError with JSONata's own code, such as T2001 for a sum of texts, or U1001 where it would take too long.
   */
  evaluate(input: unknown, variables?: Readonly<Record<string, unknown>>): unknown;
}

/**
 * Compiles an expression of a definition: JSONata with the language's own functions, times in UTC, without `$eval`, and with bounds
 * on time, depth and size, so that neither it nor its input can hang the program.
 *
 * @throws ExpressionError where the text is no expression; `position` is the character, from 0, where it went wrong.
 * @example
 * ```ts
 * import { compileExpression, ExpressionError } from 'feedwright/expressions';
 *
 * const tall = compileExpression('plants[height > $user.height].$uppercase(name)');
 * console.log(tall.evaluate({ plants: [{ name: 'nettle', height: 3 }, { name: 'moss', height: 0 }] }, { user: { height: 1 } })); // NETTLE
 *
 * try {
 *   compileExpression('height >');
 * } catch (error) {
 *   if (error instanceof ExpressionError) console.log(error.code); // S0207
 * }
 * ```
 */
export const compileExpression = (source: string, { clock = Date.now }: ExpressionOptions = {}): Expression => {
  const compiled = compile(source, { functions: definitionFunctions, clock, utc: true });
  return { source, evaluate: (input, variables) => compiled.evaluate(input, variables) };
};
