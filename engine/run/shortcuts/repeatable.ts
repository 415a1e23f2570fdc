import type { Evaluator } from '../../expression/definition/evaluator.ts';
import { templateFacts } from '../../expression/definition/source-facts.ts';
import type { Expr, Tmpl } from '../../language/basics/value.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { bindFilters } from '../records/filters.ts';

/**
 * Members of a feed, of its endpoint and of its one report entry that are known to let a row be taken for what it was: they say
 * nothing of the record, or hang on it through their expressions alone. Any other member has to be empty, so that a member that
 * comes to the language later makes no row repeatable before somebody has thought about it.
 */
const KNOWN = {
  feed: [
    'name',
    'title',
    'description',
    'userFields',
    'source',
    'partition',
    'filters',
    'let',
    'report',
    'quarantineLimit',
    'health',
    'drift',
    'window',
    'place',
  ],
  endpoint: [
    'name',
    'args',
    'argPlaces',
    'request',
    'decode',
    'records',
    'nulls',
    'successWhen',
    'outcomes',
    'headers',
    'samples',
    'schema',
    'optional',
    'place',
  ],
  entry: ['name', 'required', 'place', 'select', 'attributes', 'when', 'type', 'subtype', 'identity', 'value', 'tags', 'fields'],
  attribute: ['kind', 'name', 'value', 'rule', 'when', 'sensitive', 'note', 'each', 'only', 'place'],
  filter: ['kind', 'test', 'because', 'members', 'place'],
  window: ['period', 'align', 'whole', 'delay', 'lookback', 'oldest', 'place'],
} as const;

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === false || (Array.isArray(value) && value.length === 0);

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** Does `of` say nothing beside the members that are known? */
const saysOnly = (of: object, known: readonly string[]): boolean =>
  Object.entries(of).every(([name, value]) => known.includes(name) || isEmpty(value));

/** The expressions and templates anywhere in a part of a definition; undefined where something is no plain data. */
function* sourcesIn(part: unknown): Generator<Expr | Tmpl, void> {
  if (!isNode(part)) return;
  if (part instanceof Map) {
    for (const value of part.values()) yield* sourcesIn(value);
    return;
  }
  if (part['kind'] === 'expr' || part['kind'] === 'tmpl') {
    yield part as unknown as Expr | Tmpl;
    return;
  }
  for (const [name, value] of Object.entries(part)) if (name !== 'place') yield* sourcesIn(value);
}

/**
 * May a row that comes again, byte for byte, be taken for what it was: under the same definition and options it gives the same
 * one object or none, and nothing else hangs on it. The filters at the head are left out of this: they are asked each time.
 * In doubt it is not so.
 */
export function isRepeatable({ feed, endpoint }: FeedPlan, evaluator: Evaluator): boolean {
  const [entry] = feed.report;
  if (entry === undefined || feed.report.length > 1) return false;
  if (feed.source.kind !== 'call' || !saysOnly(feed, KNOWN.feed) || !saysOnly(endpoint, KNOWN.endpoint)) return false;
  if (feed.window !== undefined && !saysOnly(feed.window, KNOWN.window)) return false;
  if (endpoint.records.kind !== 'path' || endpoint.records.count !== 'many') return false;
  if (!saysOnly(entry, KNOWN.entry) || !entry.attributes.every((spec) => saysOnly(spec, KNOWN.attribute))) return false;
  if (!feed.filters.every((filter) => saysOnly(filter, KNOWN.filter))) return false;

  const hangs = hangsOnly(evaluator);
  const names = new Set(['user', 'record']);
  const behind = feed.filters.slice(bindFilters(feed, evaluator).head?.filters);
  if (!hangs(behind, names)) return false;
  for (const { name, value } of feed.let) {
    if (!hangs(value, names)) return false;
    names.add(name);
  }
  const { select, ...rest } = entry;
  // What is selected is decided before the first record, by the options.
  return hangs(select, new Set(['user'])) && hangs(rest, names);
}

/** Does everything in a part of a definition hang on the record and on these variables alone? */
function hangsOnly(evaluator: Evaluator): (part: unknown, names: ReadonlySet<string>) => boolean {
  const hangs = (source: Expr | Tmpl, names: ReadonlySet<string>): boolean => {
    if (source.kind === 'expr') {
      const { reads } = evaluator.expr(source);
      return reads !== undefined && reads.pure && reads.variables.every((name) => names.has(name));
    }
    // A template can call nothing that isn't pure.
    const { error, variables } = templateFacts(source.source);
    return error === undefined && variables.every(({ name }) => names.has(name));
  };
  return (part, names) => sourcesIn(part).every((source) => hangs(source, names));
}
