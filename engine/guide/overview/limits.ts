import { formatDuration } from '../../language/basics/duration.ts';
import type { Pack } from '../../language/model.ts';
import { size } from '../../api/wording/units.ts';

/** What the author knows not to work, and the bounds that the definition itself sets. */
export const limitsOf = (pack: Pack): readonly string[] => [
  ...pack.knownLimits,
  ...rateLimits(pack),
  ...[...pack.feeds.values()].flatMap(({ title, fulfillment }) =>
    fulfillment.map(({ maxBytes }) => `${title}: a file of more than ${size(maxBytes)} is not fetched.`),
  ),
];

const rateLimits = ({ connection }: Pack): readonly string[] => {
  const limit = connection?.rateLimit;
  if (limit?.requests.kind !== 'literal' || limit.per.kind !== 'literal') return [];
  const per = typeof limit.per.value === 'number' ? formatDuration(limit.per.value) : String(limit.per.value);
  return [`At most ${String(limit.requests.value)} requests are sent in ${per}.`];
};
