import type { Bound, Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Feed, Filter } from '../../language/model.ts';
import type { Counter } from '../context/ledger.ts';
import { MappingCounts } from '../report/mapping-counts.ts';

/** Why a record is left out, and whose objects are withdrawn for it: those of these entries; undefined: of all. */
export interface LeftOut {
  readonly because: string;
  readonly entries: readonly string[] | undefined;
}

/** A record that is left out goes on for its objects to be withdrawn, and is counted only then. */
export type TakeLeftOut = (record: JsonRecord, leftOut: LeftOut) => void;

/** The records that go on. A record that is dropped is counted. */
type Apply = (record: JsonRecord, scope: Scope, counter: Counter, leftOut: TakeLeftOut) => readonly JsonRecord[];
/** One filter; undefined: the record goes on as it is. */
type Step = (...given: Parameters<Apply>) => readonly JsonRecord[] | undefined;

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

/** Which columns of the leading filters no record has had so far. */
export interface Absence {
  look(record: JsonRecord): void;
  /** Those by which a reason of these has dropped records. */
  behind(reasons: ReadonlyMap<string, unknown>): readonly string[];
}

export interface BoundFilters extends Filters {
  readonly absence: Absence;
  /** Undefined where the first filter is none that can be pushed down. */
  readonly head: HeadTest | undefined;
  /** Those behind the head. */
  readonly rest: Filters;
}

const NOTHING: readonly JsonRecord[] = [];

export function bindFilters(feed: Feed, evaluator: Evaluator, counts = new MappingCounts()): BoundFilters {
  const steps = feed.filters.map((filter, at) => bindFilter(filter, evaluator, feed.filters.slice(at + 1), counts));
  const expands = feed.filters.some(({ kind }) => kind === 'expand');
  const head = headTest(feed.filters, evaluator);
  return { ...chained(steps, expands), head, absence: absenceOf(head), rest: chained(steps.slice(head?.filters), expands) };
}

const chained = (steps: readonly Step[], expands: boolean): Filters => ({
  apply: (record, scope, counter, leftOut) => {
    let records: readonly JsonRecord[] | undefined;
    for (const step of steps) {
      if (records === undefined) records = step(record, scope, counter, leftOut);
      else records = records.flatMap((one) => step(one, scope, counter, leftOut) ?? one);
      if (records?.length === 0) return NOTHING;
    }
    return records ?? [record];
  },
  empty: steps.length === 0,
  expands,
});

function absenceOf(head: HeadTest | undefined): Absence {
  const absent = new Set(head?.columns);
  return {
    look: (record) => {
      if (absent.size > 0) for (const name of absent) if (name in record) absent.delete(name);
    },
    behind: (reasons) =>
      [...absent].filter((name) =>
        head?.readFor.entries().some(([because, columns]) => columns.has(name) && reasons.has(because)),
      ),
  };
}

/** `behind`: the filters that follow. */
function bindFilter(filter: Filter, evaluator: Evaluator, behind: readonly Filter[], counts: MappingCounts): Step {
  switch (filter.kind) {
    case 'keep':
    case 'drop': {
      const test = evaluator.condition(filter.test);
      const stays = filter.kind === 'keep';
      const { because, otherwise } = filter;
      const give = otherwise && bindLeftOut({ because, entries: otherwise.withdraw }, behind, evaluator);
      return (record, scope, counter, leftOut) => {
        if (test(record, scope) === stays) return undefined;
        if (give === undefined) counter.drop(because);
        else give(record, scope, counter, leftOut);
        return NOTHING;
      };
    }
    case 'set': {
      const members = filter.members.map(({ name, value }) => ({
        name,
        value: counts.value({ part: 'set', name }, value, evaluator.value(value)),
      }));
      return (record, scope) => [setMembers(record, members, scope)];
    }
    case 'expand':
      return bindExpand(filter, evaluator.expr(filter.expr));
  }
}

/** What is left out is told as the filters behind would have it, were it not for their conditions: by that its objects are known. */
function bindLeftOut(why: LeftOut, behind: readonly Filter[], evaluator: Evaluator): (...given: Parameters<Apply>) => void {
  const shaping = behind.filter(({ kind }) => kind === 'set' || kind === 'expand');
  const { apply } = chained(
    shaping.map((filter) => bindFilter(filter, evaluator, [], new MappingCounts())),
    false,
  );
  return (record, scope, counter, leftOut) => {
    for (const one of apply(record, scope, counter, leftOut)) leftOut(one, why);
  };
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
    // What is left out and withdrawn has to be mapped.
    if ((filter.kind !== 'keep' && filter.kind !== 'drop') || filter.otherwise !== undefined) break;
    const { reads } = evaluator.expr(filter.test);
    if (
      reads === undefined ||
      reads.all ||
      reads.variables.some((name) => name === 'record' || name === 'parent' || name === 'page')
    )
      break;
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
