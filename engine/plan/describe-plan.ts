import { formatDuration } from '../language/basics/duration.ts';
import { isoOr } from '../language/basics/instant.ts';
import { openPaging } from '../components/paginators/registry.ts';
import type { Evaluator, Scope } from '../expression/definition/evaluator.ts';
import { buildRequest } from '../http/request/build-request.ts';
import { EngineError } from '../language/basics/errors.ts';
import type { Endpoint, RequestSpec, Supplemental } from '../language/model.ts';
import type { FeedPlan, PlannedWindow } from './plan.ts';
import { fieldGroups } from './field-groups.ts';
import { resolveAddress } from './page-address.ts';
import { endpointOf } from './plan-feed.ts';
import { rateLimitOf } from './rate-limit.ts';

/** A call that a run makes for certain, or would make for data that it does not have yet. */
export interface PlannedCall {
  readonly endpoint: string;
  readonly method: string;
  /** Without credentials; undefined where it depends on data. */
  readonly url: string | undefined;
  readonly body: string | undefined;
  /** Those that the definition gives, and what the kept state adds; without credentials. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Why it can't be made as it is: the run would end by this. */
  readonly problem?: string;
  readonly certain: boolean;
  /** What it is made for, e.g. `window 2` or `each record`. */
  readonly per: string;
  /** How many of it: for each record or page where it depends on data. */
  readonly times: number;
}

export interface PlanDescription {
  readonly feed: string;
  /** Only with `partition:`: the value that this part is for. */
  readonly partition?: string;
  /** Durations that the options decided, as ISO 8601, by where they stand: `window.period`. */
  readonly durations?: Readonly<Record<string, string>>;
  readonly since: string | null;
  readonly until: string | null;
  readonly windows: readonly { readonly since: string | null; readonly until: string | null }[];
  readonly calls: readonly PlannedCall[];
  readonly certain_calls: number;
  /** Calls for every record that stays. */
  readonly calls_per_record: number;
  /** Milliseconds that the rate limit alone makes the certain calls take; null without a rate limit. */
  readonly estimate_ms: number | null;
  /** The same for 1,000 records that stay. */
  readonly estimate_ms_per_1000_records: number | null;
}

/** What earlier runs have left for this one. */
export interface Kept {
  /** The feed's `state:`: `$state`, and what it adds to the first request. */
  readonly state?: { variables(): unknown; headers(): Readonly<Record<string, string>> } | undefined;
  /** Of a run that goes on: its id, and the first window that it has not had. */
  readonly run?: { readonly id: string; readonly nextWindow: number } | undefined;
}

interface Means {
  readonly base: URL;
  readonly evaluator: Evaluator;
  readonly kept: Kept;
}

/** What a run would do, without any request. `base` is the connection's address. */
export function describePlan(plan: FeedPlan, base: URL, evaluator: Evaluator, kept: Kept = {}): PlanDescription {
  const done = kept.run?.nextWindow ?? 0;
  const source = plan.windows.flatMap((window, index) =>
    index < done ? [] : sourceCalls(plan, window, index, { base, evaluator, kept }),
  );
  const certain = source.reduce((sum, { times, certain }) => sum + (certain ? times : 0), 0);
  const depending = dependingCalls(plan);
  const perRecord = depending.reduce((sum, { per, times }) => sum + times * callsFor(per), 0);
  const limit = plan.pack.connection && rateLimitOf(plan.pack.connection, plan.options, evaluator);
  const time = (calls: number): number | null =>
    limit === undefined ? null : Math.max(0, Math.ceil((calls - limit.requests) / limit.requests)) * limit.perMs;
  return {
    feed: `${plan.pack.name}/${plan.feed.name}`,
    ...(plan.partition === undefined ? {} : { partition: plan.partition }),
    ...(plan.decided.length === 0
      ? {}
      : { durations: Object.fromEntries(plan.decided.map(({ key, ms }) => [key, formatDuration(ms)])) }),
    since: isoOr(plan.since, null),
    until: isoOr(plan.until, null),
    windows: plan.windows.map(({ since, until }) => ({ since: isoOr(since, null), until: isoOr(until, null) })),
    calls: [...source, ...depending],
    certain_calls: certain,
    calls_per_record: perRecord,
    estimate_ms: time(certain),
    estimate_ms_per_1000_records: time(perRecord * 1000),
  };
}

/** Calls for one record, by what they are made for. */
function callsFor(per: string): number {
  const records = /^each (?:(\d+) )?records?\b/.exec(per);
  return records === null ? 0 : 1 / Number(records[1] ?? 1);
}

/** A job is ordered, polled until it is ready, downloaded and removed; its addresses are known only then. */
function sourceCalls(plan: FeedPlan, window: PlannedWindow, index: number, means: Means): readonly PlannedCall[] {
  const { job, request } = sourceEndpoint(plan);
  const first = sourceCall(plan, window, index, means);
  if (job === undefined) return [first];
  const { endpoint, times } = first;
  const later = ({ method }: RequestSpec, certain: boolean, per: string): PlannedCall => ({
    endpoint,
    method,
    url: undefined,
    body: undefined,
    certain,
    per,
    times,
  });
  const rest = [later(job.poll.request, false, `each poll of window ${index + 1}`), later(request, true, first.per)];
  return [first, ...rest, ...(job.delete === undefined ? [] : [later(job.delete, true, first.per)])];
}

/** The first request of a window, as the run makes it. */
function sourceCall(plan: FeedPlan, window: PlannedWindow, index: number, { base, evaluator, kept }: Means): PlannedCall {
  const endpoint = sourceEndpoint(plan);
  const { job, paginate } = endpoint;
  const request = job?.create ?? endpoint.request;
  const groups = fieldGroups(endpoint);
  const call = {
    endpoint: endpoint.name,
    method: request.method,
    certain: true,
    per: `window ${index + 1}`,
    times: groups.length,
  };
  try {
    const scope: Scope = {
      user: plan.options,
      run: {
        id: kept.run?.id ?? 'planned',
        since: isoOr(plan.since, null) ?? undefined,
        until: isoOr(plan.until, null) ?? undefined,
        now: isoOr(plan.now, null),
      },
      window: { since: isoOr(window.since, null) ?? undefined, until: isoOr(window.until, null) ?? undefined },
      partition: plan.partition,
      state: kept.state?.variables(),
      fields: groups[0],
    };
    const args = plan.variant?.with && evaluator.tree(plan.variant.with)(undefined, scope);
    const inner = { ...scope, args };
    const evaluate = (option: unknown): unknown => evaluator.option(option).evaluate(undefined, inner);
    const first = paginate === undefined ? undefined : openPaging(paginate, evaluate).first();
    const built = buildRequest(request, {
      base,
      evaluator,
      scope: { ...inner, page: first?.page ?? ONLY_PAGE },
      label: endpoint.name,
      headers: [plan.pack.connection?.headers, endpoint.headers],
      limits: undefined,
    });
    // A job's answer is what the state is about, not the order for it; and where a page begins elsewhere, the order does not.
    const url = first?.kind === 'address' && job === undefined ? resolveAddress(first.url, built.url, endpoint) : built.url;
    const { body } = built;
    return {
      ...call,
      url: url.href,
      body: body === undefined || typeof body === 'string' ? body : `(${body.length} bytes)`,
      headers: { ...built.headers, ...(job === undefined ? kept.state?.headers() : {}) },
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { ...call, url: undefined, body: undefined, problem: error.message };
  }
}

const ONLY_PAGE = { number: 1, offset: 0, size: undefined, token: undefined, after: undefined };

/** What is asked first: of an index and its documents the index. */
const sourceEndpoint = ({ pack, feed: { source }, endpoint }: FeedPlan): Endpoint =>
  source.kind === 'each' ? endpointOf(pack, source.each) : endpoint;

function dependingCalls(plan: FeedPlan): readonly PlannedCall[] {
  const { feed, pack } = plan;
  const of = (endpoint: Endpoint, per: string, times: number): PlannedCall => ({
    endpoint: endpoint.name,
    method: endpoint.request.method,
    url: undefined,
    body: undefined,
    certain: false,
    per,
    times,
  });
  const further = [...new Set([sourceEndpoint(plan), plan.endpoint])].flatMap((endpoint) =>
    endpoint.paginate === undefined ? [] : [of(endpoint, 'each further page', 1)],
  );
  const documents = feed.source.kind === 'each' ? [of(plan.endpoint, `each entry of ${feed.source.each}`, 1)] : [];
  const supplements = (specs: readonly Supplemental[], per: string): readonly PlannedCall[] =>
    specs.flatMap((spec) => [
      of(
        endpointOf(pack, spec.call),
        spec.batch === undefined ? per : per.replace('each record', `each ${spec.batch.of} records`),
        slicesOf(spec, plan),
      ),
      ...supplements(spec.supplemental, `each record of ${spec.name}`),
    ]);
  const files = feed.fulfillment.map((spec) => of(endpointOf(pack, spec.call), `each ${spec.of}`, 1));
  const after = plan.variant?.afterApplied;
  const told = after === undefined ? [] : [of(endpointOf(pack, after.call), 'what was applied', 1)];
  const again = after?.repeat === true ? [of(plan.endpoint, 'what comes after it', 1)] : [];
  return [...documents, ...further, ...supplements(feed.supplemental, 'each record'), ...files, ...told, ...again];
}

/** Slices of a call over the run's own range; over anything else at least one. */
function slicesOf(spec: Supplemental, plan: FeedPlan): number {
  if (spec.over === undefined || plan.since === undefined || plan.until === undefined) return 1;
  const { step, align = 1 } = spec.over;
  return Math.max(1, Math.ceil((Math.ceil(plan.until / align) * align - Math.floor(plan.since / align) * align) / step));
}
