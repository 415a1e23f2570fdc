import type { Evaluate, Frame } from '../../calling/callable.ts';
import { chargeItems, tick } from '../../run.ts';
import type { Node, PathNode, Stage } from '../../syntax.ts';
import { kept, marked, marksOf, SEQUENCE, TUPLES, unwrapped } from '../../values.ts';
import { compileFilter } from './filter.ts';
import { compileGroup } from './group.ts';
import { newScope, type Scope } from '../scope.ts';
import { compileSort } from './sort.ts';
import { compileStep, type Step } from './step.ts';

/** One context (`@`) with the variables bound on the way to it. */
type Tuple = Record<string, unknown>;
type TupleStep = (items: readonly unknown[], tuples: readonly Tuple[] | undefined, frame: Frame) => Tuple[];

function stream(tuples: Tuple[]): Tuple[] {
  return marked(tuples, SEQUENCE | TUPLES);
}

function newTuple(from: Tuple | undefined): Tuple {
  return Object.assign(Object.create(null), from) as Tuple;
}

function compileStages(stages: readonly Stage[] | undefined, scope: Scope): (tuples: Tuple[], frame: Frame) => Tuple[] {
  const steps = (stages ?? []).map((stage) => {
    if (stage.type === 'filter') return compileFilter(stage, scope).list;
    return (tuples: unknown): unknown[] => {
      for (const [i, tuple] of (tuples as Tuple[]).entries()) tuple[stage.value] = i;
      return tuples as Tuple[];
    };
  });
  return (tuples, frame) => steps.reduce<unknown[]>((list, step) => step(list, frame), tuples) as Tuple[];
}

function compileTupleSort(node: Node & { type: 'sort' }, scope: Scope): TupleStep {
  const sort = compileSort(node, scope);
  const stages = compileStages(node.stages, scope);
  return (items, tuples, frame) => {
    // Sorted tuples are no stream any more: predicates and groupings after the sort see the tuples themselves, as in the reference.
    if (tuples !== undefined) return stages(sort(tuples, frame) as Tuple[], frame);
    const sorted = sort(items, frame).map((item, i) => {
      const tuple = newTuple({ '@': item });
      if (node.index !== undefined) tuple[node.index] = i;
      return tuple;
    });
    return stages(stream(sorted), frame);
  };
}

/** What one value adds to the tuple it came from. */
function extend(from: Tuple, value: unknown, at: number, node: Node, merged: boolean): Tuple {
  const tuple = newTuple(from);
  if (merged) return Object.assign(tuple, value);
  if (node.focus === undefined) tuple['@'] = value;
  else tuple[node.focus] = value;
  if (node.index !== undefined) tuple[node.index] = at;
  if (node.ancestor !== undefined) tuple[node.ancestor.label] = from['@'];
  return tuple;
}

function compileTupleStep(node: Node, scope: Scope): TupleStep {
  if (node.type === 'sort') return compileTupleSort(node, scope);
  const evaluate = scope.unit.compile(node, newScope(scope.unit, scope, 'tuple'));
  const stages = compileStages(node.stages, scope);
  return (items, tuples, frame) => {
    const found: Tuple[] = [];
    for (const from of tuples ?? items.map((item) => newTuple({ '@': item }))) {
      tick();
      const value = evaluate(from['@'], [frame, from]);
      if (value === undefined) continue;
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      const merged = Array.isArray(value) && (marksOf(value) & TUPLES) !== 0;
      chargeItems(values.length);
      for (let i = 0; i < values.length; i++) found.push(extend(from, values[i], i, node, merged));
    }
    return stages(stream(found), frame);
  };
}

/** Plain steps up to the first that binds something, then steps over tuples. */
interface Plan {
  readonly cons: Evaluate | undefined;
  readonly plain: readonly Step[];
  readonly tuples: readonly TupleStep[];
}

function plan(node: PathNode, scope: Scope): Plan {
  const cons = node.steps[0]?.consarray === true ? scope.unit.compile(node.steps[0], scope) : undefined;
  const rest = cons === undefined ? node.steps : node.steps.slice(1);
  const from = cons !== undefined && node.steps[0]?.tuple === true ? 0 : rest.findIndex((step) => step.tuple === true);
  const first = from === -1 ? rest.length : from;
  return {
    cons,
    plain: rest.slice(0, first).map((step) => compileStep(step, scope)),
    tuples: rest.slice(first).map((step) => compileTupleStep(step, scope)),
  };
}

/** A list written as the first step. Bound by `@` it leaves the context where it was, and is not bound at all: so the reference. */
function constructed(list: unknown, context: readonly unknown[], step: Node | undefined): readonly unknown[] {
  if (step?.focus !== undefined) return context;
  return Array.isArray(list) ? list : [];
}

/** The items that the first tuple step takes, or how the path ends before it. */
interface Start {
  readonly items: readonly unknown[];
  readonly ended: unknown[] | undefined;
}

function compileStart(node: PathNode, { cons, plain }: Plan): (input: unknown, frame: Frame) => Start {
  const [first] = node.steps;
  const absolute = first?.type === 'variable';
  const ended = (list: unknown[]): Start => ({ items: [], ended: list });
  return (input, frame) => {
    let items: readonly unknown[] = Array.isArray(input) && !absolute ? input : [input];
    if (cons !== undefined) {
      const list = cons(items === input ? items : marked(items as unknown[], SEQUENCE), frame);
      if (first?.tuple !== true && list === '') return ended(marked([''], SEQUENCE));
      if (first?.tuple !== true && Array.isArray(list) && list.length === 0) return ended(list);
      items = constructed(list, items, first);
    }
    for (const step of plain) {
      if (items.length === 0) return ended(marked([], SEQUENCE));
      items = step.items(items, frame);
    }
    return items.length === 0 && plain.length > 0 ? ended(marked([], SEQUENCE)) : { items, ended: undefined };
  };
}

/** A path with `@`, `#` or `%` in it. */
export function compileTuplePath(node: PathNode, scope: Scope): Evaluate {
  const steps = plan(node, scope);
  const start = compileStart(node, steps);
  const group = node.group === undefined ? undefined : compileGroup(node.group, scope);
  const keep = node.keepSingletonArray === true || node.keepArray === true;
  return (input, frame) => {
    const { items, ended } = start(input, frame);
    if (ended !== undefined) {
      if (group !== undefined) return group(ended, frame);
      return keep ? kept(ended) : unwrapped(ended);
    }
    let tuples: Tuple[] = [];
    for (const [i, step] of steps.tuples.entries()) tuples = step(items, i === 0 ? undefined : tuples, frame);
    if (group !== undefined) return group(tuples, frame);
    if (node.tuple === true) return tuples;
    const result = marked(
      tuples.map((tuple) => tuple['@']),
      SEQUENCE,
    );
    return keep ? kept(result) : unwrapped(result);
  };
}
