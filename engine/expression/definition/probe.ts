import type { Place } from '../../language/basics/place.ts';
import type { Expr, TableLookup, Tmpl } from '../../language/basics/value.ts';
import type { DecisionProbe } from '../jsonata/decisions.ts';

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

type Evaluate = (context: unknown, scope: Readonly<Record<string, unknown>>) => unknown;

/** Tells that it is evaluated, and what it came to. */
export const watchedSource = (evaluate: Evaluate, { place }: Expr | Tmpl, probe: Probe | undefined): Evaluate => {
  if (probe === undefined) return evaluate;
  const evaluated = probe(place, EVALUATED);
  const came: Record<Came, () => void> = {
    true: probe(place, 'true'),
    false: probe(place, 'false'),
    given: probe(place, 'given'),
    missing: probe(place, 'missing'),
  };
  return (context, scope) => {
    evaluated();
    const value = evaluate(context, scope);
    came[cameTo(value)]();
    return value;
  };
};

/** What is looked up, telling whether there is an entry. */
export const watchedKey = (evaluate: Evaluate, { place, table }: TableLookup, probe: Probe | undefined): Evaluate => {
  if (probe === undefined) return evaluate;
  const found = probe(place, FOUND);
  const otherwise = probe(place, ELSE);
  return (context, scope) => {
    const key = evaluate(context, scope);
    (key !== undefined && table.entries.has(String(key)) ? found : otherwise)();
    return key;
  };
};
