import { anyOf, choice, described, duration, expr, integer, number, object, type Infer } from '../../language/basics/shape.ts';
import { LargestSession } from './largest/largest-session.ts';
import type { StateKind } from './state.ts';

const options = object(
  { of: described(expr(), 'Over a record: the value of which the largest is kept, a number or a time.') },
  {
    as: described(
      choice('number', 'time', 'text'),
      'How values compare; without it as their own form says: numbers, else times. Texts only where they are all alike, such as sortable ids.',
    ),
    overlap: described(
      anyOf(duration(), number({ minimum: 0 }), expr()),
      '`$state` starts so much before the largest value (a duration for times, a number for numbers), for records that turn up late. What was read before is left out. An expression over `$user` gives either, once a run; with `as: time` a number of days as well.',
    ),
    order: described(
      choice('any', 'ascending'),
      'With `ascending` the source gives its records from the smallest value to the largest, so that a long run is committed, and the state moved, in between.',
      'any',
    ),
    commit_after: described(
      integer({ minimum: 1 }),
      'Records after which, at the end of a page, a run in ascending order is committed.',
      10_000,
    ),
  },
);

export const largest: StateKind<Infer<typeof options>> = {
  name: 'largest',
  isSent: true,
  summary:
    'The largest value of a field: the next run asks from there on, and leaves out the records at that edge which it has had.',
  options,
  example: 'state: { kind: largest, of: !expr modified_at, overlap: PT5M }',
  open: (given, context) => new LargestSession(given, context),
};

export type LargestOptions = Infer<typeof options>;
