import { described, duration, expr, object, reference } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import type { RawRequest } from './request-shape.ts';

const poll = () =>
  object(
    {
      request: described(
        reference<RawRequest>('request'),
        'Asks how the job stands; knows `$job.id`, and `$job.answer` from the second time on.',
      ),
      done: described(expr(), "Over the poll's answer: the job is ready."),
    },
    {
      every: described(
        duration(),
        'Until the first poll; each further wait is half as long again, up to ten times this.',
        'PT2S',
      ),
      at_most: described(duration(), 'So long is polled at most; then the window fails.', 'PT30M'),
      failed: described(expr(), "Over the poll's answer: the job has failed, and so does the window."),
      message: described(expr(), "The vendor's words for a failed job, over the poll's answer."),
    },
  );

export const job = () =>
  object(
    {
      create: described(
        reference<RawRequest>('request'),
        'Orders the answer. Not repeated after an uncertain failure unless it says `idempotent: true`.',
      ),
      id: described(
        expr(),
        "Over the answer of `create`: the job's id, `$job.id` in `poll`, `delete` and the endpoint's `request`.",
      ),
      poll: described(poll(), 'How to learn that it is ready.'),
    },
    {
      delete: described(
        reference<RawRequest>('request'),
        "Removes the job, also after a failure. That it can't be removed is only a warning.",
      ),
    },
  );

export type RawJob = Infer<ReturnType<typeof job>>;
