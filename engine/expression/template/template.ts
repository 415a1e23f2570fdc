import type { DefinitionFunction } from '../functions/function.ts';
import { ExpressionError } from '../jsonata/errors/expression-error.ts';
import { parseTemplate } from './parse-template.ts';
import { TemplateError } from './template-error.ts';
import type { TemplateValue } from './template-node.ts';
import { templateReads, type TemplateReads } from './template-reads.ts';

export { TemplateError } from './template-error.ts';
export type { TemplateReads } from './template-reads.ts';

export interface TemplateOptions {
  readonly helpers: Readonly<Record<string, Pick<DefinitionFunction, 'signature' | 'call'>>>;
}

export interface Template {
  /**
   * The text, with each value put in as it is, or as `encode` makes it; numbers and booleans as JSON writes them.
   * Throws TemplateError for a value that is missing (null included), a list or an object.
   */
  render(context: unknown, variables: Readonly<Record<string, unknown>>, encode?: (text: string) => string): string;
  readonly reads: TemplateReads;
}

type Evaluate = (context: unknown, variables: Readonly<Record<string, unknown>>) => unknown;
type Piece = string | { readonly node: TemplateValue; readonly evaluate: Evaluate };

/** Handlebars' syntax, but a bare name is always a field, and nothing is escaped, called or looked up that is not written here. */
export function compileTemplate(source: string, options: TemplateOptions): Template {
  const nodes = parseTemplate(source);
  const pieces = nodes.map((node): Piece =>
    node.kind === 'text' ? node.text : { node, evaluate: compileValue(node, options.helpers) },
  );
  return {
    reads: templateReads(nodes),
    render(context, variables, encode) {
      let text = '';
      for (const piece of pieces) {
        if (typeof piece === 'string') text += piece;
        else {
          const value = printed(piece.evaluate(context, variables), piece.node);
          text += encode === undefined ? value : encode(value);
        }
      }
      return text;
    },
  };
}

function compileValue(node: TemplateValue, helpers: TemplateOptions['helpers']): Evaluate {
  switch (node.kind) {
    case 'literal':
      return () => node.value;
    case 'field':
      return (context) => lookUp(context, node.path);
    case 'variable':
      return (_, variables) => lookUp(member(variables, node.name), node.path);
    case 'call':
      return compileCall(node, helpers);
    default:
      return node satisfies never;
  }
}

function compileCall(node: Extract<TemplateValue, { kind: 'call' }>, helpers: TemplateOptions['helpers']): Evaluate {
  const helper = Object.hasOwn(helpers, node.name) ? helpers[node.name] : undefined;
  if (helper === undefined) {
    throw new TemplateError(
      'unknown-function',
      `There is no helper "${node.name}".`,
      node.offset,
      `Use one of ${Object.keys(helpers).join(', ')}.`,
    );
  }
  checkCount(node, helper);
  const args = node.args.map((arg) => compileValue(arg, helpers));
  return (context, variables) => {
    try {
      return helper.call(...args.map((arg) => arg(context, variables)));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const { hint } = error.details;
      throw new TemplateError(
        error.code,
        error.complete().message,
        node.offset,
        typeof hint === 'string' ? hint : undefined,
        error,
      );
    }
  };
}

function checkCount(node: Extract<TemplateValue, { kind: 'call' }>, helper: TemplateOptions['helpers'][string]): void {
  const { args } = helper.signature;
  const least = args.filter((arg) => arg.optional !== true).length;
  const most = args.some((arg) => arg.repeated === true) ? Infinity : args.length;
  if (node.args.length >= least && node.args.length <= most) return;
  const names = args.map((arg) => (arg.optional === true ? `[${arg.name}]` : arg.name)).join(' ');
  throw new TemplateError(
    'wrong-arguments',
    `The helper "${node.name}" takes other arguments.`,
    node.offset,
    `Write {{${node.name} ${names}}}.`,
  );
}

function lookUp(start: unknown, path: readonly string[]): unknown {
  let value = start;
  for (const name of path) value = member(value, name);
  return value;
}

/** Own members of objects, elements of lists; a list's length or anything inherited is no member. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  if (Array.isArray(value) && name === 'length') return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

function printed(value: unknown, node: TemplateValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return JSON.stringify(value);
  const what = nameOf(node);
  if (value === undefined || value === null) {
    throw new TemplateError(
      'missing-value',
      `${what} has no value.`,
      node.offset,
      "Use an !expr where it may be missing, as in `a & (b ?? '')`.",
    );
  }
  const kind = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : 'no text';
  throw new TemplateError(
    'not-a-text',
    `${what} is ${kind}.`,
    node.offset,
    "Name one of its members, or join a list: {{join list ', '}}.",
  );
}

function nameOf(node: TemplateValue): string {
  switch (node.kind) {
    case 'literal':
      return 'The literal';
    case 'field':
      return `"${node.path.join('.') || 'this'}"`;
    case 'variable':
      return `"@${[node.name, ...node.path].join('.')}"`;
    case 'call':
      return `The result of "${node.name}"`;
    default:
      return node satisfies never;
  }
}
