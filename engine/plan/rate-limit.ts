import type { Evaluator } from '../expression/definition/evaluator.ts';
import { parseDuration } from '../language/basics/duration.ts';
import { UsageError } from '../language/basics/errors.ts';
import type { Connection, RateLimit } from '../language/model.ts';

/** The limit of a connection under these options, decided once; undefined where it has none, or its number of requests is missing. */
export function rateLimitOf(
  { rateLimit }: Pick<Connection, 'rateLimit'>,
  options: Readonly<Record<string, unknown>>,
  evaluator: Evaluator,
): RateLimit | undefined {
  if (rateLimit === undefined) return undefined;
  const { requests: count, per } = rateLimit;
  const requests = evaluator.value(count).evaluate(undefined, { user: options });
  if (requests === undefined || requests === null) return undefined;
  if (typeof requests !== 'number' || !Number.isSafeInteger(requests) || requests < 1)
    throw new UsageError('plan.rate-limit', 'The number of requests of the rate limit is no whole number from 1 on.', {
      place: count.place,
      hint: 'Give such a number for every value of the options; nothing at all lifts the limit.',
    });
  const text = evaluator.value(per).evaluate(undefined, { user: options });
  const perMs = typeof text === 'string' ? parseDuration(text) : undefined;
  if (perMs !== undefined && perMs > 0) return { requests, perMs };
  throw new UsageError('plan.rate-limit', 'The stretch of time of the rate limit is no duration.', {
    place: per.place,
    hint: 'Give one such as PT30S for every value of the options.',
  });
}
