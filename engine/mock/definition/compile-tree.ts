import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { isTagged } from '../../language/yaml/tagged.ts';

export type Compute = (context: unknown, scope: Scope) => unknown;

/** A tree of YAML with expressions and templates at its leaves; members whose value is missing are left out, literal nulls stay. */
export function compileTree(raw: unknown, evaluator: Evaluator): Compute {
  if (isTagged(raw)) return raw.kind === 'expr' ? evaluator.expr(raw).evaluate : evaluator.template(raw).evaluate;
  if (Array.isArray(raw)) {
    const items = raw.map((item) => compileTree(item, evaluator));
    return (context, scope) => items.map((item) => item(context, scope)).filter((item) => item !== undefined);
  }
  if (typeof raw !== 'object' || raw === null) return () => raw;
  const members = Object.entries(raw).map(([name, value]) => [name, compileTree(value, evaluator)] as const);
  return (context, scope) => {
    const entries = members.map(([name, compute]) => [name, compute(context, scope)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  };
}
