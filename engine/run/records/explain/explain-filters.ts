import type { Evaluator, Scope } from '../../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { DecidedFeed, Filter } from '../../../language/model.ts';
import { Counter } from '../../context/ledger.ts';
import type { ExplainedFilter, Fault } from '../../report/explain/explained.ts';
import { attempt } from '../../report/explain/fault.ts';
import { bindFilters } from '../filters.ts';

/** One of the records that a record became, and the filters on its way. */
export interface FilteredPart {
  readonly filters: readonly ExplainedFilter[];
  /** Undefined where it was dropped, or a filter failed. */
  readonly record: JsonRecord | undefined;
  readonly error: Fault | undefined;
}

/** Each filter by itself, as a run binds it, over what those before it left. */
export function bindExplainedFilters(
  feed: DecidedFeed,
  evaluator: Evaluator,
): (record: JsonRecord, scope: Scope) => readonly FilteredPart[] {
  const steps = feed.filters.map((filter) => bindStep(filter, feed, evaluator));
  return (record, scope) => {
    let parts: readonly FilteredPart[] = [{ filters: [], record, error: undefined }];
    for (const step of steps)
      parts = parts.flatMap((part) =>
        part.record === undefined
          ? part
          : step(part.record, scope).map((next) => ({ ...next, filters: [...part.filters, ...next.filters] })),
      );
    return parts;
  };
}

type Step = (record: JsonRecord, scope: Scope) => readonly FilteredPart[];

function bindStep(filter: Filter, feed: DecidedFeed, evaluator: Evaluator): Step {
  const { apply } = bindFilters({ ...feed, filters: [filter] }, evaluator);
  const said = { kind: filter.kind, place: filter.place, source: sourceOf(filter) };
  return (record, scope) => {
    let withdraws = false;
    const given = attempt(() => apply(record, scope, new Counter(), () => void (withdraws = true)));
    if ('error' in given) return [end({ ...said, verdict: 'failed', error: given.error }, given.error)];
    if (filter.kind === 'expand') return expanded(given.value, said);
    if (given.value.length === 0)
      return [end({ ...said, verdict: 'dropped', because: 'because' in filter ? filter.because : undefined, withdraws })];
    return given.value.map((one) => ({
      filters: [
        filter.kind === 'set' ? { ...said, verdict: 'set', members: membersOf(filter, one) } : { ...said, verdict: 'kept' },
      ],
      record: one,
      error: undefined,
    }));
  };
}

type Said = Pick<ExplainedFilter, 'kind' | 'place' | 'source'>;

const end = (filter: ExplainedFilter, error?: Fault): FilteredPart => ({ filters: [filter], record: undefined, error });

const expanded = (records: readonly JsonRecord[], said: Said): readonly FilteredPart[] =>
  records.length === 0
    ? [end({ ...said, verdict: 'dropped', because: 'expanded to nothing' })]
    : records.map((record) => ({
        filters: [{ ...said, verdict: 'expanded', parts: records.length }],
        record,
        error: undefined,
      }));

const sourceOf = (filter: Filter): string | undefined => {
  if (filter.kind === 'set') return undefined;
  return filter.kind === 'expand' ? filter.expr.source : filter.test.source;
};

const membersOf = ({ members }: Extract<Filter, { kind: 'set' }>, record: JsonRecord): Readonly<Record<string, unknown>> =>
  Object.fromEntries(members.map(({ name }) => [name, Object.hasOwn(record, name) ? record[name] : undefined]));
