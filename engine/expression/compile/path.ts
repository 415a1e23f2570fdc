import type { Evaluate, Frame } from '../callable.ts';
import type { NameNode, Node, PathNode } from '../syntax.ts';
import { CONS, isSequence, KEEP, lookup, marked, marksOf, SEQUENCE, unwrapped } from '../values.ts';
import { compileGroup } from './group.ts';
import type { Scope } from './scope.ts';
import { compileStep, type Step } from './step.ts';
import { compileTuplePath } from './tuple.ts';

export function compileName(node: NameNode): Evaluate {
  const { value: name } = node;
  return (input) => lookup(input, name);
}

/** Takes the items on to the next step; `undefined` ends the path. */
type Walk = (input: unknown, frame: Frame) => unknown[];

function inputsOf(input: unknown, absolute: boolean): readonly unknown[] {
  return Array.isArray(input) && !absolute ? input : [input];
}

/** The steps in turn, giving a sequence, or a list of the data as it is. */
function compileWalk(node: PathNode, scope: Scope): Walk {
  const absolute = node.steps[0]?.type === 'variable';
  const cons = node.steps[0]?.consarray === true ? scope.unit.compile(node.steps[0], scope) : undefined;
  const rest = cons === undefined ? node.steps : node.steps.slice(1);
  const steps: Step[] = rest.map((step, i) => compileStep(step, scope, i === rest.length - 1));
  return (input, frame) => {
    let items = inputsOf(input, absolute);
    if (cons !== undefined) {
      const list = cons(items === input ? items : marked(items as unknown[], SEQUENCE), frame);
      if (Array.isArray(list) && list.length === 0) return list;
      // A predicate may have picked a single text, which is then taken apart, as the reference does.
      if (list === '') return marked([''], SEQUENCE);
      items = Array.isArray(list) ? list : typeof list === 'string' ? list.split('') : [];
      if (items.length === 0) return marked([], SEQUENCE);
    }
    for (const step of steps) {
      items = step(items, frame);
      if (items.length === 0) break;
    }
    return items as unknown[];
  };
}

function simpleNames(node: PathNode): string[] | undefined {
  const names: string[] = [];
  for (const step of node.steps) {
    if (step.type !== 'name' || step.stages !== undefined || step.predicate !== undefined || step.group !== undefined || step.keepArray === true) return undefined;
    names.push(step.value);
  }
  return names;
}

/** A path of names only: no list is made as long as every value is an object. */
function compileNames(names: readonly string[], walk: Walk): Evaluate {
  const last = names.length - 1;
  return (input, frame) => {
    let value = input;
    for (let i = 0; i <= last; i++) {
      if (typeof value !== 'object' || value === null) return undefined;
      if (Array.isArray(value)) return unwrapped(walk(input, frame));
      value = lookup(value, names[i] as string);
    }
    return single(value);
  };
}

/** A stored sequence read by a path is a new one: it no longer insists on staying a list. */
function single(value: unknown): unknown {
  if (!Array.isArray(value) || value.length > 1 || (marksOf(value) & SEQUENCE) === 0) return value;
  return value[0];
}

function kept(items: unknown[]): unknown {
  const bits = marksOf(items);
  const list = (bits & CONS) !== 0 && (bits & SEQUENCE) === 0 ? marked([items], SEQUENCE) : items;
  if (isSequence(list)) marked(list, marksOf(list) | KEEP);
  return unwrapped(list);
}

function hasTuples(steps: readonly Node[]): boolean {
  return steps.some((step) => step.tuple === true);
}

export function compilePath(node: PathNode, scope: Scope): Evaluate {
  if (hasTuples(node.steps)) return compileTuplePath(node, scope);
  const walk = compileWalk(node, scope);
  if (node.group !== undefined) {
    const group = compileGroup(node.group, scope);
    return (input, frame) => group(walk(input, frame), frame);
  }
  if (node.keepSingletonArray === true) return (input, frame) => kept(walk(input, frame));
  if (node.keepArray === true) {
    return (input, frame) => {
      const items = walk(input, frame);
      return isSequence(items) ? unwrapped(marked(items, marksOf(items) | KEEP)) : items;
    };
  }
  const names = simpleNames(node);
  if (names !== undefined) return compileNames(names, walk);
  return (input, frame) => unwrapped(walk(input, frame));
}

