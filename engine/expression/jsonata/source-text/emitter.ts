import type { Evaluate } from '../calling/callable.ts';
import type { Node } from '../syntax.ts';
import type { Scope } from '../closures/scope.ts';

/** What is known of an operand's value where it is used. */
export type Kind = 'boolean' | 'boolean?' | 'string' | 'number' | 'null' | 'any';

/** A value in generated source: a variable's name, or a literal. */
export interface Operand {
  readonly code: string;
  readonly kind: Kind;
  readonly literal?: string | number | boolean | null;
}

/** Where an error in generated source came from: the call that failed, and the `and`/`or` around it. */
export interface Site {
  readonly call: { readonly token: string; readonly position: number | undefined } | undefined;
  readonly within: { readonly token: string; readonly position: number | undefined } | undefined;
}

export type Emit = (node: Node, emitter: Emitter) => Operand;

/**
 * Collects the source of one function. Only names made here, property names quoted by JSON, and literals get into the
 * source; all else is a constant, passed in from outside.
 */
export class Emitter {
  readonly scope: Scope;
  readonly emit: Emit;
  readonly constants: unknown[] = [];
  readonly sites: Site[] = [{ call: undefined, within: undefined }];
  readonly lines: string[] = [];
  readonly #known = new Map<unknown, string>();
  #temps = 0;
  /** The site that holds outside of calls: 0, or that of the outermost `and`/`or` here. */
  region = 0;
  usesPlainInput = false;

  constructor(scope: Scope, emit: Emit) {
    this.scope = scope;
    this.emit = emit;
  }

  line(text: string): void {
    this.lines.push(text);
  }

  /** A new variable with this value. */
  temp(value?: string): string {
    const name = `t${String(this.#temps++)}`;
    this.line(value === undefined ? `let ${name};` : `let ${name} = ${value};`);
    return name;
  }

  constant(value: unknown): string {
    let name = this.#known.get(value);
    if (name === undefined) {
      name = `c${String(this.constants.length)}`;
      this.constants.push(value);
      this.#known.set(value, name);
    }
    return name;
  }

  /** Where somebody looks on, tells that this side of the node is taken. */
  taken({ position = 0 }: Node, side: string): void {
    const { probe } = this.scope.unit;
    if (probe !== undefined) this.line(`${this.constant(probe(position, side))}();`);
  }

  /** Evaluates a node by its own compiled function. */
  closure(evaluate: Evaluate): Operand {
    return { code: this.temp(`${this.constant(evaluate)}(input, frame)`), kind: 'any' };
  }

  /** True where the context is an ordinary object, whose members can be read directly. */
  plainInput(): string {
    this.usesPlainInput = true;
    return 'plain';
  }

  /** Runs `body` with errors told to come from this site. */
  at(site: Site, body: () => void): void {
    const index = this.sites.push(site) - 1;
    this.line(`site = ${String(index)};`);
    body();
    this.line(`site = ${String(this.region)};`);
  }

  within(): Site['within'] {
    return this.sites[this.region]?.within;
  }
}

export function literalOperand(value: string | number | boolean | null): Operand {
  const code = Object.is(value, -0) ? '-0' : JSON.stringify(value);
  return { code, kind: value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean'), literal: value };
}
