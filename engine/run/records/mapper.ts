import type { Scope } from '../../expression/definition/evaluator.ts';
import type { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { MappedObject } from '../../object/mapped-object.ts';
import type { RefRelation } from '../../staging/staged-rows.ts';
import type { WindowStaging } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';
import { isAboutRecord } from '../context/failures.ts';
import type { Counter } from '../context/ledger.ts';
import { recordHash } from '../context/record-hash.ts';
import { mapOrdered } from '../context/semaphore.ts';
import { bindLets } from '../report/lets.ts';
import type { Report, Reported } from '../report/report.ts';
import type { Follower } from './explain/follow-record.ts';
import type { Fulfiller } from './fetch-files.ts';
import { bindPlainLines } from './plain-lines.ts';
import { placeText, type Position } from './position.ts';
import type { SetAside } from './set-aside.ts';
import type { Kept } from './filter-batch.ts';
import type { Supplement } from './supplement.ts';

/** Records under way at once where each makes calls of its own; the client bounds the requests. */
const RECORDS_AT_ONCE = 32;

/** What became of a record. */
export interface Mapped {
  readonly objects: readonly MappedObject[];
  /** Entries that had no value. */
  readonly skipped: readonly string[];
  readonly relations: readonly RefRelation[];
  /** It could not be mapped. */
  readonly error?: EngineError;
}

const NONE: readonly never[] = [];

const failed = (error: EngineError): Mapped => ({ objects: NONE, skipped: NONE, relations: NONE, error });

export interface MapperParts {
  readonly report: Report;
  readonly supplement: Supplement | undefined;
  readonly fulfiller: Fulfiller | undefined;
  /** Looks on. */
  readonly follower?: Follower | undefined;
}

/** Of a record that is left out: its objects are withdrawn, and nothing is said of them. */
const withdrawn = ({ objects }: Reported): Reported => ({
  objects: objects.map((object) => ({ ...object, withdraw: true, related: NONE, file: undefined })),
  skipped: NONE,
  relations: NONE,
});

/** Where mapped records of a window go. */
export interface MapTarget {
  readonly staging: WindowStaging;
  readonly counter: Counter;
  /** Stages what the record at this place gave. */
  readonly stage: (objects: readonly MappedObject[], place: Position) => void;
  /** The records that are set aside, by this window and by earlier runs. */
  readonly aside: SetAside;
}

export interface Mapper {
  /** Maps records without any call; undefined where they need one, or a look at their keys first. It may be cut off at any point. */
  readonly mapNow: ((kept: readonly Kept[], scope: Scope) => readonly Mapped[]) | undefined;
  /** Stages records that stayed, in order, every one of them counted; `mapped` where they were mapped already. */
  readonly put: (kept: readonly Kept[], scope: Scope, target: MapTarget, mapped?: readonly Mapped[]) => Promise<void>;
}

export function bindMapper(context: RunContext, parts: MapperParts): Mapper {
  const report = bindRecord(context, parts);
  const withCalls = async (one: Kept, scope: Scope, counter: Counter): Promise<Mapped> => {
    try {
      const own = parts.supplement === undefined ? scope : await parts.supplement(one.record, scope, counter);
      const reported = report(one, own);
      const { leftOut } = one;
      const objects =
        parts.fulfiller === undefined || leftOut !== undefined
          ? reported.objects
          : await parts.fulfiller.fulfil(reported.objects, counter);
      return { ...reported, objects };
    } catch (error) {
      if (!isAboutRecord(error)) throw error;
      return failed(error);
    }
  };
  const withoutCalls = (one: Kept, scope: Scope): Mapped => {
    try {
      return report(one, scope);
    } catch (error) {
      if (!isAboutRecord(error)) throw error;
      return failed(error);
    }
  };
  const mapNow = (kept: readonly Kept[], scope: Scope): readonly Mapped[] => kept.map((one) => withoutCalls(one, scope));
  // Where the time for all of them is up, wherever it was: all of them once more, each under its own limit.
  const mapGuarded = (kept: readonly Kept[], scope: Scope): readonly Mapped[] =>
    context.mapping.attempt(() => context.evaluator.guard(() => mapNow(kept, scope))) ?? mapNow(kept, scope);

  // Records that share a call must be under way together: whole batches of them.
  const wholeBatches = context.plan.feed.supplemental.map(({ batch }) =>
    batch === undefined ? 0 : Math.ceil(RECORDS_AT_ONCE / batch.of) * batch.of,
  );
  const atOnce = Math.max(RECORDS_AT_ONCE, ...wholeBatches);
  const calls = parts.supplement !== undefined || parts.fulfiller !== undefined;
  const { feed, endpoint } = context.plan;
  const keyed = feed.key.length > 0 || endpoint.key.length > 0;

  const put: Mapper['put'] = async (kept, scope, target, given) => {
    const fresh = keyed ? await withoutDuplicates(kept, context.seenUnder, target) : kept;
    const mapped = calls
      ? await mapOrdered(fresh, atOnce, (one) => withCalls(one, scope, target.counter))
      : (given ?? mapGuarded(fresh, scope));
    for (let at = 0; at < mapped.length; at++) account(fresh[at] as Kept, mapped[at] as Mapped, target, context);
    if (parts.follower !== undefined) tellEnds(kept, fresh, mapped, parts.follower);
  };
  return { mapNow: calls || keyed ? undefined : mapNow, put };
}

/** One record with what its calls gave. */
function bindRecord(context: RunContext, parts: MapperParts): (one: Kept, own: Scope) => Reported {
  const { plan, evaluator, mapping } = context;
  const lets = bindLets(plan.feed.let, evaluator, mapping);
  const checkLine = bindPlainLines(plan);
  return (one, own) => {
    const { record, version, leftOut } = one;
    parts.follower?.scoped(one, own);
    // Of what is left out, vendors often say nothing more than that.
    const mark = leftOut === undefined ? undefined : mapping.mark();
    const given = parts.report(record, lets(record, own), version, leftOut?.entries);
    if (mark !== undefined) mapping.back(mark);
    const reported = context.unreadable.checked(leftOut === undefined ? given : withdrawn(given));
    checkLine?.(reported.objects, one.place);
    return context.echoes.cleaned(reported);
  };
}

function tellEnds(kept: readonly Kept[], fresh: readonly Kept[], mapped: readonly Mapped[], { settled }: Follower): void {
  const ends = new Map(fresh.map((one, at) => [one, mapped[at] as Mapped]));
  for (const one of kept) {
    const end = ends.get(one);
    if (end === undefined) settled(one, 'duplicate');
    else if (end.error !== undefined) settled(one, 'set aside', end.error);
    else if (one.leftOut !== undefined) settled(one, 'dropped');
    else settled(one, end.objects.length === 0 && end.relations.length === 0 ? 'skipped' : 'mapped');
  }
}

/** Same key and same version (without a version: same content) is a duplicate. */
async function withoutDuplicates(
  kept: readonly Kept[],
  under: string,
  { staging, counter }: MapTarget,
): Promise<readonly Kept[]> {
  const keys = kept.flatMap(({ key }) => (key === undefined ? [] : [under + key]));
  await staging.lookUp(keys);
  return kept.filter(({ key, version, record }) => {
    if (key === undefined) return true;
    const seen = staging.seen(under + key, version === undefined ? recordHash(record) : String(version));
    if (seen === 'duplicate') counter.duplicate++;
    else if (seen !== 'new') counter.superseded++;
    return seen !== 'duplicate';
  });
}

/** No version is this one: a record that was set aside is no duplicate when it comes again. */
const SET_ASIDE = '#set aside';

function account(
  one: Kept,
  { objects, skipped, relations, error }: Mapped,
  { staging, counter, stage, aside }: MapTarget,
  { seenUnder, services }: RunContext,
): void {
  const { record, key, place, leftOut } = one;
  const original = place.batch.records[place.index] as JsonRecord;
  if (error !== undefined) {
    aside.add({ record, key, place: placeText(place), error }, original, staging, counter);
    if (key !== undefined) staging.seen(seenUnder + key, SET_ASIDE);
    return;
  }
  aside.putThrough(key, record, original, staging);
  services.onMapped?.(key, original, objects);
  stage(objects, place);
  for (const why of skipped) counter.note(why);
  if (relations.length > 0) staging.relate(relations);
  if (leftOut !== undefined) counter.drop(leftOut.because);
  else if (objects.length === 0 && relations.length === 0) counter.skipped++;
  else counter.mapped++;
}
