import { EngineError } from '../../language/basics/errors.ts';
import type { Expr, ReportValue, Tmpl, Tree, TableLookup, Value } from '../../language/basics/value.ts';
import { compileExpression, ExpressionError, withWatchdog, type CompileOptions, type Reads } from '../jsonata/compile.ts';
import { faultOffset } from '../jsonata/errors/fault-offset.ts';
import { compileTemplate, TemplateError, type TemplateOptions } from '../template/template.ts';
import { messageOf } from '../jsonata/errors/error-messages.ts';
import { watchdogsStood } from '../jsonata/watchdog.ts';
import { decisionProbe, type Probe, watchedKey, watchedSource } from './probe.ts';

/** Variables by name, without their mark. */
export type Scope = Readonly<Record<string, unknown>>;

/** A position of a definition, ready to be evaluated; gives undefined for missing (null included). */
export interface Bound {
  readonly evaluate: (context: unknown, scope: Scope) => unknown;
  /** What it reads of the record; undefined for a literal. */
  readonly reads: Reads | undefined;
}

/** Thrown where a table has no entry and says `else: skip`: the position decides what is left out. */
export class SkipEntry extends Error {}

/** Gives a computation that hangs on what `reads` tells and on nothing else, or one that remembers what it gave. */
export type Remember = <T extends NonNullable<unknown>>(
  reads: Reads | undefined,
  stable: readonly string[],
  compute: (context: unknown, scope: Scope) => T,
) => (context: unknown, scope: Scope) => T;

export interface EvaluatorOptions {
  /** Default: everything is computed each time. */
  readonly remember?: Remember | undefined;
  readonly expression: CompileOptions;
  readonly template: TemplateOptions;
  /** Told what is evaluated. */
  readonly probe?: Probe | undefined;
}

/** Turns the values of a definition into functions; each expression is compiled once. */
export interface Evaluator {
  expr(expr: Expr): Bound;
  value(value: ReportValue): Bound;
  /** `compute` hangs on what `reads` tells and on nothing else: what it gives is remembered where that is one text. Never changed. */
  remembered<T extends NonNullable<unknown>>(
    reads: Reads | undefined,
    compute: (context: unknown, scope: Scope) => T,
  ): (context: unknown, scope: Scope) => T;
  /** A condition is a boolean: missing is false, anything else an error. */
  condition(expr: Expr): (context: unknown, scope: Scope) => boolean;
  template(tmpl: Tmpl, encode?: (text: string) => string): Bound;
  /** A component's option: an expression or template is bound, anything else is a constant. */
  option(option: unknown): Bound;
  /** Runs a batch's evaluations under one time limit; undefined when it was hit: then each record is to be judged alone. */
  guard<T>(work: () => T, options?: { readonly sparing: boolean }): T | undefined;
  /** A whole tree, evaluated to JSON; `name?` members that are missing are left out, others are an error. */
  tree(tree: Tree): (context: unknown, scope: Scope) => unknown;
  /** Who wants to know what a run takes of the definition; undefined: nobody. */
  readonly probe: Probe | undefined;
}

/** Milliseconds for a batch: far beyond what an honest one takes. */
const BATCH_LIMIT = 2000;

const missing = (value: unknown): unknown => (value === null ? undefined : value);

/** Wraps an expression's own error: same code, the place in the YAML file. */
const located = (error: unknown, expr: Expr | Tmpl): unknown => {
  if (error instanceof ExpressionError || error instanceof TemplateError) {
    const at = error instanceof ExpressionError ? faultOffset(error, expr.source) : error.offset;
    const place = at === undefined ? expr.place : expr.placeAt(Math.min(Math.max(at, 0), expr.source.length));
    const hint =
      error instanceof TemplateError ? error.hint : typeof error.details.hint === 'string' ? error.details.hint : undefined;
    return new EngineError(`${expr.kind === 'expr' ? 'expression' : 'template'}.${error.code}`, withoutContent(error), {
      place,
      hint,
      cause: error,
    });
  }
  return error;
};

/** The message, without a value of the record in it: it may be what must not be stored or shown. */
function withoutContent(error: ExpressionError | TemplateError): string {
  if (!(error instanceof ExpressionError) || error.details.message !== undefined) return error.message;
  const { value, value2, ...rest } = error.details;
  if (value === undefined && value2 === undefined) return error.message;
  return messageOf(error.code, { ...rest, token: error.token, value: '…', value2: '…' });
}

const memo = <K extends object, V>(make: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
};

/** What `make` throws, and what comes of it when it is evaluated, has its place. */
function bindSource(node: Expr | Tmpl, make: () => Bound): Bound {
  try {
    const { reads, evaluate } = make();
    return {
      reads,
      evaluate: (context, scope) => {
        try {
          return evaluate(context, scope);
        } catch (error) {
          throw located(error, node);
        }
      },
    };
  } catch (error) {
    throw located(error, node);
  }
}

const bindExpression = (node: Expr, options: EvaluatorOptions): Bound =>
  bindSource(node, () => {
    const { probe } = options;
    const compiled = compileExpression(node.source, { ...options.expression, probe: decisionProbe(probe, node) });
    const evaluate: Bound['evaluate'] = (context, scope) => missing(compiled.evaluate(context, scope));
    return { reads: compiled.reads, evaluate: watchedSource(evaluate, node, probe) };
  });

const bindTemplate = (node: Tmpl, options: EvaluatorOptions, encode?: (text: string) => string): Bound =>
  bindSource(node, () => {
    const compiled = compileTemplate(node.source, options.template);
    const evaluate: Bound['evaluate'] = (context, scope) => compiled.render(context, scope, encode);
    return { reads: undefined, evaluate: watchedSource(evaluate, node, options.probe) };
  });

const constant = (given: unknown): Bound => {
  const value = missing(given);
  return { reads: undefined, evaluate: () => value };
};

function bindLookup(node: TableLookup, of: Bound, probe: Probe | undefined): Bound {
  const keyOf = watchedKey(of.evaluate, node, probe);
  return {
    reads: of.reads,
    evaluate: (context, scope) => {
      const key = keyOf(context, scope);
      if (key === undefined) return node.missing && otherwise(node, node.missing, undefined);
      const found = node.table.entries.get(String(key));
      if (found !== undefined) return missing(found);
      return otherwise(node, node.otherwise, key);
    },
  };
}

const bindCondition =
  (node: Expr, bound: Bound) =>
  (context: unknown, scope: Scope): boolean => {
    const result = bound.evaluate(context, scope);
    if (result === undefined) return false;
    if (typeof result === 'boolean') return result;
    throw new EngineError('expression.not-boolean', `The condition gave ${describe(result)}, not true or false.`, {
      place: node.place,
      hint: 'Compare it with something, or wrap it in $exists(…) or $boolean(…).',
    });
  };

export function createEvaluator(options: EvaluatorOptions): Evaluator {
  const expr = memo((node: Expr): Bound => bindExpression(node, options));
  const template = (node: Tmpl, encode?: (text: string) => string): Bound => bindTemplate(node, options, encode);
  const plainTemplate = memo((node: Tmpl) => template(node));
  const lookup = memo((node: TableLookup): Bound => bindLookup(node, value(node.of), options.probe));

  function value(node: ReportValue): Bound {
    switch (node.kind) {
      case 'literal':
        return constant(node.value);
      case 'expr':
        return expr(node);
      case 'tmpl':
        return plainTemplate(node);
      case 'lookup':
        return lookup(node);
    }
  }

  const remembered: Evaluator['remembered'] = (reads, compute) =>
    options.remember?.(reads, options.expression.stable ?? [], compute) ?? compute;

  const condition = (node: Expr) => {
    const bound = expr(node);
    return remembered(bound.reads, bindCondition(node, bound));
  };

  const tree = (node: Tree): ((context: unknown, scope: Scope) => unknown) => buildTree(node, { value });
  const option = (given: unknown): Bound => (isSource(given) ? value(given) : constant(given));

  return { expr, value, remembered, condition, template, tree, option, guard: batchGuard(), probe: options.probe };
}

/** Is this a value that has to be evaluated, not one that stands for itself? */
export const isSource = (given: unknown): given is Expr | Tmpl =>
  typeof given === 'object' &&
  given !== null &&
  'placeAt' in given &&
  'kind' in given &&
  (given.kind === 'expr' || given.kind === 'tmpl');

/** So many batches of a run. */
const SPARED = 16;

/**
 * What may hang sets up a watchdog of its own each time, and everything else counts its steps. So one around the batch only saves
 * those within it: `sparing` batches are spared its thread, but for the next after one that needed several. Not so where records
 * come faster than the collector keeps up: a gigabyte of JSON needed 20 MB more without the pauses. The first batches are spared in any
 * case: a small run has no others, and of many at once each thread would be felt.
 */
function batchGuard(): Evaluator['guard'] {
  let needed = false;
  let first = 0;
  const unwatched = <T>(work: () => T): T => {
    const before = watchdogsStood();
    try {
      return work();
    } finally {
      needed = watchdogsStood() - before > 1;
    }
  };
  return (work, { sparing } = { sparing: false }) => {
    try {
      return needed || (!sparing && ++first > SPARED) ? withWatchdog(BATCH_LIMIT, work) : unwatched(work);
    } catch (error) {
      if (error instanceof ExpressionError && error.code === 'U1001') return undefined;
      throw error;
    }
  };
}

const describe = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;

function otherwise({ table, place }: TableLookup, does: TableLookup['otherwise'], key: unknown): unknown {
  switch (does.kind) {
    case 'keep':
      return key;
    case 'literal':
      return missing(does.value);
    case 'skip':
      throw new SkipEntry();
    case 'quarantine': {
      const name = table.name === '' ? 'The table' : `The table "${table.name}"`;
      const hint = 'say what else: keep, skip or a literal.';
      throw key === undefined
        ? new EngineError('table.no-key', `${name} was to be asked, and what is looked up is missing.`, {
            place,
            hint: `Look up something that is there, or ${hint}`,
          })
        : new EngineError('table.no-entry', `${name} has no entry for this value.`, { place, hint: `Add the entry, or ${hint}` });
    }
  }
}

/** Shared with the request builder: maps keep their order. */
function buildTree(node: Tree, evaluator: { value(node: Value): Bound }): (context: unknown, scope: Scope) => unknown {
  switch (node.kind) {
    case 'list': {
      const items = node.items.map((item) => buildTree(item, evaluator));
      return (context, scope) => items.map((item) => item(context, scope)).filter((item) => item !== undefined);
    }
    case 'map': {
      const members = node.members.map((member) => ({ ...member, build: buildTree(member.value, evaluator) }));
      return (context, scope) => {
        const result: Record<string, unknown> = {};
        for (const member of members) {
          const built = member.build(context, scope);
          if (built !== undefined)
            Object.defineProperty(result, member.name, { value: built, enumerable: true, configurable: true, writable: true });
          else if (!member.optional) throw missingMember(member.name, member.place);
        }
        return result;
      };
    }
    default:
      return evaluator.value(node).evaluate;
  }
}

export const missingMember = (name: string, place: Tree['place']): EngineError =>
  new EngineError('request.missing', `"${name}" has no value.`, {
    place,
    hint: `Write "${name}?:" to leave it out when its value is missing.`,
  });
