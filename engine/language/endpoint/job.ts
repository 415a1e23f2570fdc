import { described, duration, expr, object, readPlain, reference } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import type { Place } from '../basics/place.ts';
import type { Expr } from '../basics/value.ts';
import { envelopeScope, extend } from '../check/scope.ts';
import { samplesOf, type Sample } from '../check/samples.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource, readSource } from '../reading/values.ts';
import { placeOfKey } from '../yaml/positions.ts';
import { requestOf } from './request.ts';
import type { RawRequest, RequestSpec } from './request.ts';
import { stepSamples } from './sample-shapes.ts';

const pollShape = object(
  {
    request: described(
      reference<RawRequest>('request'),
      'Asks how the job stands; knows `$job.id`, and `$job.answer` from the second time on.',
    ),
    done: described(expr(), "Over the poll's answer: the job is ready."),
  },
  {
    every: described(duration(), 'Until the first poll; each further wait is half as long again, up to ten times this.', 'PT2S'),
    at_most: described(duration(), 'So long is polled at most; then the window fails.', 'PT30M'),
    failed: described(expr(), "Over the poll's answer: the job has failed, and so does the window."),
    message: described(expr(), "The vendor's words for a failed job, over the poll's answer."),
    samples: stepSamples('`poll.request`'),
  },
);

export const jobShape = object(
  {
    create: described(
      reference<RawRequest>('request'),
      'Orders the answer. Not repeated after an uncertain failure unless it says `idempotent: true`.',
    ),
    id: described(
      expr(),
      "Over the answer of `create`: the job's id, `$job.id` in `poll`, `delete` and the endpoint's `request`.",
    ),
    poll: described(pollShape, 'How to learn that it is ready.'),
  },
  {
    delete: described(
      reference<RawRequest>('request'),
      "Removes the job, also after a failure. That it can't be removed is only a warning.",
    ),
    samples: stepSamples('`create`'),
  },
);

export type RawJob = Infer<typeof jobShape>;

/** An answer that is ordered first: create, poll, then the endpoint's own request. */
export interface JobSpec {
  readonly create: RequestSpec;
  readonly id: Expr;
  /** Times in ms. */
  readonly poll: PlainOf<typeof pollShape> & {
    readonly request: RequestSpec;
    readonly done: Expr;
    readonly failed: Expr | undefined;
    readonly message: Expr | undefined;
    readonly samples: readonly Sample[];
  };
  readonly delete: RequestSpec | undefined;
  /** Of the answers of `create`. */
  readonly samples: readonly Sample[];
  readonly place: Place;
}

/** What a request sees once the job has been ordered. */
export const withJob = (plain: Scope): Scope => extend(plain, plain.label, { job: ['id', 'answer'] });

/** `raw`: the endpoint; `fixtures`: where its samples lie. */
export const jobOf = (raw: RawMap, plain: Scope, fixtures: string | undefined, context: Context): JobSpec | undefined => {
  if (raw['job'] === undefined) return undefined;
  if (raw['fields'] !== undefined)
    context.findings.error(
      'endpoint.job-fields',
      placeOfKey(raw, 'fields'),
      'What a job has ordered is not asked for in parts, so it has no `fields`.',
      'Remove it, or say it in `create`.',
    );
  const job = raw['job'] as RawJob & RawMap;
  const ordered = withJob(plain);
  const answer = envelopeScope(ordered);
  const { poll } = job;
  const create = requestOf(job.create as unknown as RawMap, plain, context);
  return {
    create: { ...create, idempotent: (job.create as unknown as RawMap)['idempotent'] === true },
    id: readSource(job.id, envelopeScope(plain), context),
    poll: {
      request: requestOf(poll.request as unknown as RawMap, ordered, context),
      ...readPlain(pollShape, poll),
      done: readSource(poll.done, answer, context),
      failed: readOptionalSource(poll.failed, answer, context),
      message: readOptionalSource(poll.message, answer, context),
      samples: samplesOf(poll.samples, fixtures, context),
    },
    delete: job.delete === undefined ? undefined : requestOf(job.delete as unknown as RawMap, ordered, context),
    samples: samplesOf(job.samples, fixtures, context),
    place: placeOfKey(raw, 'job'),
  };
};
