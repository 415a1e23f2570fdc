import type { Native } from '../jsonata/calling/callable.ts';
import type { CallNode, Group, LambdaNode, Node, PathNode, VariableNode } from '../jsonata/syntax.ts';

/** A part of the input, as the names that lead there from its root. */
type Part = readonly string[];
/** The parts of the input that a value may be; empty for a value made by the expression. */
type Parts = readonly Part[];

/** The variables of a block, lambda or step, and what parts of the input they may be. */
interface Names {
  readonly outer: Names | undefined;
  readonly parts: Map<string, Parts>;
}

interface Found {
  readonly name: string;
  readonly position: number;
}

const ROOT: Parts = [[]];

/**
 * Follows an expression without evaluating it. Whatever is used in any way but by stepping into it counts as read whole;
 * what cannot be followed counts as everything. So the result may name too much, never too little.
 */
export class ReadsFinder {
  readonly paths = new Map<string, Part>();
  readonly variables: Found[] = [];
  readonly functions: Found[] = [];
  all = false;
  readonly #globals: ReadonlyMap<string, Native>;

  constructor(globals: ReadonlyMap<string, Native>) {
    this.#globals = globals;
  }

  read(root: Node): void {
    this.#use(this.#parts(root, ROOT, { outer: undefined, parts: new Map() }));
  }

  /** These parts are read whole. */
  #use(parts: Parts): Parts {
    for (const part of parts) this.paths.set(JSON.stringify(part), part);
    return [];
  }

  /**
   * Whether and how often these parts are there decides what a step gives that stands behind them, as in `a.("x")`. What lies
   * within them and is read, or is given on as `given`, says so as well.
   */
  #useExistence(parts: Parts, given: Parts): void {
    // The innermost first: they speak for those around them.
    for (const part of parts.toReversed()) {
      const isWithin = (other: Part): boolean => part.every((name, at) => other[at] === name);
      if (part.length > 0 && !given.some(isWithin) && !this.paths.values().some(isWithin)) this.#use([part]);
    }
  }

  #useAll(nodes: readonly (Node | undefined)[], context: Parts, names: Names): Parts {
    for (const node of nodes) if (node !== undefined) this.#use(this.#parts(node, context, names));
    return [];
  }

  /** The parts that a node's value may be, with all that hangs on it. */
  #parts(node: Node, context: Parts, names: Names): Parts {
    let parts = this.#bare(node, context, names);
    for (const filter of node.predicate ?? []) this.#useAll([filter.expr], parts, names);
    if (node.group !== undefined && node.type !== 'path') parts = this.#group(node.group, parts, names);
    return parts;
  }

  #bare(node: Node, context: Parts, names: Names): Parts {
    switch (node.type) {
      case 'path':
        return this.#path(node, context, names);
      case 'name':
        return context.map((part) => [...part, node.value]);
      case 'wildcard':
      case 'descendant':
        return this.#use(context);
      case 'parent':
        // The parent is some context passed before: not followed.
        this.all = true;
        return [];
      case 'variable':
        return this.#variable(node, context, names);
      case 'condition':
        this.#useAll([node.condition], context, names);
        return [node.then, node.else].flatMap((branch) => (branch === undefined ? [] : this.#parts(branch, context, names)));
      case 'block':
        return this.#block(node.expressions, context, { outer: names, parts: new Map() });
      case 'bind': {
        const parts = this.#parts(node.rhs, context, names);
        names.parts.set(node.lhs.value, [...(names.parts.get(node.lhs.value) ?? []), ...parts]);
        return parts;
      }
      case 'lambda':
        return this.#lambda(node, context, names);
      case 'function':
      case 'partial':
        return this.#call(node, context, names, 0);
      case 'apply':
        return this.#apply(node.lhs, node.rhs, context, names);
      case 'transform':
        // It changes a copy: what its pattern steps into is no longer the input.
        return this.#useAll([node.pattern, node.update, node.delete], [], names);
      case 'binary':
        return this.#useAll([node.lhs, node.rhs], context, names);
      case 'unary':
        if (node.value === '-') return this.#useAll([node.expression], context, names);
        return this.#useAll(node.value === '[' ? node.expressions : node.lhs.flat(), context, names);
      case 'sort':
        this.#useAll(
          node.terms.map((term) => term.expression),
          context,
          names,
        );
        return context;
      case 'string':
      case 'number':
      case 'value':
      case 'regex':
      case 'operator':
        return [];
      default:
        return node satisfies never;
    }
  }

  #path(node: PathNode, context: Parts, outer: Names): Parts {
    const names: Names = { outer, parts: new Map() };
    const passed: Part[] = [];
    let parts = context;
    for (const step of node.steps) {
      const reached = this.#parts(step, parts, names);
      if (parts !== context) passed.push(...parts);
      if (step.focus !== undefined) passed.push(...reached);
      if (step.focus !== undefined) names.parts.set(step.focus, reached);
      if (step.index !== undefined) names.parts.set(step.index, []);
      for (const stage of step.stages ?? []) {
        if (stage.type === 'filter') this.#useAll([stage.expr], step.focus === undefined ? reached : parts, names);
        else names.parts.set(stage.value, []);
      }
      // A bound step leaves the context where it was.
      parts = step.focus === undefined ? reached : parts;
    }
    if (node.group !== undefined) parts = this.#group(node.group, parts, names);
    this.#useExistence(passed, parts);
    return parts;
  }

  #group(group: Group, context: Parts, names: Names): Parts {
    this.#useAll(group.lhs.flat(), context, names);
    this.#useExistence(context, []);
    return [];
  }

  #block(expressions: readonly Node[], context: Parts, names: Names): Parts {
    // A function may be called before the text that binds what it uses: the names count from the beginning.
    for (const expression of expressions) if (expression.type === 'bind') names.parts.set(expression.lhs.value, []);
    const values = expressions.map((expression) => this.#parts(expression, context, names));
    return values.at(-1) ?? [];
  }

  #lambda(node: LambdaNode, context: Parts, outer: Names): Parts {
    if (node.thunk === true) return this.#parts(node.body, context, outer);
    const names: Names = { outer, parts: new Map(node.arguments.map((parameter) => [parameter.value, []])) };
    // A parameter that may come from the context.
    if (node.signature?.definition.includes('-') === true) this.all = true;
    return this.#use(this.#parts(node.body, context, names));
  }

  #lookup(name: string, names: Names): Parts | undefined {
    for (let at: Names | undefined = names; at !== undefined; at = at.outer) {
      const parts = at.parts.get(name);
      if (parts !== undefined) return parts;
    }
    return undefined;
  }

  #variable(node: VariableNode, context: Parts, names: Names): Parts {
    if (node.value === '') return context;
    if (node.value === '$') return ROOT;
    const local = this.#lookup(node.value, names);
    if (local !== undefined) return local;
    this.#note(this.#globals.has(node.value) ? this.functions : this.variables, node);
    if (node.value === 'eval') this.all = true;
    return [];
  }

  /** The parser copies some nodes; a place is told once. */
  #note(list: Found[], node: VariableNode): void {
    // The parser writes a call of $exists for each `??`.
    if (node.position === undefined) return;
    const position = Math.max(node.position - node.value.length - 1, 0);
    if (!list.some((found) => found.name === node.value && found.position === position))
      list.push({ name: node.value, position });
  }

  #call(node: CallNode | (Node & { type: 'partial' }), context: Parts, names: Names, given: number): Parts {
    const { procedure } = node;
    if (
      procedure.type === 'variable' &&
      procedure.value !== '' &&
      procedure.value !== '$' &&
      this.#lookup(procedure.value, names) === undefined
    ) {
      this.#note(this.functions, procedure);
      this.#callee(procedure.value, node.arguments.length + given, context);
    } else this.#useAll([procedure], context, names);
    return this.#useAll(node.arguments, context, names);
  }

  /** A known function may take a missing argument from the context. */
  #callee(name: string, given: number, context: Parts): void {
    const parameters = this.#globals.get(name)?.signature?.parameters ?? [];
    if (name === 'eval') this.all = true;
    if (given >= parameters.length || !parameters.some((parameter) => parameter.context !== undefined)) return;
    const needed = parameters.filter((parameter) => parameter.context !== undefined || !parameter.pattern.endsWith('?')).length;
    // With an optional argument left out it is certain types of the others only that bring in the context, as a text or
    // number; the whole input, being a record, would be refused.
    this.#use(given < needed ? context : context.filter((part) => part.length > 0));
  }

  #apply(left: Node, right: Node, context: Parts, names: Names): Parts {
    this.#useAll([left], context, names);
    if (right.type === 'function') return this.#call(right, context, names, 1);
    return this.#useAll([right], context, names);
  }
}
