import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Feed, Relate } from '../../language/model.ts';
import type { RefRelation } from '../../staging/staged-rows.ts';
import { bindElements } from './elements.ts';
import { textOf } from './scalars.ts';

/** Relations between objects that other records made, by their `ref`; one that lacks an end is none: `skipped` gets the word for the ledger. */
export type Relations = (record: JsonRecord, scope: Scope, skipped: string[]) => readonly RefRelation[];

const NONE: readonly RefRelation[] = [];

export function bindRelations(feed: Feed, evaluator: Evaluator): Relations {
  if (feed.relate.length === 0) return () => NONE;
  const all = feed.relate.map((one) => bindRelation(one, evaluator));
  return (record, scope, skipped) => all.flatMap((relations) => relations(record, scope, skipped));
}

function bindRelation({ name, when, each, from, to, as, place }: Relate, evaluator: Evaluator): Relations {
  const isMade = when && evaluator.condition(when);
  const elements = each && bindElements(each, evaluator);
  const ends = [evaluator.expr(from), evaluator.expr(to)];
  const called = as && evaluator.value(as);
  const relation = (context: unknown, scope: Scope, skipped: string[]): readonly RefRelation[] => {
    const [start, end] = ends.map((one) => textOf(one.evaluate(context, scope), place));
    if (start !== undefined && end !== undefined)
      return [{ from: start, to: end, as: textOf(called?.evaluate(context, scope), place) }];
    skipped.push(`entries without a value (${name})`);
    return NONE;
  };
  return (record, scope, skipped) => {
    if (isMade !== undefined && !isMade(record, scope)) return NONE;
    if (elements === undefined) return relation(record, scope, skipped);
    return elements(record, scope).flatMap((element) => relation(element.context, element.scope, skipped));
  };
}
