import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { Supplemental } from '../../language/model.ts';
import type { Tree } from '../../language/basics/value.ts';

/** Which of `names` the arguments of a supplemental call read; a template is taken to read them all. */
export function dependenciesOf(spec: Supplemental, evaluator: Evaluator, names: readonly string[]): readonly string[] {
  const trees: readonly (Tree | undefined)[] = [spec.with, spec.when, spec.over?.since, spec.over?.until];
  return names.filter((name) => trees.some((tree) => tree !== undefined && reads(tree, name, evaluator)));
}

function reads(tree: Tree, name: string, evaluator: Evaluator): boolean {
  switch (tree.kind) {
    case 'literal':
      return false;
    case 'tmpl':
      return true;
    case 'expr':
      return evaluator.expr(tree).reads?.variables.includes(name) ?? true;
    case 'map':
      return tree.members.some((member) => reads(member.value, name, evaluator));
    case 'list':
      return tree.items.some((item) => reads(item, name, evaluator));
  }
}
