/** What a run will do, worked out without any I/O. Times are ms since epoch. */
import type { DecidedFeed, Endpoint, Feed, Pack, SourceVariant } from '../language/model.ts';
import type { DecidedDuration } from './decide-durations.ts';

export interface PlanRequest {
  readonly pack: Pack;
  readonly feed: Feed;
  /** Every declared option has its value; secrets in clear. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly now: number;
  /** One of the values of `partition:`. */
  readonly partition?: string | undefined;
  /** `--since`, `--until`: a manual run. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  /** Where the last run ended. */
  readonly checkpoint: number | undefined;
  /** Goes on where a part of the range is out of reach. */
  readonly clip: boolean;
}

export interface PlannedWindow {
  /** With the lookback in it: what `$window` shows and the record filter uses. */
  readonly since: number | undefined;
  readonly until: number | undefined;
}

export interface FeedPlan {
  readonly pack: Pack;
  readonly feed: DecidedFeed;
  /** What the options decided of the feed's durations. */
  readonly decided: readonly DecidedDuration[];
  readonly options: Readonly<Record<string, unknown>>;
  /** The endpoint of the source variant that the options choose. */
  readonly endpoint: Endpoint;
  /** Undefined for a source of index and documents. */
  readonly variant: SourceVariant | undefined;
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly now: number;
  readonly windows: readonly PlannedWindow[];
  /** sha256 hex over the definition and the options that shape the result: an interrupted run resumes only under the same. */
  readonly fingerprint: string;
  readonly manual: boolean;
  /** The value of `partition:` that this run is for. */
  readonly partition: string | undefined;
  /** `--since` and `--until` as they were given. */
  readonly asked: { readonly since: number | undefined; readonly until: number | undefined };
  /** `snapshot:` where the options switch it on. */
  readonly snapshot: { readonly floor: number; readonly maxShare: number } | undefined;
  /** The same of `snapshot: { of: document }`. */
  readonly documents: { readonly floor: number; readonly maxShare: number } | undefined;
  /** The part of the wanted range that the vendor no longer serves, where `clip` left it out. */
  readonly clipped: { readonly since: number; readonly until: number } | undefined;
}
