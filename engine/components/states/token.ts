import { described, expr, object, type Infer } from '../../language/basics/shape.ts';
import { keepLatest } from './latest.ts';
import type { StateKind } from './state.ts';

const options = object(
  {
    of: described(
      expr(),
      'Over each answer: the token for the next run, such as a delta link; the last answer that has one decides, without any the old one stays.',
    ),
  },
  {},
);

export const token: StateKind<Infer<typeof options>> = {
  name: 'token',
  isSent: true,
  summary: 'What the server gave to go on from: a cursor, a delta link, a sync token.',
  options,
  example: 'state: { kind: token, of: !expr next_cursor }',
  open: ({ of }, context) => keepLatest('token', context, (answer) => answer.evaluate(of)),
};
