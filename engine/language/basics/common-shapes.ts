import { anyOf, described, expr, list, text, withExamples } from './shape.ts';
import type { Shape } from './shape.ts';

/** A name that stands in paths, state and the command line. */
export const slug = '^[a-z][a-z0-9]*([-_][a-z0-9]+)*$';
/** A name that an expression may use as `$name`. */
export const identifier = '^[A-Za-z][A-Za-z0-9_]*$';

export const names = (pattern: string) => ({ propertyNames: { pattern, maxLength: 64 } }) as const;

/** What a table gives: a literal scalar. */
export const tableCell = (): Shape<string | number | boolean> => ({ schema: { type: ['string', 'number', 'boolean'] } });

/** Fragments that stand below a map's own members. */
export const use = () =>
  withExamples(
    described(
      anyOf(text({ minLength: 1 }), list(text({ minLength: 1 }))),
      'Names under `fragments`: their members are taken where this map has none of its own; a later fragment wins over an earlier one.',
    ),
    ['paged'],
  );

/** One expression or several that count part by part. */
export const parts = () => anyOf(expr(), list(expr(), { minItems: 1 }));
