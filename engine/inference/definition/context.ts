import { isSource } from '../../expression/definition/evaluator.ts';
import type { Endpoint, RequestBody, RequestSpec } from '../../language/model.ts';
import type { Expr, ReportValue, Table, TableLookup, Tmpl, Tree } from '../../language/basics/value.ts';
import type { PathChecks, Tier, Variables } from '../findings/path-checks.ts';
import { notScalar } from '../judging/results.ts';
import type { Body } from '../samples/sample-types.ts';
import { literalType, NEVER, NOTHING, present, TEXT, union, unionOf, UNKNOWN, type Type } from '../types/type.ts';

/** What the samples of an endpoint show of its answers. */
export interface AnswerTypes {
  readonly endpoint: Endpoint;
  /** What stands around the records. */
  readonly document: Type;
  /** The same, where an answer may be another one as well. */
  readonly body: Type;
  readonly record: Type;
  readonly bodies: readonly Body[];
  /** There is a sample that could be read, and none has a record. */
  readonly isEmpty: boolean;
}

/** What every part of a definition is looked at with. */
export interface Surroundings {
  readonly checks: PathChecks;
  readonly answers: ReadonlyMap<string, AnswerTypes>;
  /** Codes of the types of objects that the pack knows. */
  readonly objectTypes: readonly string[];
}

/** A place of the definition: what its bare paths are over, and what its variables hold. */
export interface Position {
  readonly checks: PathChecks;
  readonly context: Type;
  readonly variables: Variables;
}

export const withVariables = (position: Position, variables: Readonly<Record<string, Type>>): Position => ({
  ...position,
  variables: new Map([...position.variables, ...Object.entries(variables)]),
});

export const inferExpr = (expr: Expr, { checks, context, variables }: Position, tier?: Tier): Type =>
  checks.infer(expr, context, variables, tier);

export const inferAll = (exprs: readonly (Expr | undefined)[], position: Position): void => {
  for (const expr of exprs) if (expr !== undefined) inferExpr(expr, position);
};

/** What a value of a report gives. */
export const inferValue = (value: ReportValue | undefined, position: Position, tier?: Tier): Type => {
  switch (value?.kind) {
    case undefined:
      return UNKNOWN;
    case 'literal':
      return literalType(value.value);
    case 'expr':
      return inferExpr(value, position, tier);
    case 'tmpl':
      position.checks.inferTemplate(value, position.context, position.variables, tier);
      return TEXT;
    case 'lookup':
      return inferLookup(value, position);
  }
};

/** What a table may give. */
export const cellsOf = ({ entries }: Table): Type => unionOf([...entries.values()].map(literalType));

/** The cells of a table, and what is taken without an entry. */
const inferLookup = ({ of, table, otherwise, missing }: TableLookup, position: Position): Type => {
  const asked = inferValue(of, position);
  if (of.kind === 'expr') position.checks.judgements.of(of.place, 'report.not-a-scalar', notScalar(asked));
  const without = (does: TableLookup['otherwise'] | undefined): Type => {
    if (does === undefined || does.kind === 'skip') return NOTHING;
    if (does.kind === 'keep') return present(asked);
    return does.kind === 'literal' ? literalType(does.value) : NEVER;
  };
  const given = union(cellsOf(table), without(otherwise));
  return asked.null === true ? union(given, missing === undefined ? NOTHING : without(missing)) : given;
};

/** Every expression of a tree, such as the arguments of a call. */
export const inferTree = (tree: Tree | undefined, position: Position): void => {
  if (tree === undefined) return;
  if (tree.kind === 'map') for (const member of tree.members) inferTree(member.value, position);
  else if (tree.kind === 'list') for (const item of tree.items) inferTree(item, position);
  else inferValue(tree, position);
};

/** What a request is made of. */
export const inferRequest = ({ path, query, headers, body }: RequestSpec, position: Position): void => {
  for (const tree of [path, query, headers, ...partsOf(body)]) inferTree(tree, position);
};

const partsOf = (body: RequestBody | undefined): readonly (Tree | undefined)[] =>
  body === undefined ? [] : body.kind === 'graphql' ? [body.query, body.variables] : [body.value];

/** An option of a component, where it is an expression. */
export const inferOption = (option: unknown, position: Position): void => {
  if (isSource(option)) inferValue(option satisfies Expr | Tmpl, position);
};
