import type { Signature } from './signature-type.ts';

/** A variable's places at run time: `[enclosing frame, variables known only at run time, value, value, …]`. */
export type Frame = [outer: Frame | null, named: Record<string, unknown> | undefined, ...slots: unknown[]];

/** A compiled node: synchronous, given the context and the variables' frame. */
export type Evaluate = (input: unknown, frame: Frame) => unknown;

/** A function as a value of the language. `token` and `position` tell an error where it was last called. */
export abstract class Callable {
  token: string | undefined = undefined;
  position: number | undefined = undefined;
  abstract readonly signature: Signature | undefined;
  /** How many arguments it can use: the higher-order functions pass no more. */
  abstract readonly arity: number;
}

export interface NativeDefinition {
  readonly name: string;
  readonly arity: number;
  readonly signature?: Signature | undefined;
  readonly call: (...args: unknown[]) => unknown;
  /** Calls functions that it is given, so that depth is counted through it. */
  readonly higher?: boolean;
  /** One of JSONata's own. */
  readonly own?: boolean;
  /** Gives the same for the same arguments, whenever it is called. */
  readonly pure?: boolean;
  readonly choice?: ArgumentChoice | undefined;
}

/** What a function does that gives one of its arguments. */
export interface ArgumentChoice {
  /** The first argument that it may give, from 0. */
  readonly from: number;
  /** The place of the argument that it gives, from 0. */
  readonly of: (args: readonly unknown[]) => number;
}

/** A built-in function, one of the host's, a regular expression or a transform. */
export class Native extends Callable {
  readonly name: string;
  readonly arity: number;
  readonly signature: Signature | undefined;
  readonly call: (...args: unknown[]) => unknown;
  readonly higher: boolean;
  readonly own: boolean;
  readonly pure: boolean;
  readonly choice: ArgumentChoice | undefined;
  constructor(definition: NativeDefinition) {
    super();
    this.name = definition.name;
    this.arity = definition.arity;
    this.signature = definition.signature;
    this.call = definition.call;
    this.higher = definition.higher ?? false;
    this.own = definition.own ?? false;
    this.pure = definition.pure ?? false;
    this.choice = definition.choice;
    // Handed over instead of called, it is still known by its name.
    if (this.own) this.token = definition.name;
  }
}

/** What the compiler knows of a lambda, whatever it closes over. */
export interface LambdaCode {
  readonly parameters: number;
  /** Frame length: two, the parameters, the variables bound in the body. */
  readonly size: number;
  readonly signature: Signature | undefined;
  readonly body: Evaluate;
}

export class Lambda extends Callable {
  readonly code: LambdaCode;
  readonly input: unknown;
  readonly frame: Frame;
  constructor(code: LambdaCode, input: unknown, frame: Frame) {
    super();
    this.code = code;
    this.input = input;
    this.frame = frame;
  }
  get arity(): number {
    return this.code.parameters;
  }
  get signature(): Signature | undefined {
    return this.code.signature;
  }
}

/** A function some of whose arguments are given: `given[i] === HOLE` waits for the call. */
export class Partial extends Callable {
  readonly target: Lambda | Partial | Native;
  readonly given: readonly unknown[];
  readonly arity: number;
  readonly signature = undefined;
  constructor(target: Lambda | Partial | Native, given: readonly unknown[]) {
    super();
    this.target = target;
    this.given = given;
    this.arity = given.filter((value) => value === HOLE).length;
  }
}

export const HOLE: unique symbol = Symbol('?');

/** A function that went through an argument list: from then on it is called without a context. */
export class Detached extends Callable {
  readonly target: Callable | ((...args: unknown[]) => unknown);
  readonly arity: number;
  readonly signature = undefined;
  constructor(target: Callable | ((...args: unknown[]) => unknown), arity: number) {
    super();
    this.target = target;
    this.arity = arity;
  }
}

/** A call in tail position, waiting to be made by the loop in `apply`, so that tail recursion needs no stack. */
export class TailCall {
  readonly code: TailCallCode;
  readonly input: unknown;
  readonly frame: Frame;
  constructor(code: TailCallCode, input: unknown, frame: Frame) {
    this.code = code;
    this.input = input;
    this.frame = frame;
  }
}

export interface TailCallCode {
  readonly procedure: Evaluate;
  readonly token: string | undefined;
  readonly position: number | undefined;
  readonly arguments: readonly Evaluate[];
}
