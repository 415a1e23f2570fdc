import type { NameNode, Node } from '../../expression/jsonata/syntax.ts';
import type { Verdict } from '../judging/verdict.ts';
import type { Found, Type } from '../types/type.ts';

/** What an expression or a part of it may give; a function can be called. */
export interface Value extends Type {
  readonly call?: Call;
  /** A function of the language, by its name. */
  readonly named?: string;
  /** It follows from a finding: nothing is said of it, nor of what is made of it. */
  readonly silent?: true;
  /** It is what a test of its own argument gives, and no sample meets that. */
  readonly unmet?: true;
}

export const SILENT: Value = Object.freeze({ unknown: true, silent: true });

export type Call = (args: readonly Value[], scope: Scope) => Value;

/** The variables of a block, lambda or path, and what the slots of `%` stand for. */
export interface Names {
  readonly outer: Names | undefined;
  readonly values: Map<string, Value>;
}

/** What a condition around says of a path. */
export interface Fact {
  readonly path: string;
  /** It is of every path that begins so. */
  readonly isBeginning?: true;
  /** What the path is over; undefined where it begins with a variable. */
  readonly over: Type | undefined;
  readonly narrow: (type: Type) => Type;
}

/** Where a part of an expression is looked at. */
export interface Scope {
  /** `$$` */
  readonly root: Type;
  /** `$` */
  readonly context: Type;
  readonly names: Names;
  readonly facts?: readonly Fact[];
  readonly walker: Walker;
}

export interface Walker {
  walk(node: Node, scope: Scope): Value;
  /** Told of every step to a member of `over`, each time it is taken. */
  step(node: NameNode, found: Found, over: Type): void;
  /** Told of everything that is judged, each time; undefined: it may be meant. Gives whether it is a finding. */
  judge(node: Node, code: string, verdict: Verdict | undefined): boolean;
}

export const namesWithin = (outer: Names | undefined): Names => ({ outer, values: new Map() });

export const lookUp = (name: string, names: Names): Value | undefined => {
  for (let at: Names | undefined = names; at !== undefined; at = at.outer) {
    const value = at.values.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
};
