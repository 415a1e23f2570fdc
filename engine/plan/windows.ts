import { iso } from '../language/basics/instant.ts';
import { UsageError } from '../language/basics/errors.ts';
import type { DecidedFeed } from '../language/model.ts';
import type { PlannedWindow } from './plan.ts';

export interface RangeRequest {
  readonly feed: DecidedFeed;
  readonly now: number;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly checkpoint: number | undefined;
  readonly clip: boolean;
}

export interface PlannedRange {
  /** `$run.since` and `$run.until`: without lookback. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly windows: readonly PlannedWindow[];
  readonly clipped: { readonly since: number; readonly until: number } | undefined;
}

type WindowSpec = NonNullable<DecidedFeed['window']>;

/** More windows than this in one run is a mistake in the definition or in `--since`. */
const MOST_WINDOWS = 100_000;

const floorTo = (time: number, step: number | undefined): number => (step === undefined ? time : Math.floor(time / step) * step);

/** What the ends of a range are asked with at the terminal. */
export const FLAGS = { since: '--since', until: '--until' };

/** The error of a range whose start, ms, is not before its end. */
export const noRange = (since: number, until: number, flags = FLAGS): UsageError =>
  new UsageError('plan.range', `The run would start at ${iso(since)}, which is not before its end ${iso(until)}.`, {
    hint: `Give ${flags.since} a time before ${flags.until} (without ${flags.until}: before now).`,
  });

/** The run's range and its half-open windows [since, until), in order of time. */
export function planWindows(request: RangeRequest): PlannedRange {
  const spec = request.feed.window;
  if (spec === undefined) return unbounded(request);
  const until = request.until ?? floorTo(request.now - spec.delay, spec.whole ? spec.align : undefined);
  const wanted = request.since ?? request.checkpoint ?? until - spec.period;
  if (request.since !== undefined && wanted >= until) throw noRange(wanted, until);
  const { since, clipped } = withinReach(wanted, until, spec, request);
  if (since >= until) return { since, until, windows: [], clipped };
  // The lookback is between runs only: a range that was asked for, and the windows of one run, have none.
  const lookback = request.since === undefined && request.checkpoint !== undefined ? spec.lookback : 0;
  const earliest = spec.oldest === undefined ? -Infinity : request.now - spec.oldest;
  const start = Math.max(floorTo(since - lookback, spec.align), Math.min(earliest, since));
  return { since, until, windows: split(start, until, spec), clipped };
}

function unbounded(request: RangeRequest): PlannedRange {
  if (request.since !== undefined || request.until !== undefined) {
    const { name, state, place } = request.feed;
    const byState = state !== undefined && state.kind !== 'unchanged';
    throw new UsageError(
      'plan.no-window',
      byState
        ? `The feed "${name}" has no window: it goes on from the state that its last run left.`
        : `The feed "${name}" has no window: it always reads everything.`,
      {
        place,
        hint: byState
          ? 'Leave --since and --until out; `feedwright state set` or `state rewind … --all` changes where the next run starts.'
          : 'Leave --since and --until out, or give the feed a window.',
      },
    );
  }
  return { since: undefined, until: undefined, windows: [{ since: undefined, until: undefined }], clipped: undefined };
}

function withinReach(
  wanted: number,
  until: number,
  spec: WindowSpec,
  request: RangeRequest,
): Pick<PlannedRange, 'clipped'> & { readonly since: number } {
  if (spec.oldest === undefined) return { since: wanted, clipped: undefined };
  const earliest = request.now - spec.oldest;
  if (wanted >= earliest) return { since: wanted, clipped: undefined };
  const lost = { since: wanted, until: Math.min(earliest, until) };
  if (request.clip) return { since: lost.until, clipped: lost };
  const days = Math.round(spec.oldest / 86_400_000);
  throw new UsageError(
    'plan.out-of-reach',
    `The vendor reaches back ${days} days, to ${iso(earliest)}: the part from ${iso(lost.since)} to ${iso(lost.until)} cannot be had.`,
    { place: spec.place, hint: 'Start later, or give `run --clip`, which goes on without that part.' },
  );
}

function split(start: number, until: number, spec: WindowSpec): readonly PlannedWindow[] {
  if (spec.step === undefined) return [{ since: start, until }];
  if ((until - start) / spec.step > MOST_WINDOWS) {
    throw new UsageError('plan.too-many-windows', `The run would have more than ${MOST_WINDOWS} windows.`, {
      place: spec.place,
      hint: "Start later, or make the window's step longer.",
    });
  }
  const windows: PlannedWindow[] = [];
  for (let since = start; since < until;) {
    const next = Math.min(since + spec.step, until);
    // A later window starts on the boundary too, unless that would leave it without any length.
    const aligned = next < until && floorTo(next, spec.align) > since ? floorTo(next, spec.align) : next;
    windows.push({ since, until: aligned });
    since = aligned;
  }
  return windows;
}

/** Two windows in place of one, half-open both, parted on a boundary; undefined where one of them would be too short. */
export function halves(
  { since, until }: PlannedWindow,
  { align, halve }: WindowSpec,
): readonly [PlannedWindow, PlannedWindow] | undefined {
  if (since === undefined || until === undefined || halve === undefined) return undefined;
  const middle = since + Math.floor((until - since) / 2);
  const fits = (at: number): boolean => at - since >= halve.atLeast && until - at >= halve.atLeast && at > since && at < until;
  // Many vendors read whole seconds only.
  const parting =
    align === undefined ? [floorTo(middle, 1000), middle] : [floorTo(middle, align), floorTo(middle, align) + align];
  const at = parting.find(fits);
  return at === undefined
    ? undefined
    : [
        { since, until: at },
        { since: at, until },
      ];
}
