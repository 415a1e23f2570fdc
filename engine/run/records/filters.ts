import type { Bound, Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Feed, Filter } from '../../language/model.ts';
import type { Counter } from '../context/ledger.ts';

/** The records that go on. A record that is dropped is counted. */
type Apply = (record: JsonRecord, scope: Scope, counter: Counter) => readonly JsonRecord[];
/** One filter; undefined: the record goes on as it is. */
type Step = (record: JsonRecord, scope: Scope, counter: Counter) => readonly JsonRecord[] | undefined;

/** A `keep` or `drop` at the head of the chain: it may run before the record is built whole. */
export interface HeadTest {
  /** How many filters it stands for. */
  readonly filters: number;
  readonly columns: readonly string[];
  /** The columns behind each reason. */
  readonly readFor: ReadonlyMap<string, ReadonlySet<string>>;
  /** Gives the reason for which the record is dropped, undefined where it stays. */
  readonly reject: (record: JsonRecord, scope: Scope) => string | undefined;
}

export interface Filters {
  readonly apply: Apply;
  readonly empty: boolean;
  /** May one record become several? */
  readonly expands: boolean;
}

export interface BoundFilters extends Filters {
  /** Undefined where the first filter is none that can be pushed down. */
  readonly head: HeadTest | undefined;
  /** Those behind the head. */
  readonly rest: Filters;
}

const NOTHING: readonly JsonRecord[] = [];

export function bindFilters(feed: Feed, evaluator: Evaluator): BoundFilters {
  const steps = feed.filters.map((filter) => bindFilter(filter, evaluator));
  const expands = feed.filters.some(({ kind }) => kind === 'expand');
  const head = headTest(feed.filters, evaluator);
  return { ...chained(steps, expands), head, rest: chained(steps.slice(head?.filters), expands) };
}

const chained = (steps: readonly Step[], expands: boolean): Filters => ({
  apply: (record, scope, counter) => {
    let records: readonly JsonRecord[] | undefined;
    for (const step of steps) {
      if (records === undefined) records = step(record, scope, counter);
      else records = records.flatMap((one) => step(one, scope, counter) ?? one);
      if (records?.length === 0) return NOTHING;
    }
    return records ?? [record];
  },
  empty: steps.length === 0,
  expands,
});

function bindFilter(filter: Filter, evaluator: Evaluator): Step {
  switch (filter.kind) {
    case 'keep':
    case 'drop': {
      const test = evaluator.condition(filter.test);
      const stays = filter.kind === 'keep';
      return (record, scope, counter) => {
        if (test(record, scope) === stays) return undefined;
        counter.drop(filter.because);
        return NOTHING;
      };
    }
    case 'set': {
      const members = filter.members.map(({ name, value }) => ({ name, value: evaluator.value(value) }));
      return (record, scope) => [setMembers(record, members, scope)];
    }
    case 'expand':
      return bindExpand(filter, evaluator.expr(filter.expr));
  }
}

function setMembers(record: JsonRecord, members: readonly { name: string; value: Bound }[], scope: Scope): JsonRecord {
  const changed = { ...record };
  for (const { name, value } of members) {
    const given = value.evaluate(changed, scope);
    if (given === undefined) delete changed[name];
    else Object.defineProperty(changed, name, { value: given, enumerable: true, configurable: true, writable: true });
  }
  return changed;
}

function bindExpand(filter: Extract<Filter, { kind: 'expand' }>, bound: Bound): Step {
  return (record, scope, counter) => {
    const given = bound.evaluate(record, scope);
    const parts = given === undefined ? [] : Array.isArray(given) ? (given as unknown[]) : [given];
    for (const part of parts) {
      if (typeof part === 'object' && part !== null && !Array.isArray(part)) continue;
      throw new EngineError('filter.not-a-record', 'The expansion gave something that is no object.', { place: filter.place });
    }
    if (parts.length === 0) counter.drop('expanded to nothing');
    else counter.expanded += parts.length - 1;
    return parts as readonly JsonRecord[];
  };
}

/** The leading conditions, where they read plain columns only. */
function headTest(filters: readonly Filter[], evaluator: Evaluator): HeadTest | undefined {
  const tests: {
    readonly test: (record: JsonRecord, scope: Scope) => boolean;
    readonly stays: boolean;
    readonly because: string;
  }[] = [];
  const readFor = new Map<string, ReadonlySet<string>>();
  for (const filter of filters) {
    if (filter.kind !== 'keep' && filter.kind !== 'drop') break;
    const { reads } = evaluator.expr(filter.test);
    if (reads === undefined || reads.all || reads.variables.some((name) => name === 'record' || name === 'parent')) break;
    const columns = reads.paths.map((path) => path[0] as string);
    readFor.set(filter.because, new Set([...(readFor.get(filter.because) ?? []), ...columns]));
    tests.push({ test: evaluator.condition(filter.test), stays: filter.kind === 'keep', because: filter.because });
  }
  if (tests.length === 0) return undefined;
  const reject = (record: JsonRecord, scope: Scope): string | undefined => {
    for (const { test, stays, because } of tests) if (test(record, scope) !== stays) return because;
    return undefined;
  };
  return {
    filters: tests.length,
    columns: [...new Set([...readFor.values()].flatMap((columns) => [...columns]))],
    readFor,
    reject,
  };
}
