import { UNBOUND } from './calling/apply.ts';
import { builtins } from './builtins/index.ts';
import { evalDefinition, evalOff } from './builtins/evaluate.ts';
import { Native, type Evaluate, type Frame } from './calling/callable.ts';
import { compile } from './closures/node.ts';
import { textEvaluator } from './closures/evaluator.ts';
import { isPlainBindings } from './source-text/runtime.ts';
import { boundIn, newScope, newUnit, settle } from './closures/scope.ts';
import { dependsOnStable, remembered } from './closures/paths/stable.ts';
import { ExpressionError } from './errors/expression-error.ts';
import { type DecisionProbe, operatorStart } from './decisions.ts';
import { hostFunction, type ExpressionFunction } from './calling/host-function.ts';
import { parse } from './parse.ts';
import { inputReadsOf, readsOf, type InputReads, type Reads } from '../definition/reads.ts';
import { defaultLimits, run, startRun, type Conditions, type FullLimits, type Limits } from './run.ts';
import { walk, type Node } from './syntax.ts';
import { isSequence, marked, OUTER, SEQUENCE } from './values.ts';

export type { ExpressionFunction } from './calling/host-function.ts';
export type { Reads, Place } from '../definition/reads.ts';
export type { Limits } from './run.ts';
export { ExpressionError } from './errors/expression-error.ts';
export { withWatchdog } from './watchdog.ts';
export { findCatastrophicRegex, type CatastrophicRegex } from './regex/find-catastrophic.ts';

export interface CompileOptions {
  /** Functions beyond JSONata's own, by name without `$`; they win over JSONata's own of the same name. */
  readonly functions?: Readonly<Record<string, ExpressionFunction>>;
  /** `$eval` would run data as code, so it is off (U1004) unless this is true. */
  readonly allowEval?: boolean;
  /** Times without a zone are UTC (default true); false: the server's zone, as in the reference. */
  readonly utc?: boolean;
  /** The moment that `$now()` and `$millis()` give, ms since the epoch, asked once an evaluation; the system's clock without it. */
  readonly clock?: () => number;
  /**
   * Variables whose values the host never changes from within: as long as such a variable is the same object, what hangs
   * on these variables alone is computed once, not on every row, and given as the same object. Host functions must be `pure` for
   * that.
   */
  readonly stable?: readonly string[];
  readonly limits?: Limits;
  /** Told which sides of the expression's decisions are taken. Without it the compiled code is the same as if there were none. */
  readonly probe?: DecisionProbe | undefined;
}

export interface CompiledExpression {
  /**
   * Evaluates synchronously. `bindings` are variables by name without `$`. Nothing is `undefined`; input and bindings are
   * never changed, and only own members are read. Throws ExpressionError.
   */
  evaluate(input: unknown, bindings?: Readonly<Record<string, unknown>>): unknown;
  /** Always true: there is no construct that has to be interpreted. */
  readonly compiled: boolean;
  readonly reads: Reads;
  readonly source: string;
}

type Bindings = Readonly<Record<string, unknown>>;

/** One compiled form: bindings that take the name of a function need a form of their own. */
interface Variant {
  readonly body: Evaluate;
  readonly slots: number;
}

interface Settings {
  readonly globals: ReadonlyMap<string, Native>;
  readonly limits: FullLimits;
  readonly allowEval: boolean;
  readonly stable: ReadonlySet<string>;
  /** By the parser's positions. */
  readonly probe: DecisionProbe | undefined;
}

function newVariant(root: Node, settings: Settings, shadowed: ReadonlySet<string>): Variant {
  const { globals, stable, probe } = settings;
  const scope = newScope(newUnit(root, { globals, shadowed, stable, open: settings.allowEval, probe, compile }), null, 'always', [
    '$',
    ...boundIn([root]),
  ]);
  settle(scope, '$');
  const body = compile(root, scope);
  const names = dependsOnStable(root, scope);
  return { body: names === undefined ? body : remembered(body, names, scope), slots: scope.size };
}

/** JSONata's own functions and the host's, each with a place of its own to note its last call in. */
function globalsOf(options: CompileOptions, limits: FullLimits): Map<string, Native> {
  const globals = new Map<string, Native>();
  for (const definition of builtins.values()) globals.set(definition.name, new Native(definition));
  const evaluator = textEvaluator(
    (root) => newUnit(root, { globals, shadowed: new Set(), stable: new Set(), open: true, probe: undefined, compile }),
    limits,
  );
  globals.set('eval', new Native(options.allowEval === true ? evalDefinition(evaluator) : evalOff));
  for (const [name, definition] of Object.entries(options.functions ?? {}))
    globals.set(name, new Native(hostFunction(name, definition)));
  return globals;
}

function errorOf(error: unknown): unknown {
  if (error instanceof ExpressionError) return error.complete();
  if (error instanceof RangeError && /call stack/.test(error.message)) {
    return new ExpressionError('U1001', { reason: 'The expression or its data is nested too deeply.', cause: error }).complete();
  }
  return error;
}

function withinBounds<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw errorOf(error);
  }
}

/** What an expression reads, without compiling it; `functions` as for `compileExpression`. */
export function readsIn(functions: NonNullable<CompileOptions['functions']>): (root: Node) => InputReads {
  const globals = globalsOf({ functions }, defaultLimits);
  return (root) => inputReadsOf(root, globals);
}

/** Names of functions in the text that a binding would take over. */
function functionNames(root: Node, globals: ReadonlyMap<string, Native>): string[] {
  const names = new Set<string>();
  for (const { node } of walk(root)) if (node.type === 'variable' && globals.has(node.value)) names.add(node.value);
  return [...names];
}

const nothing: Record<string, unknown> = Object.freeze(Object.create(null) as Record<string, unknown>);

/** Bindings with a prototype of their own are read from a copy, so that what they inherit is not seen. */
function ownMembers(bindings: Bindings): Record<string, unknown> {
  return Object.assign(Object.create(null) as Record<string, unknown>, bindings);
}

class Program implements CompiledExpression {
  readonly compiled = true;
  readonly source: string;
  readonly #root: Node;
  readonly #settings: Settings;
  readonly #conditions: Conditions;
  readonly #functions: readonly string[];
  #main: Variant | undefined;
  readonly #shadowed = new Map<string, Variant>();
  #reads: Reads | undefined;

  constructor(text: string, root: Node, settings: Settings, options: CompileOptions) {
    this.source = text;
    this.#root = root;
    this.#settings = settings;
    this.#conditions = { limits: settings.limits, clock: options.clock ?? Date.now, utc: options.utc ?? true };
    this.#functions = functionNames(root, settings.globals);
    // Who looks on wants to know beforehand what there is to be seen; for all others, only what is evaluated is compiled.
    if (settings.probe !== undefined) this.#main = this.#compiled(new Set());
  }

  get reads(): Reads {
    this.#reads ??= readsOf(this.#root, this.#settings.globals);
    return this.#reads;
  }

  #compiled(shadowed: ReadonlySet<string>): Variant {
    return withinBounds(() => newVariant(this.#root, this.#settings, shadowed));
  }

  #variant(bindings: Bindings | undefined): Variant {
    let taken: string[] | undefined;
    if (bindings !== undefined) for (const name of this.#functions) if (Object.hasOwn(bindings, name)) (taken ??= []).push(name);
    if (taken === undefined) return (this.#main ??= this.#compiled(new Set()));
    const key = taken.join(' ');
    let variant = this.#shadowed.get(key);
    if (variant === undefined) {
      variant = this.#compiled(new Set(taken));
      this.#shadowed.set(key, variant);
    }
    return variant;
  }

  evaluate(input: unknown, bindings?: Bindings): unknown {
    const { body, slots } = this.#variant(bindings);
    const frame: Frame = [
      null,
      bindings === undefined ? nothing : isPlainBindings(bindings) ? bindings : ownMembers(bindings),
      input,
    ];
    while (frame.length < slots) frame.push(UNBOUND);
    const context = Array.isArray(input) && !isSequence(input) ? marked([input], SEQUENCE | OUTER) : input;
    // Where a host function evaluates, the evaluation around it goes on afterwards with its own counters.
    const outer = run.level === 0 ? undefined : { ...run };
    startRun(this.#conditions);
    run.level++;
    try {
      return body(context, frame);
    } catch (error) {
      throw errorOf(error);
    } finally {
      if (outer === undefined) run.level = 0;
      else Object.assign(run, outer);
    }
  }
}

/** The parser's positions are where an operator ends. */
const byPosition = (text: string, probe: DecisionProbe | undefined): DecisionProbe | undefined =>
  probe && ((position, side) => probe(operatorStart(text, position), side));

/**
 * Compiles a JSONata expression into synchronous functions. Throws ExpressionError for a text that cannot be read (S…), or
 * one that is too long or too deep (U1003).
 */
export function compileExpression(text: string, options: CompileOptions = {}): CompiledExpression {
  return withinBounds(() => {
    const limits: FullLimits = { ...defaultLimits, ...options.limits };
    const root = parse(text, limits);
    const globals = globalsOf(options, limits);
    return new Program(
      text,
      root,
      {
        globals,
        limits,
        allowEval: options.allowEval ?? false,
        stable: new Set(options.stable),
        probe: byPosition(text, options.probe),
      },
      options,
    );
  });
}
