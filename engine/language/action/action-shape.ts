import { boolean, described, expr, list, object, reference, text, withExamples } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import { letBindings } from '../feed/feed-shape.ts';
import { outcomes, successTest } from '../connection/connection-shape.ts';
import type { RawRequest } from '../endpoint/request-shape.ts';
import { use } from '../basics/common-shapes.ts';
import { userFields } from '../user-field/user-field-shape.ts';
import type { RawDecode } from '../endpoint/endpoint-shape.ts';

const requirement = () =>
  object(
    {
      that: described(expr(), 'Must hold, else nothing is sent.'),
      message: described(text({ minLength: 1 }), 'What is said where it does not.'),
    },
    {},
  );

export const action = () =>
  object(
    {
      title: described(text({ minLength: 1 }), 'What people call the action.'),
      accepts: withExamples(described(list(text({ minLength: 1 }), { minItems: 1 }), 'The object types that it can be run on.'), [
        'event',
        'incident',
      ]),
      request: described(
        reference<RawRequest>('request'),
        'The request; it sees `$object`, `$options`, `$user` and the bindings under `let`.',
      ),
    },
    {
      use: use(),
      description: described(text(), 'What it does, in a sentence or two.'),
      options: described(userFields(), 'What is asked for each time; `$options.<name>`.'),
      let: described(letBindings(), "Names for values; they follow the pack's own."),
      require: described(list(requirement()), 'Checked before anything is sent.'),
      decode: described(list(reference<RawDecode>('decode'), { minItems: 1 }), 'How the answer is read.', ['json']),
      success_when: successTest(),
      outcomes: described(
        outcomes(),
        "Tried in order, before the connection's. Only one that stands here makes the action be sent again with `retry`.",
      ),
      result: described(expr(), 'What the answer comes down to, over its body.'),
      side_effects: described(boolean(), 'It changes something at the vendor and is confirmed before it is sent.', true),
    },
    { description: 'Something that is done at the vendor with an object.' },
  );

export type RawAction = Infer<ReturnType<typeof action>>;
