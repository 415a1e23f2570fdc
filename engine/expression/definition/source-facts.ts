import type { SourceFacts } from '../../language/basics/vocabulary.ts';
import { ExpressionError, readsIn } from '../jsonata/compile.ts';
import { definitionFunctions } from './definition-evaluator.ts';
import { faultOffset } from '../jsonata/errors/fault-offset.ts';
import { freeNames, offsetOf, type FreeNames } from '../jsonata/free-names.ts';
import { parse } from '../jsonata/parse.ts';
import { defaultLimits } from '../jsonata/run.ts';
import { walk, type Node } from '../jsonata/syntax.ts';
import { parseTemplate } from '../template/parse-template.ts';
import { TemplateError } from '../template/template-error.ts';
import { templateReads } from '../template/template-reads.ts';

const inputReads = readsIn(definitionFunctions);
/** Whoever checks a definition asks several times, and a tree is kept with its text. */
const known = new WeakMap<Node, SourceFacts>();

/** What an expression names, or why it can't be read; codes are `expression.` and JSONata's own, as at run time. */
export function expressionFacts(source: string): SourceFacts {
  try {
    const root = parse(source, defaultLimits);
    let facts = known.get(root);
    if (facts === undefined) known.set(root, (facts = factsOf(root)));
    return facts;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { hint } = error.details;
    return refused(
      `expression.${error.code}`,
      error.complete().message,
      faultOffset(error, source) ?? 0,
      typeof hint === 'string' ? hint : undefined,
    );
  }
}

const factsOf = (root: Node): SourceFacts => {
  const names = freeNames(root);
  const reads = inputReads(root);
  return { ...names, tables: tablesOf(root, names), fields: reads.all ? [] : fieldsOf(root, reads.paths) };
};

/** The same for a template; a helper that there isn't is among its functions, not an error. */
export function templateFacts(source: string): SourceFacts {
  try {
    return templateReads(parseTemplate(source));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return refused(`template.${error.code}`, error.message, error.offset, error.hint);
  }
}

const refused = (code: string, message: string, offset: number, hint: string | undefined): SourceFacts => ({
  error: { code, message, offset, ...(hint === undefined ? {} : { hint }) },
  variables: [],
  functions: [],
});

/** What the free `$table`s of the text look up: the name has to stand in a call of its own, as a text. */
function tablesOf(root: Node, { variables, functions }: FreeNames): NonNullable<SourceFacts['tables']> {
  const looked = [...functions, ...variables].filter(({ name }) => name === 'table');
  if (looked.length === 0) return [];
  const all = walk(root)
    .map(({ node }) => node)
    .toArray();
  // In `key ~> $table('kinds')` the key comes first.
  const applied = new Set(all.flatMap((node) => (node.type === 'apply' ? [node.rhs] : [])));
  const named = new Map<number, string>();
  for (const node of all) {
    if ((node.type !== 'function' && node.type !== 'partial') || applied.has(node)) continue;
    const [name] = node.arguments;
    if (node.procedure.type !== 'variable' || node.procedure.value !== 'table' || name?.type !== 'string') continue;
    named.set(offsetOf(node.procedure, node.position), String(name.value));
  }
  return looked.map(({ offset }) => ({ name: named.get(offset), offset }));
}

/** The parser notes where a name ends. */
function fieldsOf(root: Node, paths: readonly (readonly string[])[]): NonNullable<SourceFacts['fields']> {
  if (paths.length === 0) return [];
  const names = walk(root).flatMap(({ node }) => (node.type === 'name' ? [node] : []));
  const places = new Map(names.toArray().map(({ value, position = 0 }) => [value, Math.max(0, position - value.length)]));
  return paths.map((path) => ({ path, offset: places.get(path[0] ?? '') ?? 0 }));
}
