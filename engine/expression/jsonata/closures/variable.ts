import { UNBOUND } from '../calling/apply.ts';
import type { Evaluate, Frame } from '../calling/callable.ts';
import type { BindNode, ParentNode, VariableNode } from '../syntax.ts';
import { marksOf, OUTER } from '../values.ts';
import type { Scope } from './scope.ts';

type Read = (frame: Frame) => unknown;

function up(frame: Frame, hops: number): Frame {
  let at = frame;
  for (let i = 0; i < hops; i++) at = at[0] as Frame;
  return at;
}

function slotRead(hops: number, slot: number, settled: boolean, rest: Read): Read {
  if (settled) {
    if (hops === 0) return (frame) => frame[slot];
    if (hops === 1) return (frame) => (frame[0] as Frame)[slot];
    return (frame) => up(frame, hops)[slot];
  }
  return (frame) => {
    const value = up(frame, hops)[slot];
    return value === UNBOUND ? rest(frame) : value;
  };
}

function namedRead(hops: number, name: string, rest: Read): Read {
  return (frame) => {
    const named = up(frame, hops)[1];
    return named !== undefined && Object.hasOwn(named, name) ? named[name] : rest(frame);
  };
}

/** Asks for a name, if a scope can hold it at run time only. */
function mayBeNamed(scope: Scope, name: string): boolean {
  if (scope.named === 'always') return true;
  return scope.named === 'tuple' && (scope.unit.open || name.startsWith('!') || scope.unit.tupleNames.has(name));
}

/** Reads a variable: from the innermost scope outwards, then the functions; what is found nowhere is nothing. */
export function variableRead(name: string, scope: Scope): Read {
  const places: ((rest: Read) => Read)[] = [];
  let hops = 0;
  let settled = false;
  for (let at: Scope | null = scope; at !== null && !settled; at = at.outer) {
    const here = hops++;
    const slot = at.slots.get(name);
    if (slot !== undefined) {
      settled = at.settled.has(name);
      const certain = settled;
      places.push((rest) => slotRead(here, slot, certain, rest));
    }
    if (!settled && mayBeNamed(at, name)) places.push((rest) => namedRead(here, name, rest));
  }
  const global = scope.unit.globals.get(name);
  return places.reduceRight<Read>(
    (rest, place) => place(rest),
    () => global,
  );
}

/** Where a variable certainly is: in a slot, or among the bindings, under a name that no function has. */
export type VariablePlace =
  { readonly kind: 'slot'; readonly hops: number; readonly slot: number } | { readonly kind: 'binding'; readonly hops: number };

export function variablePlace(name: string, scope: Scope): VariablePlace | undefined {
  let hops = 0;
  for (let at: Scope | null = scope; at !== null; at = at.outer, hops++) {
    const slot = at.slots.get(name);
    if (slot !== undefined) return at.settled.has(name) ? { kind: 'slot', hops, slot } : undefined;
    if (at.outer === null) return scope.unit.globals.has(name) ? undefined : { kind: 'binding', hops };
    if (mayBeNamed(at, name)) return undefined;
  }
  return undefined;
}

/** True where a name can only mean the function of that name. */
export function meansGlobal(name: string, scope: Scope): boolean {
  const { unit } = scope;
  if (unit.open || unit.shadowed.has(name) || !unit.globals.has(name)) return false;
  for (let at: Scope | null = scope; at !== null; at = at.outer) {
    if (at.slots.has(name)) return false;
    if (at.named === 'tuple' && unit.tupleNames.has(name)) return false;
  }
  return true;
}

export function context(input: unknown): unknown {
  return Array.isArray(input) && (marksOf(input) & OUTER) !== 0 ? (input[0] as unknown) : input;
}

export function compileVariable(node: VariableNode, scope: Scope): Evaluate {
  if (node.value === '') return context;
  if (meansGlobal(node.value, scope)) {
    const global = scope.unit.globals.get(node.value);
    return () => global;
  }
  const read = variableRead(node.value, scope);
  return (_input, frame) => read(frame);
}

export function compileParent(node: ParentNode, scope: Scope): Evaluate {
  const read = variableRead(node.slot.label, scope);
  return (_input, frame) => read(frame);
}

function bindNamed(frame: Frame, name: string, value: unknown): void {
  // The members may belong to a tuple that others still read.
  frame[1] = Object.assign(Object.create(null), frame[1], { [name]: value }) as Record<string, unknown>;
}

export function compileBind(node: BindNode, scope: Scope): Evaluate {
  const name = node.lhs.value;
  const value = scope.unit.compile(node.rhs, scope);
  let hops = 0;
  let holder: Scope | null = scope;
  while (holder !== null && !holder.slots.has(name) && holder.named === 'tuple') {
    holder = holder.outer;
    hops++;
  }
  const slot = holder?.slots.get(name);
  if (hops === 0 && slot !== undefined) {
    return (input, frame) => (frame[slot] = value(input, frame));
  }
  const tuples = hops;
  return (input, frame) => {
    const result = value(input, frame);
    let at = frame;
    for (let i = 0; i < tuples; i++) {
      if (at[1] !== undefined) {
        bindNamed(at, name, result);
        return result;
      }
      at = at[0] as Frame;
    }
    if (slot === undefined) bindNamed(at, name, result);
    else at[slot] = result;
    return result;
  };
}
