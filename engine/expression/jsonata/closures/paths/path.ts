import type { Evaluate, Frame } from '../../calling/callable.ts';
import type { NameNode, Node, PathNode } from '../../syntax.ts';
import { isSequence, KEEP, kept, lookup, marked, marksOf, SEQUENCE, unwrapped } from '../../values.ts';
import { compileGroup } from './group.ts';
import { leadingNames } from './leading-names.ts';
import type { Scope } from '../scope.ts';
import { compileStep, type Step } from './step.ts';
import { compileTuplePath } from './tuple.ts';

export function compileName(node: NameNode): Evaluate {
  const { value: name } = node;
  return (input) => lookup(input, name);
}

/** The items that the last step takes. */
type Approach = (input: unknown, frame: Frame) => readonly unknown[];

function inputsOf(input: unknown, absolute: boolean): readonly unknown[] {
  return Array.isArray(input) && !absolute ? input : [input];
}

/** The steps in turn; nothing left ends the path. */
function approaching(steps: readonly Step[], absolute: boolean): Approach {
  return (input, frame) => {
    let items = inputsOf(input, absolute);
    for (const step of steps) {
      items = step.items(items, frame);
      if (items.length === 0) break;
    }
    return items;
  };
}

/** A path that begins with names reads them at once, as long as there are no lists. */
function approach(nodes: readonly Node[], scope: Scope, absolute: boolean): Approach {
  const steps = nodes.map((node) => compileStep(node, scope));
  const general = approaching(steps, absolute);
  const leading = leadingNames(nodes, scope);
  if (leading === undefined) return general;
  const rest = steps.slice(leading.steps);
  return (input, frame) => {
    let items: readonly unknown[] | undefined = leading.read(input, frame);
    if (items === undefined) return general(input, frame);
    for (const step of rest) {
      if (items.length === 0) break;
      items = step.items(items, frame);
    }
    return items;
  };
}

/** A list written as the first step is made once, whatever the context is. */
function compileCons(node: PathNode, first: Node, scope: Scope): (input: unknown, frame: Frame) => unknown[] {
  const cons = scope.unit.compile(first, scope);
  const steps = node.steps.slice(1).map((step) => compileStep(step, scope));
  const last = steps.pop();
  return (input, frame) => {
    const list = cons(Array.isArray(input) ? input : marked([input], SEQUENCE), frame);
    if (Array.isArray(list) && list.length === 0) return list;
    // A predicate may have picked a single text, which is then taken apart, as the reference does.
    if (list === '') return marked([''], SEQUENCE);
    let items: readonly unknown[] = Array.isArray(list) ? list : typeof list === 'string' ? list.split('') : [];
    for (const step of steps) items = items.length === 0 ? items : step.items(items, frame);
    return last === undefined || items.length === 0 ? marked([], SEQUENCE) : last.list(items, frame);
  };
}

/** The whole path as a marked sequence, or as a list of the data. */
function compileList(node: PathNode, scope: Scope): (input: unknown, frame: Frame) => unknown[] {
  const [first] = node.steps;
  if (first?.consarray === true) return compileCons(node, first, scope);
  const before = approach(node.steps.slice(0, -1), scope, first?.type === 'variable');
  const last = compileStep(node.steps.at(-1) as Node, scope);
  return (input, frame) => {
    const items = before(input, frame);
    return items.length === 0 ? marked([], SEQUENCE) : last.list(items, frame);
  };
}

function compileResult(node: PathNode, scope: Scope): Evaluate {
  const [first] = node.steps;
  if (first?.consarray === true) {
    const list = compileCons(node, first, scope);
    return (input, frame) => unwrapped(list(input, frame));
  }
  const before = approach(node.steps.slice(0, -1), scope, first?.type === 'variable');
  const last = compileStep(node.steps.at(-1) as Node, scope);
  return (input, frame) => {
    const items = before(input, frame);
    return items.length === 0 ? undefined : last.result(items, frame);
  };
}

export function compilePath(node: PathNode, scope: Scope): Evaluate {
  if (node.steps.some((step) => step.tuple === true)) return compileTuplePath(node, scope);
  if (node.group === undefined && node.keepSingletonArray !== true && node.keepArray !== true) return compileResult(node, scope);
  const list = compileList(node, scope);
  if (node.group !== undefined) {
    const group = compileGroup(node.group, scope);
    return (input, frame) => group(list(input, frame), frame);
  }
  if (node.keepSingletonArray === true) return (input, frame) => kept(list(input, frame));
  return (input, frame) => {
    const items = list(input, frame);
    return isSequence(items) ? unwrapped(marked(items, marksOf(items) | KEEP)) : items;
  };
}
