import type { Node } from '../../expression/jsonata/syntax.ts';

/** A path of nothing but names, of which the first may be a variable, with its `$`; undefined for anything else. */
export const plainPath = (node: Node): readonly string[] | undefined => {
  const steps = node.type === 'path' ? node.steps : [node];
  if (node.group !== undefined || node.predicate !== undefined || (node.type === 'path' && node.keepSingletonArray === true))
    return undefined;
  const names: string[] = [];
  for (const step of steps) {
    const isPlain =
      step.stages === undefined && step.focus === undefined && step.index === undefined && step.ancestor === undefined;
    if (!isPlain || (step.type !== 'name' && step.type !== 'variable')) return undefined;
    names.push(step.type === 'variable' ? `$${step.value}` : step.value);
  }
  return names;
};
