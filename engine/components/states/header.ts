import { described, object, text, type Infer } from '../../language/basics/shape.ts';
import { keepLatest } from './latest.ts';
import type { StateKind } from './state.ts';

const options = object(
  {
    of: described(
      text({ minLength: 1 }),
      "The header's name; the last answer that has it decides, without any the old value stays.",
    ),
  },
  {},
);

export const header: StateKind<Infer<typeof options>> = {
  name: 'header',
  isSent: true,
  summary: 'The value of a header of the last answer, such as the date up to which a TAXII server has answered.',
  options,
  example: 'state: { kind: header, of: X-TAXII-Date-Added-Last }',
  open: ({ of }, context) => keepLatest('header', context, (answer) => answer.header(of)),
};
