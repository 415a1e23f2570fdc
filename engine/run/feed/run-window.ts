import { isoOr } from '../../language/basics/instant.ts';
import type { Batch } from '../../components/decoders/decoder.ts';
import type { EvaluateRecord } from '../../components/states/state.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { PlannedWindow } from '../../plan/plan.ts';
import type { WindowStaging } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import { Counter } from '../context/ledger.ts';
import { LimitReached } from '../context/signals.ts';
import { bindFilterBatch, type FilterBatch, type Filtered } from '../records/filter-batch.ts';
import { bindFollower } from '../records/explain/follow-record.ts';
import { bindFilters, type BoundFilters } from '../records/filters.ts';
import { bindMapper, type Mapped, type Mapper, type MapperParts, type MapTarget } from '../records/mapper.ts';
import { quarantine, SetAside } from '../records/set-aside.ts';
import { bindShortcuts } from '../shortcuts/bind-shortcuts.ts';
import type { Shortcuts } from '../shortcuts/shortcuts.ts';
import { indexMemory } from '../source/index-memory.ts';
import type { DocumentLedger } from '../source/failed-documents.ts';
import { fetchPages } from '../source/read-source.ts';
import type { SourceEnd } from '../source/source-sink.ts';
import type { AfterApplied } from './after-applied.ts';
import { checkQuarantine } from './quarantine-limit.ts';

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
  readonly after: AfterApplied | undefined;
  /** What may be skipped; bound anew where the window is read again. */
  readonly shortcuts: Shortcuts;
}

/** The whole way of a record: fetched and decoded, filtered, told from those that were seen, supplemented, mapped, staged. */
export async function runWindow(run: WindowRun, scope: Scope, filters: BoundFilters): Promise<SourceEnd> {
  const { context, counter, limit, shortcuts } = run;
  const follower = bindFollower(context, run.window);
  const map = bindMapper(context, { ...run.parts, follower });
  const target = await targetOf(run);
  const judges = judgesOf(run, filters, map, target.aside);
  const state = context.state?.session;

  const take = async (batch: Batch, own: Scope, judge: Judge): Promise<void> => {
    for (const record of batch.records) filters.absence.look(record);
    state?.onRecords?.(batch.records, evaluateWith(context, own));
    run.after?.look(batch.records, own);
    await takeBack(context);
    const room = limit === undefined ? batch.records.length : Math.min(batch.records.length, limit - counter.fetched);
    follower?.begin(batch, room, own);
    try {
      for (const judged of judge(batch, room, own)) {
        counter.merge(judged.tally);
        for (const bad of judged.bad) target.aside.add(bad, bad.record, run.staging, counter);
        await map.put(judged.kept, own, target, judged.mapped);
      }
    } finally {
      follower?.end();
    }
    checkQuarantine(run);
    run.onProgress();
    if (limit !== undefined && counter.fetched >= limit) throw new LimitReached();
  };
  // A document's records see the entry of the index that led to it, all of them the document around them.
  const inPage = ({ parent, page }: Scope): Scope => ({ ...scope, page, ...(parent === undefined ? {} : { parent }) });

  const end = await fetchPages({
    context,
    scope,
    counter,
    take: (batch, page) => take(batch, inPage(page), shortcuts.testedBy(batch) ? judges.tested : judges.whole),
    takeLate: (batch, page) => take(batch, inPage(page), judges.late),
    figures: context.services.trace && (() => ({ records: counter.counts(), objects: target.staged() })),
    documents: documentLedger(run, target.earlier),
    memory: (source) => indexMemory(source, { ...run, scope, lists: target.lists }),
    prefilter: shortcuts.prefilter,
    recall: shortcuts.recall,
  });
  if (droppedAll(counter)) warnOfAbsent(filters.absence.behind(counter.dropped), run);
  return end;
}

/** What this window's expressions see beside records. */
export function windowScope(context: RunContext, window: PlannedWindow): Scope {
  return {
    ...context.scope,
    window: { since: isoOr(window.since, undefined), until: isoOr(window.until, undefined) },
    state: context.state?.session.variables(),
  };
}

/** The filters of a window and what it may skip. */
export function bindWindow(
  run: Omit<WindowRun, 'shortcuts'>,
  revision: string | undefined,
): { readonly scope: Scope; readonly filters: BoundFilters; readonly shortcuts: Shortcuts } {
  const { context, window, counter, limit, onProgress } = run;
  const scope = windowScope(context, window);
  const filters = bindFilters(context.plan.feed, context.evaluator, context.mapping);
  return { scope, filters, shortcuts: bindShortcuts({ context, scope, filters, counter, limit, onProgress, revision }) };
}

/** What is staged from now on is listed by this document of an index; undefined: by none. */
interface ListedTarget extends MapTarget {
  /** What earlier runs have set aside. */
  readonly earlier: ReadonlySet<string>;
  readonly lists: (document: string | undefined) => void;
  /** So many objects by now. */
  readonly staged: () => number;
}

async function targetOf({ id, context, staging, counter, shortcuts }: WindowRun): Promise<ListedTarget> {
  let document: string | undefined;
  let staged = 0;
  const aside = await context.services.instance.quarantined();
  return {
    staged: () => staged,
    lists: (name) => void (document = context.plan.documents === undefined ? undefined : name),
    staging,
    counter,
    aside: new SetAside(context, aside.keys()),
    earlier: new Set([...aside].filter(([, run]) => run !== id).map(([key]) => key)),
    stage: (objects, place) => {
      staged += objects.length;
      staging.add(objects, shortcuts.staged(objects, place));
      if (document === undefined) return;
      for (const object of objects) if (!object.withdraw) staging.listed(document, object);
    },
  };
}

interface Judged extends Filtered {
  /** What the records that were kept gave, where that needs no call. */
  readonly mapped?: readonly Mapped[] | undefined;
}

type Judge = (batch: Batch, room: number, scope: Scope) => readonly Judged[];

const ANY_TIME: PlannedWindow = { since: undefined, until: undefined };

/** The ways in which a batch is judged: whole; tested by the leading filters before; or late, whatever its records' time. */
function judgesOf(
  run: WindowRun,
  filters: BoundFilters,
  map: Mapper,
  aside: SetAside,
): Readonly<Record<'whole' | 'tested' | 'late', Judge>> {
  const { context, window } = run;
  const { plan, evaluator, state, unreadable, echoes, mapping } = context;
  const marks = { aside, unreadable, echoes, mapping };
  const known = state?.session.isKnown?.bind(state.session);
  const isKnown = known && ((record: JsonRecord, own: Scope): boolean => known(record, evaluateWith(context, own)));
  const whole = bindFilterBatch(plan, window, filters, evaluator, marks, isKnown);
  return {
    whole: timedJudge(context, whole, map, false),
    tested: timedJudge(context, bindFilterBatch(plan, window, filters.rest, evaluator, marks, isKnown), map, true),
    late: timedJudge(context, bindFilterBatch(plan, ANY_TIME, filters, evaluator, marks, isKnown), map, false),
  };
}

const evaluateWith =
  ({ evaluator }: RunContext, own: Scope): EvaluateRecord =>
  (option, record) =>
    evaluator.option(option).evaluate(record, own);

/** What was committed in between would leave out a record that has come out of order: should the run end here, the next one begins as this one did. */
async function takeBack({ state, services: { instance, report } }: RunContext): Promise<void> {
  const back = state?.takenBack();
  if (back === undefined) return;
  await instance.moveCheckpoint({ until: instance.checkpoint().until, state: back.state });
  report({
    kind: 'notice',
    level: 'warning',
    message:
      'Records came out of the ascending order that `state` promises: nothing more is committed before the end of the run.',
  });
}

/** A batch at a time under the time limit of expressions; the batch that hits it is judged again record by record. */
function timedJudge({ evaluator, mapping }: RunContext, filter: FilterBatch, map: Mapper, sparing: boolean): Judge {
  return (batch, room, scope) => {
    const judge = (): Judged => {
      const filtered = filter(batch, 0, room, scope);
      return { ...filtered, mapped: map.mapNow?.(filtered.kept, scope) };
    };
    const whole = mapping.attempt(() => evaluator.guard(judge, { sparing }));
    if (whole !== undefined) return [whole];
    return Array.from({ length: room }, (_, index) => filter(batch, index, index + 1, scope));
  };
}

function documentLedger(run: WindowRun, aside: ReadonlySet<string>): DocumentLedger {
  const { context, staging, counter } = run;
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
