import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import type { Each } from '../../language/model.ts';
import type { MappingCounts } from './mapping-counts.ts';

export interface Element {
  readonly context: unknown;
  /** `$parent` is the element one level up. */
  readonly scope: Scope;
  readonly trail: readonly unknown[];
}

export type Elements = (record: unknown, scope: Scope) => readonly Element[];

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];

/** `each` of an entry: missing gives none, one gives one; a list of expressions goes down level by level. */
export function bindElements(
  { levels: written, where: test }: Each,
  entry: string,
  evaluator: Evaluator,
  counts: MappingCounts,
): Elements {
  const levels = written.map((level) => counts.value({ entry, part: 'each' }, level, evaluator.expr(level)));
  const where = test && counts.condition({ entry, part: 'where' }, test, evaluator);
  return (record, scope) => {
    let elements: readonly Element[] = [{ context: record, scope, trail: [] }];
    for (const level of levels) {
      elements = elements.flatMap((element) =>
        listOf(level.evaluate(element.context, element.scope)).map((context) => ({
          context,
          scope: { ...element.scope, parent: element.context },
          trail: [...element.trail, context],
        })),
      );
    }
    return where === undefined ? elements : elements.filter((element) => where(element.context, element.scope));
  };
}
