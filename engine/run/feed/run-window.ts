import type { Batch, Prefilter } from '../../components/decoders/decoder.ts';
import type { EvaluateRecord } from '../../components/states/state.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { PlannedWindow } from '../../plan/plan.ts';
import type { WindowStaging } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import { Counter } from '../context/ledger.ts';
import type { DocumentLedger } from '../source/failed-documents.ts';
import { bindFilters } from '../records/filters.ts';
import type { HeadTest } from '../records/filters.ts';
import { bindMapper } from '../records/mapper.ts';
import type { Mapper, MapperParts, Outcome } from '../records/mapper.ts';
import { fetchPages } from '../source/read-source.ts';
import { bindRecall } from '../shortcuts/recall.ts';
import { indexMemory } from '../source/index-memory.ts';
import { listingStaging } from '../source/listing-staging.ts';
import { LimitReached } from '../context/signals.ts';
import { quarantine, SetAside } from '../records/set-aside.ts';
import { bindSift } from '../records/filter-batch.ts';
import type { Sift, Sifted } from '../records/filter-batch.ts';
import type { SourceEnd } from '../source/source-sink.ts';

export interface WindowRun {
  /** The run's. */
  readonly id: string;
  readonly context: RunContext;
  readonly window: PlannedWindow;
  readonly staging: WindowStaging;
  readonly counter: Counter;
  readonly parts: MapperParts;
  readonly limit: number | undefined;
  readonly onProgress: () => void;
}

/** The whole way of a record: fetched and decoded, sifted by filters, time and key, supplemented, mapped, staged. */
export async function runWindow(given: WindowRun): Promise<SourceEnd> {
  const listing = given.context.plan.documents === undefined ? undefined : listingStaging(given.staging);
  const run = listing === undefined ? given : { ...given, staging: listing.staging };
  const { context, window, staging, counter } = run;
  const scope = windowScope(context, window);
  const { plan, evaluator } = context;
  const filters = bindFilters(plan.feed, evaluator);
  const state = context.state?.session;
  const ofRecord =
    (own: Scope): EvaluateRecord =>
    (option, record) =>
      evaluator.option(option).evaluate(record, own);
  const isKnown =
    state?.isKnown === undefined
      ? undefined
      : (record: JsonRecord, own: Scope): boolean => state.isKnown?.(record, ofRecord(own)) ?? false;
  const aside = new SetAside(context);
  const marks = { aside, unreadable: context.unreadable, echoes: context.echoes };
  const map = bindMapper(context, run.parts, aside);
  const judgeLate = guarded(run, bindSift(plan, ANY_TIME, filters, evaluator, marks, isKnown), map);
  const judgeWhole = guarded(run, bindSift(plan, window, filters, evaluator, marks, isKnown), map);
  const judgeTested = guarded(run, bindSift(plan, window, filters.rest, evaluator, marks, isKnown), map);

  const pushed =
    run.limit === undefined && state?.onRecords === undefined
      ? pushDown(filters.head, scope, counter, run.onProgress)
      : undefined;
  const recall =
    run.limit === undefined && state === undefined
      ? bindRecall({ ...run, inDoubt: () => pushed?.inDoubt() ?? false })
      : undefined;
  const takeAs =
    (late: boolean) =>
    async (batch: Batch, { parent }: Scope): Promise<void> => {
      // A document's records see the entry of the index that led to it.
      const own = parent === undefined ? scope : { ...scope, parent };
      pushed?.look(batch.records);
      state?.onRecords?.(batch.records, ofRecord(own));
      takeBack(context);
      const room = run.limit === undefined ? batch.records.length : Math.min(batch.records.length, run.limit - counter.fetched);
      const judge = late ? judgeLate : batch.tested === true && pushed?.isSure() === true ? judgeTested : judgeWhole;
      for (const sifted of judge(batch, room, own)) {
        counter.merge(sifted.tally);
        for (const bad of sifted.bad) aside.add(bad, bad.record, staging, counter);
        await map.put(sifted.kept, own, staging, counter, sifted.drafted);
      }
      checkQuarantine(run);
      run.onProgress();
      if (run.limit !== undefined && counter.fetched >= run.limit) throw new LimitReached();
    };

  const end = await fetchPages({
    context,
    scope,
    counter,
    take: takeAs(false),
    takeLate: takeAs(true),
    documents: documentLedger(run),
    memory: (source) => indexMemory(source, { context, staging, counter, window, scope, lists: listing?.lists ?? nobody }),
    prefilter: pushed?.prefilter,
    recall,
  });
  if (pushed !== undefined && droppedAll(counter)) warnOfAbsent(pushed.absent(), run);
  return end;
}

const nobody = (): void => undefined;

/** What was committed in between would leave out a record that has come out of order: should the run end here, the next one begins as this one did. */
function takeBack({ state, services: { instance, report } }: RunContext): void {
  const back = state?.takenBack();
  if (back === undefined) return;
  instance.moveCheckpoint({ until: instance.checkpoint().until, state: back.state });
  report({
    kind: 'notice',
    level: 'warning',
    message:
      'Records came out of the ascending order that `state` promises: nothing more is committed before the end of the run.',
  });
}

const ANY_TIME: PlannedWindow = { since: undefined, until: undefined };

function documentLedger(run: WindowRun): DocumentLedger {
  const { context, staging, counter } = run;
  const aside = context.services.instance.quarantined({ notBy: run.id });
  return {
    aside,
    putThrough: (name) => staging.putThrough(name),
    note: (because) => counter.note(because),
    setAside: (name, place, error) => {
      const again = aside.has(name);
      if (again) counter.note('documents still set aside');
      else counter.fetched++;
      const counted = again ? new Counter() : counter;
      quarantine({ record: {}, key: name, place, error }, staging, counted, context.services.redact);
      checkQuarantine(run);
    },
  };
}

const droppedAll = ({ fetched, dropped }: Counter): boolean =>
  fetched > 0 && fetched === dropped.values().reduce((sum, times) => sum + times, 0);

/** A filter that meets none of what it reads drops everything without a word: the vendor may have renamed it, or sent an error. */
function warnOfAbsent(absent: readonly string[], { context, counter }: WindowRun): void {
  for (const name of absent) {
    counter.note(`all records dropped, none with "${name}"`);
    const message = `Every record was dropped, and none has the "${name}" that the filter reads: look at what the vendor sends.`;
    context.services.report({ kind: 'notice', level: 'warning', message });
  }
}

const iso = (time: number | undefined): string | undefined => (time === undefined ? undefined : new Date(time).toISOString());

function windowScope(context: RunContext, window: PlannedWindow): Scope {
  return {
    ...context.scope,
    window: { since: iso(window.since), until: iso(window.until) },
    state: context.state?.session.variables(),
  };
}

interface Judged extends Sifted {
  /** What became of the records that were kept, where they could be drafted at once. */
  readonly drafted?: readonly Outcome[] | undefined;
}

/** A batch at a time under the time limit of expressions; the batch that hits it is judged again record by record. */
function guarded(
  { context, staging }: WindowRun,
  sift: Sift,
  map: Mapper,
): (batch: Batch, room: number, scope: Scope) => readonly Judged[] {
  return (batch, room, scope) => {
    const whole = context.evaluator.guard(
      (): Judged => {
        const { kept, bad, tally } = sift(batch, 0, room, scope);
        return { kept, bad, tally, drafted: map.draft?.(kept, scope, staging) };
      },
      { sparing: batch.tested === true },
    );
    if (whole !== undefined) return [whole];
    staging.dropDrafts();
    return Array.from({ length: room }, (_, index) => sift(batch, index, index + 1, scope));
  };
}

interface Pushed {
  readonly prefilter: Prefilter;
  /** Not every decoder runs it: what came whole has to be looked at as well. */
  readonly look: (records: readonly JsonRecord[]) => void;
  /** False once a test has failed: its record is among those that stayed. */
  readonly isSure: () => boolean;
  /** The test has failed on the record that was tested last. */
  readonly inDoubt: () => boolean;
  /** What the filters that dropped something read and no record had. */
  readonly absent: () => readonly string[];
}

/** The leading filters, run by the decoder on the columns that they read: most rows are never built whole. */
function pushDown(head: HeadTest | undefined, scope: Scope, counter: Counter, onProgress: () => void): Pushed | undefined {
  if (head === undefined) return undefined;
  const absent = new Set(head.columns);
  let sure = true;
  let doubt = false;
  const meet = (record: JsonRecord): void => {
    for (const name of absent) if (name in record) absent.delete(name);
  };
  const prefilter: Prefilter = {
    columns: head.columns,
    around: (stretch) => stretch(),
    test: (record) => {
      if (absent.size > 0) meet(record);
      let because: string | undefined;
      doubt = false;
      try {
        because = head.reject(record, scope);
      } catch {
        // It is judged again as a whole record, where the failure has a place.
        sure = false;
        doubt = true;
        return true;
      }
      if (because === undefined) return true;
      counter.drop(because);
      // A dump may have nothing to keep for millions of rows: it moves all the same.
      if ((++counter.fetched & 0x3fff) === 0) onProgress();
      return false;
    },
  };
  const dropsBy = (name: string): boolean =>
    head.readFor.entries().some(([because, columns]) => columns.has(name) && counter.dropped.has(because));
  const look = (records: readonly JsonRecord[]): void => {
    for (const record of records) if (absent.size > 0) meet(record);
  };
  return { prefilter, look, isSure: () => sure, inDoubt: () => doubt, absent: () => [...absent].filter(dropsBy) };
}

/** Past the feed's threshold something is wrong with the vendor or the definition, not with a record. The share is of the records that passed the filters. */
function checkQuarantine({ context, counter }: WindowRun): void {
  const { records } = context.plan.feed.quarantineLimit;
  const judged = counter.quarantined + counter.mapped + counter.skipped;
  if (counter.quarantined > records || (judged >= 1000 && overShare(context, counter)))
    throw tooManyQuarantined(context, counter);
}

/** The same at the end of a window, where a few records are all there are: one bad record among several is no failure. */
export function checkQuarantineAtEnd({ context, counter }: WindowRun): void {
  const nothingElse = counter.quarantined > 0 && counter.mapped + counter.skipped === 0;
  if (nothingElse || (counter.quarantined >= 10 && overShare(context, counter))) throw tooManyQuarantined(context, counter);
}

const overShare = (context: RunContext, { quarantined, mapped, skipped }: Counter): boolean =>
  quarantined > context.plan.feed.quarantineLimit.share * (quarantined + mapped + skipped);

const tooManyQuarantined = (context: RunContext, counter: Counter): EngineError =>
  new EngineError(
    'run.quarantine',
    `${counter.quarantined} of ${counter.fetched} records could not be mapped; the first: ${counter.firstFailure ?? 'unknown'}`,
    {
      place: context.plan.feed.place,
      hint:
        counter.mapped + counter.skipped === 0
          ? 'Mend the definition: not one record could be mapped.'
          : 'Mend the definition, or raise `quarantine_limit` of the feed if such records may be set aside.',
    },
  );
