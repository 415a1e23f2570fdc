import type { Place } from '../../language/basics/place.ts';
import type { Expr, TableLookup, Tmpl } from '../../language/basics/value.ts';
import type { DecisionProbe } from '../jsonata/decisions.ts';
import type { Bound } from './evaluator.ts';

/**
 * Asked for each side of each place of a definition while it is made ready; what it gives is called each time that side is taken.
 * It changes nothing, and where there is none nothing is done for it.
 */
export type Probe = (place: Place, side: string) => () => void;

/** What a value comes to: `EVALUATED` whatever it is, and one of the others. */
export const EVALUATED = 'evaluated';
export type Came = 'true' | 'false' | 'given' | 'missing';

/** Whether a look-up found an entry. */
export const FOUND = 'found';
export const ELSE = 'else';

/** The sides of an expression's decisions, as places of the file. */
export const decisionProbe = (probe: Probe | undefined, node: Expr): DecisionProbe | undefined =>
  probe && ((offset, side) => probe(node.placeAt(offset), side));

const cameTo = (value: unknown): Came => {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === undefined ? 'missing' : 'given';
};

/** Tells that it is evaluated, and what it came to. */
export const watchedSource = (bound: Bound, node: Expr | Tmpl, probe: Probe | undefined): Bound => {
  if (probe === undefined) return bound;
  const evaluated = probe(node.place, EVALUATED);
  const came: Record<Came, () => void> = {
    true: probe(node.place, 'true'),
    false: probe(node.place, 'false'),
    given: probe(node.place, 'given'),
    missing: probe(node.place, 'missing'),
  };
  return {
    reads: bound.reads,
    evaluate: (context, scope) => {
      evaluated();
      const value = bound.evaluate(context, scope);
      came[cameTo(value)]();
      return value;
    },
  };
};

/** What is looked up, telling whether there is an entry. */
export const watchedKey = (of: Bound, node: TableLookup, probe: Probe | undefined): Bound => {
  if (probe === undefined) return of;
  const found = probe(node.place, FOUND);
  const otherwise = probe(node.place, ELSE);
  return {
    reads: of.reads,
    evaluate: (context, scope) => {
      const key = of.evaluate(context, scope);
      (key !== undefined && node.table.entries.has(String(key)) ? found : otherwise)();
      return key;
    },
  };
};
