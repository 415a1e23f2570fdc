import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Feed } from '../../language/model.ts';
import type { RefRelation } from '../../staging/staged-rows.ts';
import { textOf } from './scalars.ts';

/** Relations between objects that other records made, by their `ref`; one that lacks an end is none: `skipped` gets the word for the ledger. */
export type Relations = (record: JsonRecord, scope: Scope, skipped: string[]) => readonly RefRelation[];

const NONE: readonly RefRelation[] = [];

export function bindRelations(feed: Feed, evaluator: Evaluator): Relations {
  if (feed.relate.length === 0) return () => NONE;
  const bound = feed.relate.map(({ name, when, from, to, as, place }) => ({
    name,
    when: when && evaluator.condition(when),
    from: evaluator.expr(from),
    to: evaluator.expr(to),
    as: as && evaluator.value(as),
    place,
  }));
  return (record, scope, skipped) =>
    bound.flatMap(({ name, when, from, to, as, place }): RefRelation[] => {
      if (when !== undefined && !when(record, scope)) return [];
      const [start, end] = [from, to].map((one) => textOf(one.evaluate(record, scope), place));
      if (start !== undefined && end !== undefined)
        return [{ from: start, to: end, as: textOf(as?.evaluate(record, scope), place) }];
      skipped.push(`entries without a value (${name})`);
      return [];
    });
}
