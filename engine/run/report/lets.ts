import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Binding } from '../../language/model.ts';
import { MappingCounts } from './mapping-counts.ts';
import { bindOptional } from './skipped.ts';

/** Evaluates each `let` in order; a later one sees the earlier. */
export function bindLets(
  lets: readonly Binding[],
  evaluator: Evaluator,
  counts = new MappingCounts(),
): (record: JsonRecord, scope: Scope) => Scope {
  if (lets.length === 0) return (_record, scope) => scope;
  const bound = lets.map(({ name, value }) => ({
    name,
    value: counts.value({ part: 'let', name }, value, bindOptional(value, evaluator)),
  }));
  return (record, scope) => {
    const own: Record<string, unknown> = { ...scope, record };
    for (const { name, value } of bound) own[name] = value.evaluate(record, own);
    return own;
  };
}
