import type { TemplateNode, TemplateValue } from '../../expression/template/template-node.ts';
import { elementsOf, memberOf, orUnknown, UNKNOWN, type Found, type Type } from '../types/type.ts';

/** A name in a path of a template, and where it begins in the source, from 0, its bracket included. */
export interface TemplateName {
  readonly name: string;
  readonly offset: number;
}

/**
 * Follows the paths of a template, over a value and with variables (without their `@`); one that is not among them may be anything.
 * `onStep` is told of every step to a member.
 */
export const inferTemplate = (
  nodes: readonly TemplateNode[],
  source: string,
  context: Type,
  variables: ReadonlyMap<string, Type>,
  onStep: (name: TemplateName, found: Found) => void,
): void => {
  for (const node of nodes.flatMap(valuesIn)) {
    if (node.kind !== 'field' && node.kind !== 'variable') continue;
    let at = node.kind === 'field' ? context : (variables.get(node.name) ?? UNKNOWN);
    for (const name of namesOf(node, source)) {
      const found = isElement(at, name.name) ? ({ kind: 'known', type: elementsOf(at) } as const) : memberOf(at, name.name);
      onStep(name, found);
      at = found.kind === 'known' ? orUnknown(found.type) : UNKNOWN;
    }
  }
};

/** `{{hosts.0}}` */
const isElement = ({ list }: Type, name: string): boolean => list !== undefined && /^\d+$/.test(name);

const valuesIn = (node: TemplateNode): readonly TemplateValue[] =>
  node.kind === 'text' ? [] : node.kind === 'call' ? [node, ...node.args.flatMap(valuesIn)] : [node];

type Path = Extract<TemplateValue, { kind: 'field' | 'variable' }>;

/** The names of a path, without that of its variable. */
export const namesOf = (node: Path, source: string): readonly TemplateName[] => {
  let offset = node.offset;
  if (node.kind === 'variable') offset += 1 + node.name.length + 1;
  // The value itself: its members follow a dot.
  else if (source.startsWith('this.', offset) && node.path[0] !== 'this') offset += 'this.'.length;
  return node.path.map((name) => {
    const begin = offset;
    offset += name.length + (source[begin] === '[' ? 2 : 0) + 1;
    return { name, offset: begin };
  });
};
