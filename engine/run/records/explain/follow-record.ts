import type { Batch } from '../../../components/decoders/decoder.ts';
import { oversizeOf } from '../../../components/decoders/oversized.ts';
import type { Scope } from '../../../expression/definition/evaluator.ts';
import type { EngineError } from '../../../language/basics/errors.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { PlannedWindow } from '../../../plan/plan.ts';
import type { RunContext } from '../../context/context.ts';
import type { ExplainedAnswer, ExplainedPart } from '../../report/explain/explained.ts';
import { attempt, faultOf } from '../../report/explain/fault.ts';
import type { Kept } from '../filter-batch.ts';
import { bindRecordSteps, endedInFilters, type RecordSteps } from './explain-record.ts';
import type { FilteredPart } from './explain-filters.ts';

/** Follows one record through a window: what becomes of it is asked of the run, why is worked out beside it. */
export interface Follower {
  /** Before the first `room` records of a batch are judged. */
  begin(batch: Batch, room: number, scope: Scope): void;
  /** The record is about to be mapped, with what the supplemental calls gave in the scope. */
  scoped(kept: Kept, scope: Scope): void;
  /** What became of it in the end. */
  settled(kept: Kept, outcome: ExplainedPart['outcome'], error?: EngineError): void;
  /** After the batch: tells of the records that are followed. */
  end(): void;
}

interface Followed {
  readonly batch: Batch;
  readonly index: number;
  readonly scope: Scope;
  readonly parts: readonly FilteredPart[];
}

interface Settled {
  readonly kept: Kept;
  readonly scope: Scope | undefined;
  readonly outcome: ExplainedPart['outcome'];
  readonly error: EngineError | undefined;
}

/** Undefined where no record is to be followed. */
export function bindFollower(context: RunContext, window: PlannedWindow): Follower | undefined {
  const { trace } = context.services;
  if (trace?.record === undefined) return undefined;
  const steps = bindRecordSteps(context.plan, context.evaluator);
  const isMeant = bindMatch(trace.record, context, steps);
  let followed: Followed[] = [];
  let settled: Settled[] = [];
  const scopes = new Map<Kept, Scope>();
  const isFollowed = ({ place }: Kept): boolean =>
    followed.some(({ batch, index }) => batch === place.batch && index === place.index);
  return {
    begin: (batch, room, scope) => {
      followed = batch.records.slice(0, room).flatMap((record, index) => {
        if (oversizeOf(record) !== undefined) return [];
        const parts = isMeant(record, scope);
        return parts === undefined ? [] : [{ batch, index, scope, parts }];
      });
    },
    scoped: (kept, scope) => void (followed.length > 0 && isFollowed(kept) && scopes.set(kept, scope)),
    settled: (kept, outcome, error) => {
      if (followed.length > 0 && isFollowed(kept)) settled.push({ kept, scope: scopes.get(kept), outcome, error });
    },
    end: () => {
      const [all, ends] = [followed, settled];
      [followed, settled] = [[], []];
      scopes.clear();
      for (const one of all) {
        const own = ends.filter(({ kept: { place } }) => place.batch === one.batch && place.index === one.index);
        trace.tell({
          kind: 'record',
          where: one.batch.place(one.index),
          input: one.batch.records[one.index] as JsonRecord,
          parts: partsOf(one, own, steps, { context, window }),
        });
      }
    },
  };
}

/** Where the run and the explanation meet: a part of the record and the one that the run has kept are the same. */
function partsOf(
  { batch, index, scope, parts }: Followed,
  settled: readonly Settled[],
  steps: RecordSteps,
  { context, window }: { readonly context: RunContext; readonly window: PlannedWindow },
): readonly ExplainedPart[] {
  const open = [...settled];
  return parts.map((part): ExplainedPart => {
    const { record } = part;
    if (record === undefined) return endedInFilters(part);
    const text = JSON.stringify(record);
    const at = open.findIndex(({ kept, ...one }) => one.outcome !== 'dropped' && JSON.stringify(kept.record) === text);
    const [end] = at < 0 ? [] : open.splice(at, 1);
    const own = end?.scope ?? scope;
    const answers = end?.scope === undefined ? [] : answersOf(end.scope, context);
    const given = { part: { ...part, record }, scope: own, answers, place: { batch, index } };
    if (end === undefined)
      return { ...steps.rest(given), lets: [], entries: [], relations: [], ...leftOut(record, scope, steps, window) };
    const explained = steps.rest(given);
    if (end.outcome === 'duplicate') return { ...explained, lets: [], entries: [], relations: [], outcome: 'duplicate' };
    return { ...explained, outcome: end.outcome, error: end.error === undefined ? undefined : faultOf(end.error) };
  });
}

/** Of a record that the filters keep and the run does not map. */
function leftOut(
  record: JsonRecord,
  scope: Scope,
  steps: RecordSteps,
  { since = -Infinity, until = Infinity }: PlannedWindow,
): Pick<ExplainedPart, 'outcome' | 'error'> {
  const marks = steps.marks(record, scope);
  const error = marks.find((mark) => mark.error !== undefined)?.error;
  if (error !== undefined) return { outcome: 'set aside', error };
  const time = marks.find(({ name }) => name === 'time')?.value;
  const at = typeof time === 'string' ? Date.parse(time) : undefined;
  return { outcome: at !== undefined && (at < since || at >= until) ? 'outside the window' : 'duplicate', error: undefined };
}

const answersOf = (scope: Scope, { plan }: RunContext): readonly ExplainedAnswer[] =>
  plan.feed.supplemental.map(({ name, place }) => ({ name, place, value: scope[name] }));

/** Gives the record's parts where it is the one that is meant. */
function bindMatch(
  wanted: string,
  { plan, evaluator }: RunContext,
  steps: RecordSteps,
): (record: JsonRecord, scope: Scope) => readonly FilteredPart[] | undefined {
  const keys = (plan.feed.key.length > 0 ? plan.feed.key : plan.endpoint.key).map((key) => evaluator.expr(key));
  const reshapes = plan.feed.filters.some(({ kind }) => kind === 'set' || kind === 'expand');
  const hasKey = (record: JsonRecord, scope: Scope): boolean => {
    const given = attempt(() => keys.map((key) => key.evaluate(record, scope) ?? null));
    if ('error' in given) return false;
    const [first, ...more] = given.value;
    return (more.length === 0 && isText(first, wanted)) || JSON.stringify(given.value) === wanted;
  };
  const hasValue = (record: JsonRecord): boolean => Object.values(record).some((value) => isText(value, wanted));
  return (record, scope) => {
    if (keys.length === 0) return hasValue(record) ? steps.filters(record, scope) : undefined;
    if (hasKey(record, scope)) return steps.filters(record, scope);
    if (!reshapes) return undefined;
    const parts = steps.filters(record, scope);
    return parts.some((part) => part.record !== undefined && hasKey(part.record, scope)) ? parts : undefined;
  };
}

const isText = (value: unknown, wanted: string): boolean =>
  (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') && String(value) === wanted;
