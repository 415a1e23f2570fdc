import type { NameNode, Node } from '../../expression/jsonata/syntax.ts';
import type { Found, Type } from '../types/type.ts';

/** What an expression or a part of it may give; a function can be called. */
export interface Value extends Type {
  readonly call?: Call;
}

export type Call = (args: readonly Value[], scope: Scope) => Value;

/** The variables of a block, lambda or path, and what the slots of `%` stand for. */
export interface Names {
  readonly outer: Names | undefined;
  readonly values: Map<string, Value>;
}

/** Where a part of an expression is looked at. */
export interface Scope {
  /** `$$` */
  readonly root: Type;
  /** `$` */
  readonly context: Type;
  readonly names: Names;
  readonly walker: Walker;
}

export interface Walker {
  walk(node: Node, scope: Scope): Value;
  /** Told of every step to a member of `over`, each time it is taken. */
  step(node: NameNode, found: Found, over: Type): void;
}

export const namesWithin = (outer: Names | undefined): Names => ({ outer, values: new Map() });

export const lookUp = (name: string, names: Names): Value | undefined => {
  for (let at: Names | undefined = names; at !== undefined; at = at.outer) {
    const value = at.values.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
};
