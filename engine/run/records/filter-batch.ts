import type { Batch } from '../../components/decoders/decoder.ts';
import { oversizeOf } from '../../components/decoders/oversized.ts';
import type { Bound, Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Place } from '../../language/basics/place.ts';
import type { Expr } from '../../language/basics/value.ts';
import type { FeedPlan, PlannedWindow } from '../../plan/plan.ts';
import { Counter } from '../context/ledger.ts';
import type { Filters, LeftOut, TakeLeftOut } from './filters.ts';
import type { Position } from './position.ts';
import { timeOf } from '../report/scalars.ts';
import type { RunContext } from '../context/context.ts';
import { keyText, type Bad, type SetAside } from './set-aside.ts';

/** A record that goes on to be mapped. */
export interface Kept {
  readonly record: JsonRecord;
  /** JSON text of the key's parts; undefined where the feed has no key. */
  readonly key: string | undefined;
  readonly version: string | number | undefined;
  readonly place: Position;
  /** A filter leaves it out: what is known of it is withdrawn. */
  readonly leftOut?: LeftOut | undefined;
}

export interface Filtered {
  readonly kept: readonly Kept[];
  readonly bad: readonly Bad[];
  readonly tally: Counter;
}

/** Filters, time and key of a batch's records: pure, so that it may be done again record by record. */
export type FilterBatch = (batch: Batch, from: number, to: number, scope: Scope) => Filtered;

export function bindFilterBatch(
  plan: FeedPlan,
  window: PlannedWindow,
  filters: Filters,
  evaluator: Evaluator,
  { aside, unreadable, echoes, mapping }: Pick<RunContext, 'unreadable' | 'echoes' | 'mapping'> & { readonly aside: SetAside },
  isKnown?: (record: JsonRecord, scope: Scope) => boolean,
): FilterBatch {
  const time = plan.feed.window?.time;
  const inWindow = time === undefined ? undefined : bindTime(time, { window, now: plan.now }, evaluator, mapping);
  const keyExprs = plan.feed.key.length > 0 ? plan.feed.key : plan.endpoint.key;
  const keyParts = keyExprs.map((part) => evaluator.expr(part));
  const countedParts = keyExprs.map((part) => mapping.value({ part: 'key' }, part, evaluator.expr(part)));
  const keyOf = bindKey(countedParts, unreadable, echoes);
  const versionExpr = plan.feed.version ?? plan.endpoint.version;
  const version = versionExpr && mapping.value({ part: 'version' }, versionExpr, evaluator.expr(versionExpr));
  const expansion = plan.feed.filters.find(({ kind }) => kind === 'expand')?.place;

  const judge = (record: JsonRecord, scope: Scope, place: Position, kept: Kept[], tally: Counter, leftOut?: LeftOut): void => {
    if (inWindow !== undefined && !inWindow(record, scope, tally)) {
      tally.outsideWindow++;
      return;
    }
    const key = keyParts.length === 0 ? undefined : keyOf(record, scope, tally);
    kept.push({ record, key, version: versionOf(version?.evaluate(record, scope)), place, leftOut });
  };

  return (batch, from, to, scope) => {
    const kept: Kept[] = [];
    const bad: Bad[] = [];
    const tally = new Counter();
    for (let index = from; index < to; index++) {
      const record = batch.records[index] as JsonRecord;
      const oversize = batch.oversized === true ? oversizeOf(record) : undefined;
      if (oversize !== undefined) {
        bad.push({ record, key: oversize.key, place: batch.place(index), error: oversize.error });
        continue;
      }
      if (isKnown?.(record, scope) === true && !aside.has(record, () => keyText(keyParts, record, scope))) {
        tally.duplicate++;
        continue;
      }
      const keptBefore = kept.length;
      // Parts of an expanded record are counted apart: if one of them fails the whole record is set aside.
      const own = filters.expands ? new Counter() : tally;
      try {
        const place = { batch, index };
        const leftOut: TakeLeftOut = (one, why) => judge(one, scope, place, kept, own, why);
        const records = filters.empty ? [record] : filters.apply(record, scope, own, leftOut);
        for (const one of records) judge(one, scope, place, kept, own);
        if (kept.length > keptBefore + 1) tellApart(kept, keptBefore, expansion);
        if (own !== tally) tally.merge(own);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        kept.length = keptBefore;
        bad.push({ record, key: undefined, place: batch.place(index), error });
      }
    }
    tally.fetched += to - from;
    return { kept, bad, tally };
  };
}

/** The key of a record as JSON text; counts the records that lack it, which are not one and the same. */
const bindKey =
  (keyParts: readonly Bound[], unreadable: RunContext['unreadable'], echoes: RunContext['echoes']) =>
  (record: JsonRecord, scope: Scope, tally: Counter): string | undefined => {
    const key = keyText(keyParts, record, scope);
    if (key === undefined) {
      tally.note('records without a key');
      return undefined;
    }
    unreadable.refuseIn(key, 'key of the record');
    return echoes.clean(key);
  };

/** Parts of one record with the same key and version would be taken for duplicates, although they say different things. */
function tellApart(kept: readonly Kept[], from: number, place: Place | undefined): void {
  const seen = new Map<string, JsonRecord>();
  for (const { key, version, record } of kept.slice(from)) {
    if (key === undefined || version === undefined) continue;
    const before = seen.get(key);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(record))
      throw new EngineError(
        'filter.same-key',
        'Parts that one record was expanded to have the same key and version: all but one would be lost as duplicates.',
        { place, hint: 'Put into `key` what tells them apart.' },
      );
    seen.set(key, record);
  }
}

/** Numbers in text compare as numbers. */
function versionOf(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return /^-?\d{1,15}(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** A record of later than so long after now says nothing of how fresh its source is, ms. */
const CLOCKS_DIFFER = 86_400_000;

function bindTime(
  time: Expr,
  { window, now }: { readonly window: PlannedWindow; readonly now: number },
  evaluator: Evaluator,
  mapping: RunContext['mapping'],
): (record: JsonRecord, scope: Scope, tally: Counter) => boolean {
  const bound = mapping.value({ part: 'time' }, time, evaluator.expr(time));
  const future = now + CLOCKS_DIFFER;
  const since = window.since ?? -Infinity;
  const until = window.until ?? Infinity;
  return (record, scope, tally) => {
    const at = timeOf(bound.evaluate(record, scope), time.place);
    if (at === undefined) tally.note('records without a time');
    else if (at <= future) tally.seenAt(at);
    return at === undefined || (at >= since && at < until);
  };
}
