import type { Evaluator, Scope } from '../../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { Binding } from '../../../language/model.ts';
import { bindLets } from '../lets.ts';
import type { ExplainedValue, Fault } from './explained.ts';
import { attempt } from './fault.ts';

export interface ExplainedLets {
  readonly lets: readonly ExplainedValue[];
  /** With all of them; without those behind one that failed. */
  readonly scope: Scope;
  readonly error: Fault | undefined;
}

/** Each `let` by itself, as a run binds it; none behind one that fails. */
export function explainLets(lets: readonly Binding[], record: JsonRecord, scope: Scope, evaluator: Evaluator): ExplainedLets {
  const explained: ExplainedValue[] = [];
  let own = scope;
  for (const binding of lets) {
    const { name, place } = binding;
    const given = attempt(() => bindLets([binding], evaluator)(record, own));
    if ('error' in given) {
      explained.push({ name, place, value: undefined, error: given.error });
      return { lets: explained, scope: own, error: given.error };
    }
    own = given.value;
    explained.push({ name, place, value: own[name] });
  }
  return { lets: explained, scope: own, error: undefined };
}
