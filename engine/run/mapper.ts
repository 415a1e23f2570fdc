import { createHash } from 'node:crypto';
import type { Scope } from '../expression/evaluator.ts';
import { EngineError } from '../language/errors.ts';
import type { MappedObject } from '../store/mapped-object.ts';
import type { RefRelation, WindowStaging } from '../store/store.ts';
import type { RunContext } from './context.ts';
import type { Counter } from './counts.ts';
import { failureText, isAboutRecord } from './failures.ts';
import type { Fulfiller } from './fulfil.ts';
import { bindLets } from './lets.ts';
import { mapOrdered } from './pool.ts';
import type { Report } from './report.ts';
import type { Bad, Kept } from './sift.ts';
import type { Supplement } from './supplement.ts';

/** Records under way at once where each makes calls of its own; the client bounds the requests. */
const RECORDS_AT_ONCE = 32;

interface Mapped {
  readonly kept: Kept;
  readonly objects: readonly MappedObject[];
  readonly skipped: readonly string[];
  readonly relations: readonly RefRelation[];
  readonly error?: EngineError;
}

export interface MapperParts {
  readonly report: Report;
  readonly supplement: Supplement | undefined;
  readonly fulfiller: Fulfiller | undefined;
}

type Redact = (text: string) => string;

/** Records that stayed to objects in the staging, in order, every one of them counted. */
export type Mapper = (kept: readonly Kept[], staging: WindowStaging, counter: Counter) => Promise<void>;

export function bindMapper(context: RunContext, parts: MapperParts, scope: Scope): Mapper {
  const lets = bindLets(context.plan.feed.let, context.evaluator);
  const reportOne = (one: Kept, own: Scope): Mapped => ({
    kept: one,
    ...parts.report(one.record, lets(one.record, own), one.version),
  });

  const alone = async (one: Kept, counter: Counter): Promise<Mapped> => {
    try {
      const own = parts.supplement === undefined ? scope : await parts.supplement(one.record, scope, counter);
      const mapped = reportOne(one, own);
      return parts.fulfiller === undefined
        ? mapped
        : { ...mapped, objects: await parts.fulfiller.fulfil(mapped.objects, counter) };
    } catch (error) {
      if (!isAboutRecord(error)) throw error;
      return { kept: one, objects: [], skipped: [], relations: [], error };
    }
  };
  const together = (one: Kept): Mapped => {
    try {
      return reportOne(one, scope);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return { kept: one, objects: [], skipped: [], relations: [], error };
    }
  };

  // Records that share a call must be under way together: whole batches of them.
  const wholeBatches = context.plan.feed.supplemental.map(({ batch }) =>
    batch === undefined ? 0 : Math.ceil(RECORDS_AT_ONCE / batch.of) * batch.of,
  );
  const atOnce = Math.max(RECORDS_AT_ONCE, ...wholeBatches);
  const aside = context.services.instance.quarantined();
  const calls = parts.supplement !== undefined || parts.fulfiller !== undefined;
  return async (kept, staging, counter) => {
    const fresh = kept.filter((one) => isFresh(one, context.seenUnder, staging, counter));
    const mapped = calls
      ? await mapOrdered(fresh, atOnce, (one) => alone(one, counter))
      : (context.evaluator.guard(() => fresh.map(together)) ?? fresh.map(together));
    const objects: MappedObject[] = [];
    for (const one of mapped) account(one, objects, staging, counter, context);
    if (aside.size > 0) for (const { kept: one, error } of mapped) if (error === undefined) putThrough(one, aside, staging);
    staging.add(objects);
  };
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

/** The mark keeps it from being compared with others as if it were a version, and from being taken for a key. */
const contentHash = (record: unknown): string =>
  `#${createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 22)}`;

/** No version is this one: a record that was set aside is no duplicate when it comes again. */
const SET_ASIDE = '#set aside';

function account(
  one: Mapped,
  objects: MappedObject[],
  staging: WindowStaging,
  counter: Counter,
  { seenUnder, services }: RunContext,
): void {
  if (one.error !== undefined) {
    const { record, key, place } = one.kept;
    quarantine({ record, key, place, error: one.error }, staging, counter, services.redact);
    if (key !== undefined) staging.seen(seenUnder + key, SET_ASIDE);
    return;
  }
  for (const entry of one.skipped) counter.note(`entries without a value (${entry})`);
  if (one.relations.length > 0) staging.relate(one.relations);
  if (one.objects.length === 0 && one.relations.length === 0) {
    counter.skipped++;
    return;
  }
  counter.mapped++;
  for (const object of one.objects) objects.push(object);
}

/** What an earlier run set aside, by its key, or by its content where it was not known by then. */
function putThrough({ key, record }: Kept, aside: ReadonlySet<string>, staging: WindowStaging): void {
  for (const name of [key, contentHash(record)]) if (name !== undefined && aside.has(name)) staging.putThrough(name);
}

/** Kept as key, place and error: the content may hold what must not be stored, and the vendor's words a secret. */
export function quarantine(bad: Bad, staging: WindowStaging, counter: Counter, redact: Redact): void {
  const error = redact(failureText(bad.error));
  counter.quarantined++;
  counter.firstFailure ??= error;
  staging.quarantine({ key: bad.key ?? contentHash(bad.record), place: bad.place, code: bad.error.code, error });
}
