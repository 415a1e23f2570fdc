import { envelopeScope, extend } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import type { JobSpec } from '../model.ts';
import type { RawEndpoint } from './endpoint-shape.ts';
import type { RawJob } from './job-shape.ts';
import { placeOfKey } from '../yaml/positions.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { request } from './read-request.ts';
import { ms, optionalSource, source } from '../reading/values.ts';

/** What a request sees once the job has been ordered. */
export const withJob = (plain: Scope): Scope => extend(plain, plain.label, { job: ['id', 'answer'] });

export const jobOf = (raw: RawEndpoint & RawMap, plain: Scope, context: Context): JobSpec | undefined => {
  if (raw.job === undefined) return undefined;
  if (raw.fields !== undefined)
    context.findings.error(
      'endpoint.job-fields',
      placeOfKey(raw, 'fields'),
      'What a job has ordered is not asked for in parts, so it has no `fields`.',
      'Remove it, or say it in `create`.',
    );
  const job = raw.job as RawJob & RawMap;
  const ordered = withJob(plain);
  const answer = envelopeScope(ordered);
  const { poll } = job;
  const create = request(job.create as unknown as RawMap, plain, context);
  return {
    create: { ...create, idempotent: (job.create as unknown as RawMap)['idempotent'] === true },
    id: source(job.id, envelopeScope(plain), context),
    poll: {
      request: request(poll.request as unknown as RawMap, ordered, context),
      every: ms(poll.every ?? 'PT2S'),
      atMost: ms(poll.at_most ?? 'PT30M'),
      done: source(poll.done, answer, context),
      failed: optionalSource(poll.failed, answer, context),
      message: optionalSource(poll.message, answer, context),
    },
    delete: job.delete === undefined ? undefined : request(job.delete as unknown as RawMap, ordered, context),
    place: placeOfKey(raw, 'job'),
  };
};
