import type { Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Endpoint, Supplemental } from '../../language/model.ts';
import { checkArguments } from '../endpoint/arguments.ts';
import { batchKey, bindBatch } from './shared-calls.ts';
import type { Counter } from '../context/ledger.ts';
import { dependenciesOf } from './dependencies.ts';
import { isAboutRecord } from '../context/failures.ts';
import { MappingCounts } from '../report/mapping-counts.ts';
import { isNothing } from '../report/scalars.ts';
import { readPages, type PageContext } from '../source/read-pages.ts';
import { Semaphore } from '../context/semaphore.ts';
import { bindSlices } from './slices.ts';

/** Adds each supplemental call's result to the scope under its name. Throws where a failure quarantines the record or fails the window. */
export type Supplement = (record: JsonRecord, scope: Scope, counter: Counter) => Promise<Scope>;

interface Remembered {
  result: Promise<unknown>;
  /** Of the answers' bodies. */
  bytes: number;
}

/** Remembers results for the run by call and arguments; the oldest are forgotten first. */
export class CallMemory {
  static readonly #most = 10_000;
  static readonly #mostBytes = 32 * 1024 * 1024;
  readonly #results = new Map<string, Remembered>();
  #bytes = 0;

  /** `call` tells of the bytes that it reads. */
  once<T>(key: string, call: (weigh: (bytes: number) => void) => Promise<T>): Promise<T> {
    const known = this.#results.get(key)?.result as Promise<T> | undefined;
    if (known !== undefined) return known;
    const entry: Remembered = { result: Promise.resolve(), bytes: 0 };
    this.#results.set(key, entry);
    const result = call((bytes) => {
      if (this.#results.get(key) !== entry) return;
      entry.bytes += bytes;
      this.#bytes += bytes;
    });
    entry.result = result;
    result.then(
      () => this.#makeRoom(),
      () => this.#forget(key, entry),
    );
    return result;
  }

  #makeRoom(): void {
    for (const [key, entry] of this.#results) {
      if (this.#results.size <= CallMemory.#most && this.#bytes <= CallMemory.#mostBytes) return;
      this.#forget(key, entry);
    }
  }

  #forget(key: string, entry: Remembered): void {
    if (this.#results.get(key) !== entry) return;
    this.#results.delete(key);
    this.#bytes -= entry.bytes;
  }
}

type Note = (because: string, times?: number) => void;

interface BoundSupplemental {
  readonly spec: Supplemental;
  /** Earlier supplementals whose results its arguments read. */
  readonly after: readonly string[];
  readonly call: (record: JsonRecord, scope: Scope, counter: Counter) => Promise<unknown>;
}

export function bindSupplements(
  specs: readonly Supplemental[],
  context: PageContext,
  memory: CallMemory,
  counts = new MappingCounts(),
): Supplement {
  const bound: readonly BoundSupplemental[] = specs.map((spec, index) => ({
    spec,
    after: dependenciesOf(
      spec,
      context.evaluator,
      specs.slice(0, index).map(({ name }) => name),
    ),
    call: bindSupplemental(spec, context, memory, counts),
  }));
  return async (record, scope, counter) => {
    const results = new Map<string, Promise<unknown>>();
    for (const { spec, after, call } of bound) {
      const ready = Promise.all(after.map(async (name) => [name, await results.get(name)] as const));
      results.set(
        spec.name,
        ready.then((known) => call(record, { ...scope, ...Object.fromEntries(known) }, counter)),
      );
    }
    const settled = await Promise.allSettled(results.values());
    const failures = settled
      .filter((one): one is PromiseRejectedResult => one.status === 'rejected')
      .map(({ reason }) => reason as unknown);
    // A failure of the whole run outweighs one of this record.
    if (failures.length > 0) throw failures.find((error) => !isAboutRecord(error)) ?? failures[0];
    const joined: Record<string, unknown> = { ...scope };
    [...results.keys()].forEach((name, index) => (joined[name] = (settled[index] as PromiseFulfilledResult<unknown>).value));
    return joined;
  };
}

/** Thrown by `on_failure: fail`. */
const windowFailure = (spec: Supplemental, error: EngineError): EngineError =>
  new EngineError('run.supplemental', `The supplemental call "${spec.name}" failed: ${error.message}`, {
    place: error.place ?? spec.place,
    hint: error.hint,
    cause: error,
  });

function bindSupplemental(
  spec: Supplemental,
  context: PageContext,
  memory: CallMemory,
  counts: MappingCounts,
): BoundSupplemental['call'] {
  const { evaluator } = context;
  const line = counts.lineAt({ part: 'supplemental', name: spec.name, place: spec.place });
  const when = spec.when && evaluator.condition(spec.when);
  const args = spec.with && evaluator.tree(spec.with);
  const slices = spec.over && bindSlices(spec.over, evaluator);
  const gate = new Semaphore(spec.concurrency);
  const { endpoint } = context.endpoint(spec.call);
  const nested = spec.supplemental.length === 0 ? undefined : bindSupplements(spec.supplemental, context, memory, counts);
  const once = endpoint.records.kind !== 'bytes' && endpoint.records.count === 'one';

  const callOne = (scope: Scope, counter: Counter): Promise<readonly JsonRecord[]> => {
    const note: Note = (because, times) => counter.note(`${spec.name}: ${because}`, times);
    return memory.once(JSON.stringify([spec.call, scope['args'] ?? null, scope['slice'] ?? null]), (weigh) =>
      gate.run(() => fetchAll(endpoint, scope, context, note, weigh)),
    );
  };

  const inBatch = spec.batch && bindBatchedCall(spec, spec.batch, endpoint, context, memory, gate);

  const fetchFor = async (record: JsonRecord, scope: Scope, counter: Counter): Promise<readonly JsonRecord[]> => {
    const raw = args?.(record, scope);
    const base = { ...context.scope, window: scope['window'] };
    if (inBatch !== undefined)
      return inBatch((raw ?? {}) as JsonRecord, base, (because, times) => counter.note(`${spec.name}: ${because}`, times));
    const called = { ...base, args: checkArguments(endpoint, raw, spec.place) };
    const parts = slices === undefined ? [called] : slices(record, scope).map((slice) => ({ ...called, slice }));
    return unique((await Promise.all(parts.map((part) => callOne(part, counter)))).flat(), endpoint, context, parts.length > 1);
  };

  const callAll = async (record: JsonRecord, scope: Scope, counter: Counter): Promise<unknown> => {
    const records = await fetchFor(record, scope, counter);
    const complete =
      nested === undefined
        ? records
        : await Promise.all(
            records.map(async (one) => withNested(one, await nested(one, { ...scope, parent: record }, counter), spec)),
          );
    return once ? complete[0] : complete;
  };

  return async (record, scope, counter) => {
    if (when !== undefined && !when(record, scope)) return undefined;
    evaluator.probe?.(spec.place, 'called')();
    try {
      const given = await callAll(record, scope, counter);
      line.count(!isNothing(given), record);
      return given;
    } catch (error) {
      if (!isAboutRecord(error)) throw error;
      if (spec.onFailure === 'fail') throw windowFailure(spec, error);
      if (spec.onFailure === 'quarantine') throw error;
      counter.note(`supplemental ${spec.name} absent: ${error.code}`);
      return undefined;
    }
  };
}

interface BatchedCall {
  readonly scope: Scope;
  /** Without the one that gathers. */
  readonly args: JsonRecord;
  readonly note: Note;
}

/** Gives the records that belong to this record's own values, from calls that several records share. */
function bindBatchedCall(
  spec: Supplemental,
  batch: NonNullable<Supplemental['batch']>,
  endpoint: Endpoint,
  context: PageContext,
  memory: CallMemory,
  gate: Semaphore,
) {
  const { into } = batch;
  const match = context.evaluator.expr(batch.match);
  const ask = bindBatch<BatchedCall>(batch.of, async ({ scope, args, note }, values) => {
    const called = { ...scope, args: checkArguments(endpoint, { ...args, [into]: values }, spec.place) };
    const records = await gate.run(() => fetchAll(endpoint, called, context, note));
    const wanted = new Map<string, JsonRecord[]>(values.map((value) => [batchKey(value), []]));
    for (const record of records) {
      const owners = [match.evaluate(record, called)].flat().map((owner) => wanted.get(batchKey(owner)));
      if (owners.every((owner) => owner === undefined)) note('records that belong to none');
      for (const owner of owners) owner?.push(record);
    }
    return wanted;
  });
  return async (args: JsonRecord, scope: Scope, note: Note): Promise<readonly JsonRecord[]> => {
    const { [into]: own, ...shared } = args;
    const values = own === undefined ? [] : Array.isArray(own) ? [...new Set<unknown>(own)] : [own];
    const group = JSON.stringify([spec.call, into, shared, scope['window'] ?? null]);
    const answers = values.map((value) =>
      memory.once(JSON.stringify([group, value]), () => ask(group, { scope, args: shared, note }, value)),
    );
    return (await Promise.all(answers)).flat();
  };
}

const withNested = (record: JsonRecord, scope: Scope, spec: Supplemental): JsonRecord => ({
  ...record,
  ...Object.fromEntries(spec.supplemental.map(({ name }) => [name, scope[name]])),
});

/** Slices may overlap by whole days: what has the endpoint's key twice is one. */
function unique(
  records: readonly JsonRecord[],
  endpoint: Endpoint,
  context: PageContext,
  sliced: boolean,
): readonly JsonRecord[] {
  if (!sliced || endpoint.key.length === 0) return records;
  const seen = new Set<string>();
  return records.filter((record) => {
    const parts = endpoint.key.map((part) => context.evaluator.expr(part).evaluate(record, context.scope) ?? null);
    const key = JSON.stringify(parts);
    if (seen.has(key) && parts.some((part) => part !== null)) return false;
    seen.add(key);
    return true;
  });
}

/** `note` is told why an answer without records has none. */
async function fetchAll(
  endpoint: Endpoint,
  scope: Scope,
  context: PageContext,
  note: Note,
  weigh?: (bytes: number) => void,
): Promise<readonly JsonRecord[]> {
  const records: JsonRecord[] = [];
  let before = 0;
  const { last } = await readPages(context.endpoint(endpoint.name), scope, context, {
    page: () => void (before = records.length),
    begin: () => void (records.length = before),
    batch: async (batch) => {
      for (const record of batch.records) records.push(record);
    },
    note,
    pace: (bytes) => void weigh?.(bytes),
  });
  if (last.verdict.kind !== 'records') note(last.verdict.because);
  return records;
}
