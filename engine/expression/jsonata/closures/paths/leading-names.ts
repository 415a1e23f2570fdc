import type { Frame } from '../../calling/callable.ts';
import type { Node } from '../../syntax.ts';
import { CONS, marksOf, unwrapped } from '../../values.ts';
import { isPlain, own, single } from '../../source-text/runtime.ts';
import type { Scope } from '../scope.ts';
import { variableRead } from '../variable.ts';

export interface LeadingNames {
  /** How many steps of the path are read. */
  readonly steps: number;
  /** The items behind these steps; undefined: the steps have to be gone one by one. */
  readonly read: (input: unknown, frame: Frame) => readonly unknown[] | undefined;
}

function isBare(node: Node): boolean {
  return node.stages === undefined && node.predicate === undefined && node.group === undefined && node.keepArray !== true;
}

function itemsOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [value];
  return (marksOf(value) & CONS) === 0 ? value : [value];
}

/** Reads the names (or the variable and names) that a path begins with, while the values are ordinary objects. */
export function leadingNames(nodes: readonly Node[], scope: Scope): LeadingNames | undefined {
  const [first] = nodes;
  const variable =
    first?.type === 'variable' && first.value !== '' && isBare(first) ? variableRead(first.value, scope) : undefined;
  const names: string[] = [];
  for (const node of nodes.slice(variable === undefined ? 0 : 1)) {
    if (node.type !== 'name' || !isBare(node)) break;
    names.push(node.value);
  }
  if (names.length === 0) return undefined;
  return {
    steps: names.length + (variable === undefined ? 0 : 1),
    read: (input, frame) => {
      let value: unknown = variable === undefined ? input : unwrapped(variable(frame));
      for (const name of names) {
        if (value === undefined) return [];
        if (!isPlain(value)) return undefined;
        value = single(own(value, name));
      }
      return itemsOf(value);
    },
  };
}
