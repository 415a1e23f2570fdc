import type { Evaluator } from '../../expression/definition/evaluator.ts';
import { templateFacts } from '../../expression/definition/source-facts.ts';
import type { AttributeSpec, Endpoint, Feed, Filter, ReportEntry } from '../../language/model.ts';
import type { ReportValue } from '../../language/basics/value.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import { bindFilters } from '../records/filters.ts';

/** Does this value hang on the record and on these variables alone? */
type Hangs = (value: ReportValue | undefined, names: ReadonlySet<string>) => boolean;

/**
 * May a row that comes again, byte for byte, be taken for what it was: under the same definition and options it gives the same
 * one object or none, and nothing else hangs on it. The filters at the head are left out of this: they are asked each time.
 * In doubt it is not so.
 */
export function isRepeatable({ feed, endpoint }: FeedPlan, evaluator: Evaluator): boolean {
  const [entry] = feed.report;
  if (entry === undefined || feed.report.length > 1) return false;
  if (!readsOnce(endpoint) || !standsAlone(feed) || !givesOne(entry)) return false;
  const hangs = hangsOnly(evaluator);
  const names = new Set(['user', 'record']);
  const behind = feed.filters.slice(bindFilters(feed, evaluator).head?.filters);
  if (!behind.every((filter) => valuesOf(filter).every((value) => hangs(value, names)))) return false;
  for (const { name, value } of feed.let) {
    if (!hangs(value, names)) return false;
    names.add(name);
  }
  // What is selected is decided before the first record, by the options.
  return hangs(entry.select, new Set(['user'])) && valuesOfEntry(entry).every((value) => hangs(value, names));
}

/** One call, of whose records none needs another. */
const readsOnce = ({ key, version, paginate, fields, job, records }: Endpoint): boolean =>
  key.length === 0 &&
  version === undefined &&
  paginate === undefined &&
  fields === undefined &&
  job === undefined &&
  records.kind === 'path' &&
  records.count === 'many';

/** A record is neither compared with others nor followed by calls, and what is absent says nothing. */
const standsAlone = ({
  source,
  key,
  version,
  window,
  state,
  snapshot,
  filters,
  supplemental,
  relate,
  fulfillment,
}: Feed): boolean =>
  source.kind === 'call' &&
  key.length === 0 &&
  version === undefined &&
  window?.time === undefined &&
  window?.step === undefined &&
  window?.halve === undefined &&
  state === undefined &&
  snapshot === undefined &&
  !filters.some(({ kind }) => kind === 'expand') &&
  supplemental.length === 0 &&
  relate.length === 0 &&
  fulfillment.length === 0;

/** At most one object a record, by which no other is changed, and at no time of its own. */
const givesOne = ({ each, related, ref, withdraw, validFor }: ReportEntry): boolean =>
  each === undefined && related.length === 0 && ref === undefined && withdraw === undefined && validFor === undefined;

function hangsOnly(evaluator: Evaluator): Hangs {
  const hangs: Hangs = (value, names) => {
    switch (value?.kind) {
      case undefined:
      case 'literal':
        return true;
      case 'expr': {
        const { reads } = evaluator.expr(value);
        return reads !== undefined && reads.pure && reads.variables.every((name) => names.has(name));
      }
      case 'tmpl': {
        // A template can call nothing that isn't pure.
        const { error, variables } = templateFacts(value.source);
        return error === undefined && variables.every(({ name }) => names.has(name));
      }
      case 'lookup':
        return hangs(value.of, names);
      default:
        return value satisfies never;
    }
  };
  return hangs;
}

const valuesOf = (filter: Filter): readonly ReportValue[] => {
  switch (filter.kind) {
    case 'keep':
    case 'drop':
      return [filter.test];
    case 'set':
      return filter.members.map(({ value }) => value);
    case 'expand':
      // Not asked: where one record may give several, it is not repeatable anyway.
      return [];
    default:
      return filter satisfies never;
  }
};

const valuesOfEntry = (entry: ReportEntry): readonly (ReportValue | undefined)[] => {
  const { when, type, subtype, identity, value, title, description, status, tags, tlp } = entry;
  const { publishedAt, happenedAt, expiresAt, attributes } = entry;
  const scalars = [when, type, subtype, value, title, description, status, tags, tlp, publishedAt, happenedAt, expiresAt];
  return [...scalars, ...identity, ...attributes.flatMap(valuesOfAttribute)];
};

const valuesOfAttribute = (spec: AttributeSpec): readonly (ReportValue | undefined)[] =>
  spec.kind === 'named' ? [spec.value, spec.when] : [spec.each, spec.name, spec.value];
