import type { Bound, Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Value } from '../../language/basics/value.ts';
import type { Feed, Relate } from '../../language/model.ts';
import type { RefRelation } from '../../staging/staged-rows.ts';
import { bindElements } from './elements.ts';
import type { MappingCounts } from './mapping-counts.ts';
import { textOf } from './scalars.ts';

/** Relations between objects that other records made, by their `ref`; one that lacks an end is none: `skipped` gets the word for the ledger. */
export type Relations = (record: JsonRecord, scope: Scope, skipped: string[]) => readonly RefRelation[];

const NONE: readonly RefRelation[] = [];

export function bindRelations(feed: Feed, evaluator: Evaluator, counts: MappingCounts): Relations {
  if (feed.relate.length === 0) return () => NONE;
  const all = feed.relate.map((one) => bindRelation(one, evaluator, counts));
  return (record, scope, skipped) => all.flatMap((relations) => relations(record, scope, skipped));
}

function bindRelation({ name, when, each, from, to, as, place }: Relate, evaluator: Evaluator, counts: MappingCounts): Relations {
  const isMade = when && counts.condition({ entry: name, part: 'when' }, when, evaluator);
  const elements = each && bindElements(each, name, evaluator, counts);
  const counted = (part: string, value: Value): Bound => counts.value({ entry: name, part }, value, evaluator.value(value));
  const ends = [counted('from', from), counted('to', to)];
  const called = as && counted('as', as);
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
