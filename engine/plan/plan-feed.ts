import type { Evaluator } from '../expression/definition/evaluator.ts';
import { EngineError } from '../language/basics/errors.ts';
import type { Endpoint, Feed, Pack } from '../language/model.ts';
import type { FeedPlan, PlanRequest } from './plan.ts';
import { decideDurations } from './decide-durations.ts';
import { fingerprint } from './fingerprint.ts';
import { planWindows } from './windows.ts';

/** Definition, options and time to the windows of a run. Throws UsageError where the range cannot be had. */
export function planFeed(request: PlanRequest, evaluator: Evaluator): FeedPlan {
  const { pack, options, now } = request;
  const { feed, decided } = decideDurations(request.feed, options, evaluator);
  const range = planWindows({ ...request, feed });
  const limits = snapshotOf(feed, options, evaluator);
  return {
    pack,
    feed,
    decided,
    options,
    ...sourceOf(pack, feed, options, evaluator),
    ...range,
    now,
    fingerprint: fingerprint(pack, feed, options),
    partition: request.partition,
    manual: request.since !== undefined || request.until !== undefined,
    asked: { since: request.since, until: request.until },
    snapshot: feed.snapshot?.of === 'source' ? limits : undefined,
    documents: feed.snapshot?.of === 'document' ? limits : undefined,
  };
}

function snapshotOf(feed: Feed, options: Readonly<Record<string, unknown>>, evaluator: Evaluator): FeedPlan['snapshot'] {
  const { snapshot } = feed;
  if (
    snapshot === undefined ||
    (snapshot.when !== undefined && !evaluator.condition(snapshot.when)(undefined, { user: options }))
  )
    return undefined;
  return { floor: snapshot.floor, maxShare: snapshot.maxShare };
}

/** The endpoint that the feed reads from under these options. */
function sourceOf(
  pack: Pack,
  feed: Feed,
  options: Readonly<Record<string, unknown>>,
  evaluator: Evaluator,
): Pick<FeedPlan, 'endpoint' | 'variant'> {
  const { source } = feed;
  if (source.kind === 'each') return { endpoint: endpointOf(pack, source.call), variant: undefined };
  const scope = { user: options };
  const variant = source.variants.find((one) => one.when === undefined || evaluator.condition(one.when)(undefined, scope));
  if (variant === undefined) {
    throw new EngineError('plan.no-source', `No source of the feed "${feed.name}" applies under these options.`, {
      place: feed.place,
      hint: 'Give the last entry of "source" no "when".',
    });
  }
  return { endpoint: endpointOf(pack, variant.call), variant };
}

export function endpointOf(pack: Pack, name: string): Endpoint {
  const endpoint = pack.endpoints.get(name);
  if (endpoint === undefined) throw new EngineError('plan.no-endpoint', `The pack "${pack.name}" has no endpoint "${name}".`);
  return endpoint;
}
