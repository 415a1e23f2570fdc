import { templateFacts } from '../../expression/definition/source-facts.ts';
import { parse } from '../../expression/jsonata/parse.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import type { Node } from '../../expression/jsonata/syntax.ts';
import type { ReportValue, TableLookup } from '../../language/basics/value.ts';
import { distinct, passed, strandOf, type Strand, type Through, type TraceScope } from './strand.ts';
import { trace } from './trace.ts';

/** The tree of an expression that was loaded, and so can be read. */
export const nodeOf = (source: string): Node => parse(source, defaultLimits);

/** The strands of a value of a report. */
export const traceValue = (value: ReportValue, scope: TraceScope): readonly Strand[] => {
  const own = { ...scope, root: scope.context };
  switch (value.kind) {
    case 'literal':
      return [value.value].flat().map((one) => strandOf({ kind: 'literal', value: scalar(one) }));
    case 'expr':
      return trace(nodeOf(value.source), own);
    case 'tmpl':
      return passed(templateStrands(value.source, own), { kind: 'joined' });
    case 'lookup':
      return passed(traceValue(value.of, scope), lookedUp(value));
    default:
      return value satisfies never;
  }
};

const scalar = (value: unknown): string | number | boolean | null =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as string | number | boolean | null);

const lookedUp = ({ table, otherwise }: TableLookup): Through => ({
  kind: 'table',
  table,
  otherwise: otherwise.kind === 'literal' ? { value: otherwise.value } : otherwise.kind,
});

const templateStrands = (source: string, scope: TraceScope): readonly Strand[] => {
  const { variables, fields = [] } = templateFacts(source);
  const paths = [...variables.map(({ name, path }) => [`$${name}`, ...path]), ...fields.map(({ path }) => [...path])];
  const steps = (names: readonly string[]): Node => ({
    type: 'path',
    steps: names.map((name): Node =>
      name.startsWith('$') ? { type: 'variable', value: name.slice(1) } : { type: 'name', value: name },
    ),
  });
  return distinct(paths.flatMap((names) => trace(steps(names), scope)));
};
