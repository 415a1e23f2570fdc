import type { Json } from '../../language/basics/json.ts';
import type { Checkpoint } from '../../store/contract/store.ts';
import type { RunContext } from '../context/context.ts';

/**
 * What is committed with the last batch of window `index`. The checkpoint moves with the run's last window only: what a run
 * reads for its whole range (supplemental calls over `$run`) would else be lost with a run that is given up in the middle.
 * A manual run moves it only where it joins on to what was covered before, so that a look back into history does not make
 * the next run skip what lies between.
 */
export function checkpointAfter(context: RunContext, index: number, state: Json | undefined): Checkpoint | undefined {
  const { plan } = context;
  return index < plan.windows.length - 1 ? undefined : checkpointAt(context, plan.until, state);
}

/** A checkpoint at `until`, where this run may move it there. */
export function checkpointAt(
  { plan, services }: RunContext,
  until: number | undefined,
  state: Json | undefined,
): Checkpoint | undefined {
  const known = services.instance.checkpoint();
  if (until === undefined) return { until: undefined, state };
  if (known.until !== undefined && until <= known.until) return undefined;
  if (plan.manual && !joins(plan.since, known.until, until, plan.now)) return undefined;
  return { until, state };
}

function joins(since: number | undefined, covered: number | undefined, until: number, now: number): boolean {
  // Nothing was covered: a first run up to now counts, a stretch of history does not.
  if (covered === undefined) return until >= now;
  return since === undefined || since <= covered;
}
