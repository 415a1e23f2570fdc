import type { Batch, Prefilter } from '../components/decoders/decoder.ts';
import type { Scope } from '../expression/evaluator.ts';
import { EngineError } from '../language/errors.ts';
import type { PlannedWindow } from '../plan/plan.ts';
import type { WindowStaging } from '../store/store.ts';
import type { RunContext } from './context.ts';
import type { Counter } from './counts.ts';
import { bindFilters } from './filters.ts';
import type { HeadTest } from './filters.ts';
import { bindMapper, quarantine } from './mapper.ts';
import type { MapperParts } from './mapper.ts';
import { fetchPages } from './pages.ts';
import type { SourceEnd } from './pages.ts';
import { bindSift } from './sift.ts';
import type { Sifted } from './sift.ts';

/** The limit of `--limit` was reached. */
export class LimitReached extends Error {}

/** A long body broke off after some of its records had been staged: the window is read again from its start. */
export class WindowRestart extends Error {}

export interface WindowRun {
  readonly context: RunContext;
  readonly window: PlannedWindow;
  readonly staging: WindowStaging;
  readonly counter: Counter;
  readonly parts: MapperParts;
  readonly limit: number | undefined;
  readonly onProgress: () => void;
}

/** The whole way of a record: fetched and decoded, sifted by filters, time and key, supplemented, mapped, staged. */
export async function runWindow(run: WindowRun): Promise<SourceEnd> {
  const { context, window, staging, counter } = run;
  const scope = windowScope(context, window);
  const { plan, evaluator } = context;
  const filters = bindFilters(plan.feed, evaluator);
  const sift = bindSift(plan, window, filters, evaluator, scope);
  const map = bindMapper(context, run.parts, scope);
  const judged = guarded(context, sift);

  const take = async (batch: Batch): Promise<void> => {
    const room = run.limit === undefined ? batch.records.length : Math.min(batch.records.length, run.limit - counter.fetched);
    for (const sifted of judged(batch, room)) {
      counter.merge(sifted.tally);
      for (const bad of sifted.bad) quarantine(bad, staging, counter);
      await map(sifted.kept, staging, counter);
    }
    checkQuarantine(run);
    run.onProgress();
    if (run.limit !== undefined && counter.fetched >= run.limit) throw new LimitReached();
  };

  return fetchPages({ context, window, scope, counter, take, prefilter: run.limit === undefined ? pushDown(filters.head, scope, counter) : undefined });
}

const iso = (time: number | undefined): string | undefined => (time === undefined ? undefined : new Date(time).toISOString());

function windowScope(context: RunContext, window: PlannedWindow): Scope {
  return { ...context.scope, window: { since: iso(window.since), until: iso(window.until) } };
}

/** A batch at a time under the time limit of expressions; the batch that hits it is judged again record by record. */
function guarded(context: RunContext, sift: (batch: Batch, from: number, to: number) => Sifted): (batch: Batch, room: number) => readonly Sifted[] {
  return (batch, room) => {
    const whole = context.evaluator.guard(() => sift(batch, 0, room));
    if (whole !== undefined) return [whole];
    return Array.from({ length: room }, (_, index) => sift(batch, index, index + 1));
  };
}

/** The leading filters, run by the decoder on the columns that they read: most rows are never built whole. */
function pushDown(head: HeadTest | undefined, scope: Scope, counter: Counter): Prefilter | undefined {
  if (head === undefined) return undefined;
  return {
    columns: head.columns,
    around: (stretch) => stretch(),
    test: (record) => {
      let because: string | undefined;
      try {
        because = head.reject(record, scope);
      } catch {
        // It is judged again as a whole record, where the failure has a place.
        return true;
      }
      if (because === undefined) return true;
      counter.fetched++;
      counter.drop(because);
      return false;
    },
  };
}

/** Past the feed's threshold something is wrong with the vendor or the definition, not with a record. */
function checkQuarantine({ context, counter }: WindowRun): void {
  const { records, share } = context.plan.feed.quarantineLimit;
  const { quarantined, fetched } = counter;
  const tooMany = quarantined > records || (quarantined >= 10 && quarantined > share * fetched && fetched >= 100);
  if (tooMany) throw tooManyQuarantined(context, counter);
}

/** At the end of a window: were all records that came set aside? */
export function checkAllQuarantined({ context, counter }: WindowRun): void {
  const { share } = context.plan.feed.quarantineLimit;
  const left = counter.quarantined + counter.mapped + counter.skipped;
  if (counter.quarantined > 0 && (counter.quarantined === left || (counter.quarantined >= 10 && counter.quarantined > share * left))) throw tooManyQuarantined(context, counter);
}

const tooManyQuarantined = (context: RunContext, { quarantined, fetched }: Counter): EngineError =>
  new EngineError('run.quarantine', `${quarantined} of ${fetched} records could not be mapped.`, {
    place: context.plan.feed.place,
    hint: 'Look at "feedwright quarantine" for the first of them; raise the feed\'s quarantine limit if they may be lost.',
  });
