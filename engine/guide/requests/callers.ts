import type { TreeMap } from '../../language/basics/value.ts';
import type { Feed, Pack, Supplemental } from '../../language/model.ts';
import type { RequestRole } from '../model/guide.ts';
import { elementScope, feedScope } from '../trace/feed-scope.ts';
import { dataPaths, pathText } from '../trace/path-text.ts';
import { strandOf, type Strand, type TraceScope } from '../trace/strand.ts';
import { traceValue } from '../trace/trace-value.ts';

/** Who calls an endpoint, and with what. */
export interface Caller {
  readonly call: string;
  readonly role: RequestRole;
  readonly feed: string;
  readonly with: TreeMap | undefined;
  /** What its arguments are made of. */
  readonly scope: TraceScope;
}

/** The calls of a feed in the order in which they are made. */
export const callersOf = (feed: Feed, pack: Pack): readonly Caller[] => {
  const { source, supplemental, fulfillment, report } = feed;
  const scope = feedScope(feed, pack);
  const caller = (call: string, role: RequestRole, given: TreeMap | undefined, own = scope): Caller => ({
    call,
    role,
    feed: feed.name,
    with: given,
    scope: own,
  });
  const entries = { ...scope, context: scope.variable('parent') ?? [] };
  const first =
    source.kind === 'each'
      ? [caller(source.each, 'index', undefined), caller(source.call, 'document', source.with, entries)]
      : source.variants.map((one) => caller(one.call, 'source', one.with));
  const told = source.kind === 'each' ? [] : source.variants.flatMap(({ afterApplied }) => afterApplied ?? []);
  const gathered = told.map((one) => caller(one.call, 'acknowledgement', one.with, withGathered(scope)));
  const nested = (specs: readonly Supplemental[], own: TraceScope): readonly Caller[] =>
    specs.flatMap((one) => [
      caller(one.call, 'supplemental', one.with, own),
      ...nested(one.supplemental, { ...own, context: own.variable(one.name) ?? [] }),
    ]);
  return [
    ...first,
    ...nested(supplemental, scope),
    ...fulfillment.map((one) =>
      caller(one.call, 'fulfillment', one.with, elementScope(report.find(({ name }) => name === one.of)?.each, scope)),
    ),
    ...gathered,
  ];
};

const withGathered = (scope: TraceScope): TraceScope => {
  const gathered: readonly Strand[] = [strandOf({ kind: 'run', text: '$gathered' })];
  return { ...scope, variable: (name) => (name === 'gathered' ? gathered : scope.variable(name)) };
};

/** What callers give an argument: one and the same text of the definition, or where it comes from, in words. */
export const argumentOf = (
  name: string,
  callers: readonly Caller[],
): { readonly literal?: unknown; readonly meaning: string } => {
  const values = callers.flatMap(({ with: given, scope }) =>
    (given?.members ?? []).flatMap((member) =>
      member.name === name && member.value.kind !== 'map' && member.value.kind !== 'list' ? [{ value: member.value, scope }] : [],
    ),
  );
  const literals = values.flatMap(({ value }) => (value.kind === 'literal' ? [value.value] : []));
  const [first] = literals;
  if (literals.length > 0 && literals.length === values.length && literals.every((one) => one === first))
    return { literal: first, meaning: String(first) };
  const paths = values.flatMap(({ value, scope }) =>
    value.kind === 'literal'
      ? [`\`${String(value.value)}\``]
      : dataPaths(traceValue(value, scope)).map((path) => `\`${pathText(path)}\``),
  );
  const distinct = [...new Set(paths)];
  return { meaning: distinct.length === 0 ? 'what the feed gives it' : distinct.join(' or ') };
};
