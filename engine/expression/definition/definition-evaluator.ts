import type { ExpressionFunction } from '../jsonata/compile.ts';
import { createEvaluator, type Evaluator, type Remember } from './evaluator.ts';
import type { Probe } from './probe.ts';
import type { DefinitionFunction } from '../functions/function.ts';
import { functions } from '../functions/registry.ts';
import { choiceIn, lookUpIn, type Tables } from '../functions/values/table.ts';
import { templateHelpers } from '../template/helpers.ts';

/** The registry as the compiler takes it. */
export const definitionFunctions: Readonly<Record<string, ExpressionFunction>> = Object.fromEntries(
  Object.entries(functions).map(([name, definition]) => [
    name,
    { arity: arityOf(definition), call: definition.call, pure: definition.supplied !== 'response', choice: definition.choice },
  ]),
);

/** As many as it must have: `$map(times, $time)` would otherwise pass an index as the format. */
function arityOf({ signature: { args } }: DefinitionFunction): number {
  return Math.max(1, args.filter((arg) => arg.optional !== true).length);
}

/** What stays the same for a window's records: a part of an expression that reads nothing else is computed once. */
const STABLE = ['user', 'run', 'window'];

/** The same, with tables to look up. */
const functionsWith = (tables: Tables | undefined): typeof definitionFunctions =>
  tables === undefined || definitionFunctions['table'] === undefined
    ? definitionFunctions
    : { ...definitionFunctions, table: { ...definitionFunctions['table'], call: lookUpIn(tables), choice: choiceIn(tables) } };

/**
 * The evaluator of definitions: our functions, UTC, no `$eval`; `$now()` is the clock's. `remember`: what may be computed once.
 * `tables`: of the pack. `probe`: told what is evaluated.
 */
export const createDefinitionEvaluator = (clock: () => number, remember?: Remember, tables?: Tables, probe?: Probe): Evaluator =>
  createEvaluator({
    remember,
    probe,
    expression: { functions: functionsWith(tables), clock, utc: true, stable: STABLE },
    template: { helpers: templateHelpers },
  });
