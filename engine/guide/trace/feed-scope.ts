import type { Binding, Each, Feed, Pack, RecordSelector, Supplemental } from '../../language/model.ts';
import { distinct, isData, strandOf, type Strand, type TraceScope } from './strand.ts';
import { joinedSiblings } from './path-text.ts';
import { trace } from './trace.ts';
import { nodeOf, traceValue } from './trace-value.ts';

type Strands = readonly Strand[];

/** What the expressions of a feed's report see: the record, its supplemental calls and what `let` names. */
export const feedScope = (feed: Feed, pack: Pack): TraceScope => {
  const records = recordsOf(feed, pack);
  const variables = new Map<string, Strands>([
    ['record', records.own],
    ['parent', records.index],
    ['page', records.own.flatMap(pageOf)],
    ...RUN.map((name) => [name, [strandOf({ kind: 'run', text: `$${name}` })]] as const),
    ...supplementalsOf(feed.supplemental, pack),
  ]);
  const filtered = afterFilters(feed, scopeOver(records.own, variables, new Map()));
  variables.set('record', filtered);
  const lets = new Map(feed.let.map((one) => [one.name, one]));
  return scopeOver(filtered, variables, lets);
};

const RUN = ['run', 'window', 'partition', 'state', 'slice', 'fields'] as const;

/** `context`, with names that are known already and those of `let`, which are traced when they are asked for. */
const scopeOver = (context: Strands, variables: ReadonlyMap<string, Strands>, lets: ReadonlyMap<string, Binding>): TraceScope => {
  const known = new Map<string, Strands>();
  const scope: TraceScope = {
    context,
    root: context,
    variable: (name) => {
      const binding = lets.get(name);
      if (binding === undefined) return variables.get(name);
      const found = known.get(name) ?? distinct(traceValue(binding.value, scope));
      known.set(name, found);
      return found;
    },
    binding: (name) => {
      const value = lets.get(name)?.value;
      return value?.kind === 'expr' ? { node: nodeOf(value.source), scope } : undefined;
    },
  };
  return scope;
};

/** What a call gives: its name, and where its records stand. */
const answerOf = (call: string, pack: Pack): Strand =>
  strandOf({ kind: 'data', call, names: namesBefore(pack.endpoints.get(call)?.records) });

/** Names between an answer and its records. */
export const namesBefore = (selector: RecordSelector | undefined): readonly string[] => {
  if (selector?.kind === 'path') return [...selector.path, ...(selector.item?.split('.') ?? [])];
  if (selector?.kind !== 'expr') return [];
  const [found] = trace(nodeOf(selector.expr.source), emptyScope).filter(isData);
  return found?.origin.names ?? [];
};

/** A body and nothing else. */
const emptyScope: TraceScope = {
  context: [strandOf({ kind: 'data', call: '', names: [] })],
  root: [strandOf({ kind: 'data', call: '', names: [] })],
  variable: () => undefined,
  binding: () => undefined,
};

/** The records of a feed, and the entries of its index. */
const recordsOf = ({ source }: Feed, pack: Pack): { readonly own: Strands; readonly index: Strands } => {
  if (source.kind === 'each') return { own: [answerOf(source.call, pack)], index: [answerOf(source.each, pack)] };
  const calls = [...new Set(source.variants.map(({ call }) => call))];
  return { own: calls.map((call) => answerOf(call, pack)), index: [] };
};

/** `$page.body` is what stands around the records. */
const pageOf = ({ origin }: Strand): Strands => {
  if (origin.kind !== 'data') return [];
  const body = strandOf({ kind: 'data', call: origin.call, names: [] });
  return [strandOf({ kind: 'object', members: new Map([['body', [body]]]) })];
};

const supplementalsOf = (specs: readonly Supplemental[], pack: Pack): readonly (readonly [string, Strands])[] =>
  specs.map(({ name, call, supplemental }) => {
    const own = answerOf(call, pack);
    const inner = new Map(supplementalsOf(supplemental, pack));
    return [name, inner.size === 0 ? [own] : [own, strandOf({ kind: 'object', members: inner })]];
  });

/** What is set on a record, and the elements that it is expanded to. */
const afterFilters = ({ filters }: Feed, start: TraceScope): Strands => {
  let scope = start;
  for (const filter of filters) {
    const context =
      filter.kind === 'expand'
        ? distinct(trace(nodeOf(filter.expr.source), scope))
        : filter.kind === 'set'
          ? [
              strandOf({
                kind: 'object',
                members: new Map(filter.members.map(({ name, value }) => [name, traceValue(value, scope)])),
                rest: scope.context,
              }),
            ]
          : scope.context;
    scope = { ...scope, context, root: context };
  }
  return scope.context;
};

/** Which elements there are is told of the entry, not of each of its values. */
const unfiltered = (strands: Strands): Strands =>
  strands.map((strand) => ({ ...strand, through: strand.through.filter(({ kind }) => kind !== 'filtered') }));

/** What an entry is over: the record, or the elements of the last level of its `each`. */
export const elementScope = (each: Each | undefined, record: TraceScope): TraceScope => {
  let scope = record;
  for (const { source } of each?.levels ?? []) {
    const parent = scope.context;
    const context = joinedSiblings(unfiltered(trace(nodeOf(source), { ...scope, root: parent })));
    const outer = scope;
    scope = {
      ...outer,
      context,
      root: context,
      variable: (name) => (name === 'parent' ? parent : outer.variable(name)),
    };
  }
  return scope;
};
