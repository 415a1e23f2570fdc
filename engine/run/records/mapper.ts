import type { Scope } from '../../expression/definition/evaluator.ts';
import type { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { MappedObject } from '../../store/contract/mapped-object.ts';
import type { RefRelation, WindowStaging } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import { contentHash } from '../context/record-hash.ts';
import type { Counter } from '../context/ledger.ts';
import { isAboutRecord } from '../context/failures.ts';
import type { Fulfiller } from './fetch-files.ts';
import { bindLets } from '../report/lets.ts';
import { bindPlainLines } from './plain-lines.ts';
import { mapOrdered } from '../context/semaphore.ts';
import { placeText } from './position.ts';
import type { Report, Reported } from '../report/report.ts';
import type { SetAside } from './set-aside.ts';
import type { Kept } from './filter-batch.ts';
import type { Supplement } from './supplement.ts';

/** Records under way at once where each makes calls of its own; the client bounds the requests. */
const RECORDS_AT_ONCE = 32;

/** What became of a record; its objects are staged apart. */
export interface Outcome {
  readonly objects: number;
  readonly skipped: readonly string[];
  readonly relations: readonly RefRelation[];
  readonly error?: EngineError;
}

const NONE: readonly never[] = [];
/** What becomes of most records. */
const ONE_OBJECT: Outcome = { objects: 1, skipped: NONE, relations: NONE };

const outcomeOf = ({ objects, skipped, relations }: Reported): Outcome =>
  objects.length === 1 && skipped.length === 0 && relations.length === 0
    ? ONE_OBJECT
    : { objects: objects.length, skipped, relations };

const failed = (error: EngineError): Outcome => ({ objects: 0, skipped: NONE, relations: NONE, error });

export interface MapperParts {
  readonly report: Report;
  readonly supplement: Supplement | undefined;
  readonly fulfiller: Fulfiller | undefined;
}

export interface Mapper {
  /**
   * Drafts the objects of records at once, with what became of each record; undefined where records need calls or a look at
   * keys first. It may be cut off: then the drafts are to be dropped.
   */
  readonly draft: ((kept: readonly Kept[], scope: Scope, staging: WindowStaging) => readonly Outcome[]) | undefined;
  /** Records that stayed to objects in the staging, in order, every one of them counted; `drafted` where they were drafted. */
  readonly put: (
    kept: readonly Kept[],
    scope: Scope,
    staging: WindowStaging,
    counter: Counter,
    drafted?: readonly Outcome[],
  ) => Promise<void>;
}

export function bindMapper(context: RunContext, parts: MapperParts, aside: SetAside): Mapper {
  const checkLine = bindPlainLines(context.plan);
  const lets = bindLets(context.plan.feed.let, context.evaluator);
  const reportOne = (one: Kept, own: Scope): Reported => {
    const reported = context.unreadable.checked(parts.report(one.record, lets(one.record, own), one.version));
    checkLine?.(reported.objects, one.place);
    return context.echoes.cleaned(reported);
  };

  /** With calls of its own; its objects are given back. */
  const alone = async (
    one: Kept,
    scope: Scope,
    counter: Counter,
  ): Promise<{ outcome: Outcome; objects: readonly MappedObject[] }> => {
    try {
      const own = parts.supplement === undefined ? scope : await parts.supplement(one.record, scope, counter);
      const reported = reportOne(one, own);
      const objects = parts.fulfiller === undefined ? reported.objects : await parts.fulfiller.fulfil(reported.objects, counter);
      return { outcome: outcomeOf(reported), objects };
    } catch (error) {
      if (!isAboutRecord(error)) throw error;
      return { outcome: failed(error), objects: NONE };
    }
  };
  /** Without: its objects are drafted at once. */
  const together = (one: Kept, scope: Scope, staging: WindowStaging): Outcome => {
    try {
      const reported = reportOne(one, scope);
      const { batch, index } = one.place;
      const rows = reported.objects.length === 1 ? batch.rows : undefined;
      for (const object of reported.objects) staging.draft(object, rows, index);
      return outcomeOf(reported);
    } catch (error) {
      if (!isAboutRecord(error)) throw error;
      return failed(error);
    }
  };
  const draft = (kept: readonly Kept[], scope: Scope, staging: WindowStaging): readonly Outcome[] =>
    kept.map((one) => together(one, scope, staging));
  const draftGuarded = (kept: readonly Kept[], scope: Scope, staging: WindowStaging): readonly Outcome[] => {
    const drafted = context.evaluator.guard(() => draft(kept, scope, staging));
    if (drafted !== undefined) return drafted;
    // The time was up, wherever it was: all of them once more, each under its own limit.
    staging.dropDrafts();
    return draft(kept, scope, staging);
  };

  // Records that share a call must be under way together: whole batches of them.
  const wholeBatches = context.plan.feed.supplemental.map(({ batch }) =>
    batch === undefined ? 0 : Math.ceil(RECORDS_AT_ONCE / batch.of) * batch.of,
  );
  const atOnce = Math.max(RECORDS_AT_ONCE, ...wholeBatches);
  const calls = parts.supplement !== undefined || parts.fulfiller !== undefined;
  const { feed, endpoint } = context.plan;
  const keyed = feed.key.length > 0 || endpoint.key.length > 0;
  const mapWithCalls = async (fresh: readonly Kept[], scope: Scope, staging: WindowStaging, counter: Counter) => {
    const mapped = await mapOrdered(fresh, atOnce, (one) => alone(one, scope, counter));
    for (const { objects } of mapped) staging.add(objects);
    return mapped.map(({ outcome }) => outcome);
  };
  const put: Mapper['put'] = async (kept, scope, staging, counter, drafted) => {
    const fresh = keyed ? kept.filter((one) => isFresh(one, context.seenUnder, staging, counter)) : kept;
    const outcomes = calls
      ? await mapWithCalls(fresh, scope, staging, counter)
      : (drafted ?? draftGuarded(fresh, scope, staging));
    for (let at = 0; at < outcomes.length; at++)
      account(fresh[at] as Kept, outcomes[at] as Outcome, staging, counter, { context, aside });
    staging.keepDrafts();
  };
  return { draft: calls || keyed ? undefined : draft, put };
}

/** Same key and same version (without a version: same content) is a duplicate. */
function isFresh(one: Kept, under: string, staging: WindowStaging, counter: Counter): boolean {
  if (one.key === undefined) return true;
  const version = one.version === undefined ? contentHash(one.record) : String(one.version);
  const seen = staging.seen(under + one.key, version);
  if (seen === 'duplicate') counter.duplicate++;
  else if (seen !== 'new') counter.superseded++;
  return seen !== 'duplicate';
}

/** No version is this one: a record that was set aside is no duplicate when it comes again. */
const SET_ASIDE = '#set aside';

function account(
  one: Kept,
  outcome: Outcome,
  staging: WindowStaging,
  counter: Counter,
  { context, aside }: { readonly context: RunContext; readonly aside: SetAside },
): void {
  if (outcome === ONE_OBJECT && aside.isEmpty) {
    counter.mapped++;
    return;
  }
  const { objects, skipped, relations, error } = outcome;
  const { record, key, place } = one;
  const original = place.batch.records[place.index] as JsonRecord;
  if (error !== undefined) {
    aside.add({ record, key, place: placeText(place), error }, original, staging, counter);
    if (key !== undefined) staging.seen(context.seenUnder + key, SET_ASIDE);
    return;
  }
  aside.putThrough(key, record, original, staging);
  for (const why of skipped) counter.note(why);
  if (relations.length > 0) staging.relate(relations);
  if (objects === 0 && relations.length === 0) counter.skipped++;
  else counter.mapped++;
}
